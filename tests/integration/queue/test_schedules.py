"""A moment of a schedule runs once over all processes; what was missed is caught up or dropped by rule."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from coaching_app.core import clock
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.models.job import ScheduleSlot
from coaching_app.queue import engine as engine_module
from coaching_app.queue import slots, store, timers
from coaching_app.queue.port import Schedule

_THREE = datetime(2026, 11, 21, 3, tzinfo=UTC)
_DAY = timedelta(days=1)


def _nightly(**options):
    return Schedule("nightly", "work", "0 3 * * *", **options)


async def _fire(schedule, moment):
    with clock.freeze(moment):
        return await slots.fire(schedule, timers.trigger(schedule.when), moment)


async def _slot_count():
    async with snapshot(ALL_TENANTS) as db:
        return await db.scalar(select(func.count()).select_from(ScheduleSlot))


async def test_a_slot_fired_five_times_by_many_is_one_job(queue):
    fired = await asyncio.gather(*(_fire(_nightly(), _THREE) for _ in range(5)))
    assert len([job_id for job_id in fired if job_id]) == 1
    (job,) = await queue.all()
    async with snapshot(ALL_TENANTS) as db:
        assert (await db.get_one(ScheduleSlot, ("nightly", _THREE))).job_id == job.id


async def test_the_next_slot_is_a_new_job_unless_the_last_still_waits(queue):
    first = await _fire(_nightly(), _THREE)
    assert await _fire(_nightly(), _THREE + _DAY) == first
    claim = await queue.claim(moment=_THREE + _DAY)
    async with unit_of_work(ALL_TENANTS) as db:
        await store.finish(db, claim, "done", _THREE + _DAY)
    assert await _fire(_nightly(), _THREE + 2 * _DAY) not in {first, None}
    assert await _slot_count() == 3


async def test_a_new_schedule_has_missed_nothing(queue):
    assert await _fire(_nightly(), _THREE + timedelta(hours=9)) is None
    assert await queue.all() == []
    assert await _fire(_nightly(), _THREE + _DAY) is not None


@pytest.mark.parametrize(("on_missed", "jobs"), [("run_once", 1), ("drop", 0)])
async def test_slots_missed_while_down_run_once_or_are_dropped(queue, on_missed, jobs):
    schedule = _nightly(on_missed=on_missed)
    await _fire(schedule, _THREE + timedelta(hours=1))
    later = _THREE + timedelta(days=9, hours=6)
    await _fire(schedule, later)
    await _fire(schedule, later + timedelta(hours=1))
    assert len(await queue.all()) == jobs
    assert await _slot_count() == 2


async def test_a_clock_set_back_repeats_no_slot(queue):
    await _fire(_nightly(), _THREE)
    assert await _fire(_nightly(), _THREE - _DAY) is None
    assert await _fire(_nightly(), _THREE) is None
    assert len(await queue.all()) == 1


async def test_two_engines_run_a_missed_slot_once_at_their_start(queue, start_engine, spec):
    runs = []

    async def run(context):
        runs.append(dict(context.payload))

    schedule = _nightly(payload={"n": 1})
    await _fire(schedule, _THREE)
    for job in await queue.all():
        await queue.claim(moment=job.run_at)
    with clock.freeze(_THREE + _DAY + timedelta(hours=2)):
        await queue.expire((await queue.all())[0].id)
        await start_engine([spec(run)], [schedule])
        await start_engine([spec(run)], [schedule])
        # Slots are taken before an engine has started: there will be no further job.
        for job in await queue.all():
            await queue.until(job.id, "done")
    assert runs == [{"n": 1}]
    assert await _slot_count() == 2


async def test_a_schedule_fires_while_the_engine_runs(queue, start_engine, spec, wait_until):
    runs = []

    async def run(context):
        runs.append(context.job_id)

    schedules = [Schedule("often", "work", timedelta(seconds=1))]
    await start_engine([spec(run)], schedules, poll_seconds=600)
    await start_engine([spec(run)], schedules, poll_seconds=600)
    await wait_until(lambda: len(runs) >= 3)
    assert len(runs) == len(set(runs))
    assert len(runs) <= await _slot_count()


async def test_a_set_clock_makes_the_timers_anew(queue, start_engine, spec, wait_until, monkeypatch):
    shift, asked = [0.0], []

    def drift():
        asked.append(shift[0])
        return shift[0]

    monkeypatch.setattr(engine_module, "_drift", drift)
    runs = []

    async def run(context):
        runs.append(context.job_id)

    engine = await start_engine([spec(run)], [_nightly()])
    await wait_until(lambda: asked)
    before = engine._stop_timers
    shift[0] = -3600.0
    await wait_until(lambda: engine._stop_timers not in {before, None})
    job_id = await queue.add()
    await queue.until(job_id, "done")
