"""Jobs run once, fail with patience, stop when asked, and outlive the worker that had them."""

import asyncio
from datetime import timedelta
from random import Random

import pytest
from structlog.testing import capture_logs

from coaching_app.core import clock
from coaching_app.core.clock import now
from coaching_app.core.errors import Invalid
from coaching_app.core.metrics import REGISTRY
from coaching_app.db.tenancy import TenantMismatch
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.models.job import Job
from coaching_app.queue import engine as engine_module
from coaching_app.queue import store, worker
from coaching_app.queue.port import (
    GiveUp,
    JobCancelled,
    enqueue,
    find_job,
    request_cancel,
    retry_dead,
)
from tests.support.patience import eventually, within


class _NoWait(Random):
    def uniform(self, a, b):
        return 0.0


class _Highest(Random):
    def uniform(self, a, b):
        return b


def _ended(kind, end):
    return REGISTRY.get_sample_value("jobs_total", {"kind": kind, "end": end}) or 0


def _fail(monkeypatch, statement, times):
    """Make the database refuse this statement so many times; how many are still to come."""
    left = [times]
    real = getattr(store, statement)

    async def away(*arguments, **named):
        if left[0]:
            left[0] -= 1
            raise OSError
        return await real(*arguments, **named)

    monkeypatch.setattr(store, statement, away)
    return left


async def test_a_job_starts_at_once_without_waiting_for_the_poll(queue, start_engine, spec):
    done = asyncio.Event()
    seen = {}

    async def run(context):
        seen.update(context.payload, attempt=context.attempt)
        done.set()

    before = _ended("work", "done")
    await start_engine([spec(run)], poll_seconds=600)
    job_id = await queue.add(payload={"n": 1})
    await within(done.wait())
    job = await queue.until(job_id, "done")
    assert seen == {"n": 1, "attempt": 1}
    assert job.lease_owner is None
    assert job.finished_at is not None
    await eventually(lambda: _ended("work", "done") == before + 1)


async def test_work_that_did_not_commit_has_no_job(queue):
    async def refused():
        async with unit_of_work(ALL_TENANTS) as db:
            await enqueue(db, "work", {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await refused()
    assert await queue.all() == []


async def test_fired_five_times_runs_once(queue, start_engine, spec):
    runs = []
    gate = asyncio.Event()

    async def run(context):
        runs.append(context.job_id)
        await gate.wait()

    ids = set(await asyncio.gather(*(queue.add(unique_key="k") for _ in range(4))))
    await start_engine([spec(run)])
    await queue.until(ids.copy().pop(), "running")
    ids.add(await queue.add(unique_key="k"))
    gate.set()
    await queue.until(ids.copy().pop(), "done")
    assert len(ids) == len(runs) == 1
    assert await queue.add(unique_key="k") not in ids


async def test_keys_of_two_tenants_never_meet(queue, cast):
    ours, theirs = cast.mentee.tenant_id, cast.foreign_mentee.tenant_id
    first = await queue.add(tenant_id=ours, unique_key="same")
    second = await queue.add(tenant_id=theirs, unique_key="same")
    assert first != second


async def test_one_tenant_sees_and_stops_only_its_own_jobs(queue, cast):
    theirs = await queue.add(tenant_id=cast.foreign_mentee.tenant_id)
    async with unit_of_work(cast.mentee.tenant_id) as db:
        ours = await enqueue(db, "work", {})
        assert await find_job(db, theirs) is None
        assert not await request_cancel(db, theirs)
        assert not await retry_dead(db, theirs)
        with pytest.raises(TenantMismatch):
            await enqueue(db, "work", {}, tenant_id=cast.foreign_mentee.tenant_id)
    assert (await queue.job(ours)).tenant_id == cast.mentee.tenant_id
    assert (await queue.job(theirs)).status == "queued"


async def test_a_later_job_waits_for_its_time(queue):
    await queue.add(run_at=now() + timedelta(hours=1))
    assert await queue.claim() is None
    assert await queue.claim(moment=now() + timedelta(hours=1, seconds=1)) is not None


async def test_failures_wait_longer_each_time(queue, start_engine, spec, wait_until):
    async def run(_context):
        raise ValueError("quotes what a person wrote")

    job_id = await queue.add()
    begun = now()
    with clock.freeze(begun):
        await start_engine([spec(run)], rng=_Highest())
        for attempt, seconds in ((1, 2), (2, 4), (3, 8)):

            async def failed(attempt=attempt):
                job = await queue.job(job_id)
                return job.attempts == attempt and job.status == "queued"

            await wait_until(failed)
            job = await queue.job(job_id)
            assert job.run_at == begun + timedelta(seconds=seconds)
            assert job.error.startswith("ValueError at tests/integration/queue/test_engine.py:")
            async with unit_of_work(ALL_TENANTS) as db:
                (await db.get_one(Job, job_id)).run_at = begun


async def test_after_the_last_attempt_a_job_is_a_dead_letter_that_can_be_revived(queue, start_engine, spec):
    broken = [True]

    async def run(_context):
        if broken:
            raise RuntimeError

    await start_engine([spec(run, max_attempts=3)], rng=_NoWait())
    job_id = await queue.add(unique_key="k")
    job = await queue.until(job_id, "dead")
    assert job.attempts == 3
    assert "RuntimeError" in job.error
    broken.clear()
    async with unit_of_work(ALL_TENANTS) as db:
        assert await retry_dead(db, job_id)
    assert (await queue.until(job_id, "done")).attempts == 1
    async with unit_of_work(ALL_TENANTS) as db:
        assert not await retry_dead(db, job_id)


async def test_a_dead_letter_whose_like_waits_stays_dead(queue, start_engine, spec):
    async def run(_context):
        raise GiveUp("no")

    engine = await start_engine([spec(run)])
    job_id = await queue.add(unique_key="k")
    await queue.until(job_id, "dead")
    await engine.stop()
    await queue.add(unique_key="k")
    async with unit_of_work(ALL_TENANTS) as db:
        assert not await retry_dead(db, job_id)


@pytest.mark.parametrize(
    ("error", "stored"),
    [(GiveUp("The file is no vault."), "The file is no vault."), (Invalid("Bad."), "Bad.")],
)
async def test_what_cannot_help_is_not_tried_again(queue, start_engine, spec, error, stored):
    async def run(_context):
        raise error

    await start_engine([spec(run)], rng=_NoWait())
    job = await queue.until(await queue.add(), "dead")
    assert job.error == stored
    assert job.attempts == (1 if isinstance(error, GiveUp) else 5)


async def test_neither_log_nor_error_quotes_payload_or_message(queue, start_engine, spec):
    async def run(_context):
        raise ValueError("canary-message")

    with capture_logs() as lines:
        await start_engine([spec(run, max_attempts=1)])
        job = await queue.until(await queue.add(payload={"text": "canary-payload"}), "dead")
        await eventually(
            lambda: any(line["event"] == "job_ended" and line["end"] == "dead" for line in lines)
        )
    assert "canary" not in repr(lines) + job.error


async def test_a_run_has_a_longest_time(queue, start_engine, spec):
    async def run(_context):
        await asyncio.sleep(3600)

    await start_engine([spec(run, max_seconds=0.05, max_attempts=1)])
    assert (await queue.until(await queue.add(), "dead")).error.startswith("TimeoutError")


async def test_a_waiting_job_is_cancelled_at_once(queue):
    job_id = await queue.add()
    async with unit_of_work(ALL_TENANTS) as db:
        assert await request_cancel(db, job_id)
        assert not await request_cancel(db, job_id)
    assert (await queue.job(job_id)).status == "cancelled"
    assert await queue.claim() is None


async def test_a_running_job_is_cancelled_at_its_next_heartbeat(queue, start_engine, spec, monkeypatch):
    # Nothing else ends it.
    monkeypatch.setattr(worker, "POLITE_SECONDS", 3600)
    cleaned = asyncio.Event()

    async def run(context):
        try:
            while True:
                await asyncio.sleep(0.01)
                await context.heartbeat()
        except JobCancelled:
            cleaned.set()
            raise

    await start_engine([spec(run)])
    job_id = await queue.add()
    await queue.until(job_id, "running")
    async with unit_of_work(ALL_TENANTS) as db:
        assert await request_cancel(db, job_id)
    await queue.until(job_id, "cancelled")
    assert cleaned.is_set()


async def test_a_body_without_heartbeats_is_cut_off(queue, start_engine, spec, monkeypatch):
    monkeypatch.setattr(worker, "POLITE_SECONDS", 0.05)

    async def run(_context):
        await asyncio.sleep(3600)

    await start_engine([spec(run)])
    job_id = await queue.add()
    await queue.until(job_id, "running")
    async with unit_of_work(ALL_TENANTS) as db:
        await request_cancel(db, job_id)
    await queue.until(job_id, "cancelled")


async def test_the_engine_outlives_a_database_that_is_away(queue, start_engine, spec, monkeypatch):
    done = asyncio.Event()

    async def run(_context):
        done.set()

    _fail(monkeypatch, "anything_due", 3)
    await start_engine([spec(run)])
    await queue.add()
    await within(done.wait())


async def test_a_claim_that_failed_is_tried_again_before_the_next_poll(
    queue, start_engine, spec, monkeypatch
):
    done = asyncio.Event()

    async def run(_context):
        done.set()

    monkeypatch.setattr(engine_module, "_PAUSE_AFTER_FAILURE", 0.05)
    failed = _fail(monkeypatch, "claim", 3)
    await start_engine([spec(run)], poll_seconds=600)
    await queue.add()
    await within(done.wait())
    assert failed == [0]


async def test_kinds_nobody_registered_are_left_alone(queue, start_engine, spec):
    async def run(_context):
        return None

    await start_engine([spec(run)])
    job_id = await queue.add("unknown")
    # Who looks for the next one has seen the first.
    await queue.until(await queue.add(), "done")
    async with snapshot(ALL_TENANTS) as db:
        assert (await find_job(db, job_id)).status == "queued"
