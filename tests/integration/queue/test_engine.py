"""Jobs run once, fail with patience, stop when asked, and outlive the worker that had them."""

import asyncio
import contextlib
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
from coaching_app.queue import store, worker
from coaching_app.queue.port import (
    GiveUp,
    JobCancelled,
    LeaseLost,
    enqueue,
    find_job,
    request_cancel,
    retry_dead,
)


class _NoWait(Random):
    def uniform(self, a, b):
        return 0.0


class _Highest(Random):
    def uniform(self, a, b):
        return b


def _ended(kind, end):
    return REGISTRY.get_sample_value("jobs_total", {"kind": kind, "end": end}) or 0


async def test_a_job_starts_at_once_without_waiting_for_the_poll(queue, start_engine, spec):
    done = asyncio.Event()
    seen = {}

    async def run(context):
        seen.update(context.payload, attempt=context.attempt)
        done.set()

    before = _ended("work", "done")
    await start_engine([spec(run)], poll_seconds=600)
    job_id = await queue.add(payload={"n": 1})
    await asyncio.wait_for(done.wait(), 2)
    job = await queue.until(job_id, "done")
    assert seen == {"n": 1, "attempt": 1}
    assert job.lease_owner is None
    assert job.finished_at is not None
    assert _ended("work", "done") == before + 1


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
        await asyncio.sleep(0.1)
    assert "canary" not in repr(lines) + job.error
    assert any(line["event"] == "job_ended" and line["end"] == "dead" for line in lines)


async def test_a_run_has_a_longest_time(queue, start_engine, spec):
    async def run(_context):
        await asyncio.sleep(60)

    await start_engine([spec(run, max_seconds=0.05, max_attempts=1)])
    assert (await queue.until(await queue.add(), "dead")).error.startswith("TimeoutError")


async def test_a_waiting_job_is_cancelled_at_once(queue):
    job_id = await queue.add()
    async with unit_of_work(ALL_TENANTS) as db:
        assert await request_cancel(db, job_id)
        assert not await request_cancel(db, job_id)
    assert (await queue.job(job_id)).status == "cancelled"
    assert await queue.claim() is None


async def test_a_running_job_is_cancelled_at_its_next_heartbeat(queue, start_engine, spec):
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
    await queue.until(job_id, "cancelled", seconds=2)
    assert cleaned.is_set()


async def test_a_body_without_heartbeats_is_cut_off(queue, start_engine, spec, monkeypatch):
    monkeypatch.setattr(worker, "POLITE_SECONDS", 0.05)

    async def run(_context):
        await asyncio.sleep(60)

    await start_engine([spec(run)])
    job_id = await queue.add()
    await queue.until(job_id, "running")
    async with unit_of_work(ALL_TENANTS) as db:
        await request_cancel(db, job_id)
    await queue.until(job_id, "cancelled", seconds=2)


async def test_a_cancelled_job_of_a_dead_worker_is_not_run_again(queue):
    job_id = await queue.add()
    await queue.claim()
    async with unit_of_work(ALL_TENANTS) as db:
        await request_cancel(db, job_id)
    await queue.expire(job_id)
    assert await queue.claim("next.1") is None
    assert (await queue.job(job_id)).status == "cancelled"


async def test_heartbeats_keep_a_long_job(queue, start_engine, spec):
    runs = []

    async def run(context):
        runs.append(context.attempt)
        await asyncio.sleep(1.2)

    specs = [spec(run, lease_seconds=0.5)]
    await start_engine(specs)
    await start_engine(specs)
    await queue.until(await queue.add(), "done")
    assert runs == [1]


async def test_a_heartbeat_inside_a_unit_of_work_does_not_wait_for_itself(queue, start_engine, spec):
    async def run(context):
        async with unit_of_work(ALL_TENANTS):
            await asyncio.sleep(1.1)
            await context.heartbeat()
            await asyncio.sleep(0.1)
            await context.heartbeat()

    await start_engine([spec(run)])
    await queue.until(await queue.add(), "done", seconds=5)


async def test_an_expired_lease_is_taken_over(queue, start_engine, spec):
    attempts = []

    async def run(context):
        attempts.append(context.attempt)

    job_id = await queue.add()
    assert await queue.claim("gone.1") is not None
    await start_engine([spec(run)])
    await asyncio.sleep(0.2)
    assert attempts == []
    await queue.expire(job_id)
    await queue.until(job_id, "done")
    assert attempts == [2]


async def test_a_lost_lease_can_change_nothing(queue):
    job_id = await queue.add()
    slow = await queue.claim("slow.1")
    await queue.expire(job_id)
    quick = await queue.claim("quick.1")
    assert quick.attempt == 2
    async with unit_of_work(ALL_TENANTS) as db:
        assert not await store.finish(db, slow, "done", now())
        assert not await store.retry(db, slow, now(), "x")
        assert not await store.release(db, slow)
        assert await store.extend(db, slow, now()) == "lost"
    assert (await queue.job(job_id)).lease_owner == "quick.1"
    async with unit_of_work(ALL_TENANTS) as db:
        assert await store.finish(db, quick, "done", now())


async def test_a_body_whose_lease_was_lost_is_stopped(queue, start_engine, spec, wait_until):
    ends = []

    async def run(context):
        try:
            while True:
                await asyncio.sleep(0.01)
                await context.heartbeat()
        except BaseException as error:
            ends.append(type(error))
            raise

    engine = await start_engine([spec(run, lease_seconds=1.0)])
    job_id = await queue.add()
    await queue.until(job_id, "running")
    async with unit_of_work(ALL_TENANTS) as db:
        (await db.get_one(Job, job_id)).lease_owner = "thief.1"
    await wait_until(lambda: ends)
    assert ends[0] in {LeaseLost, asyncio.CancelledError}
    await engine.stop()
    job = await queue.job(job_id)
    assert (job.status, job.lease_owner) == ("running", "thief.1")


async def test_a_job_that_kills_its_workers_comes_to_an_end(queue):
    job_id = await queue.add()
    for attempt in (1, 2):
        assert (await queue.claim(f"w{attempt}.1", max_attempts=2)).attempt == attempt
        await queue.expire(job_id)
    assert await queue.claim("w3.1", max_attempts=2) is None
    job = await queue.job(job_id)
    assert (job.status, job.error) == ("dead", store.WORKER_DIED)


async def test_a_graceful_stop_lets_short_jobs_end_and_hands_long_ones_back(queue, start_engine, spec):
    async def run(context):
        await asyncio.sleep(context.payload["seconds"])

    engine = await start_engine([spec(run)], poll_seconds=600)
    short, long = await queue.add(payload={"seconds": 0.2}), await queue.add(payload={"seconds": 60})
    waiting = await queue.add(payload={"seconds": 0})
    await queue.until(short, "running")
    await queue.until(long, "running")
    await engine.stop(0.6)
    assert (await queue.job(short)).status == "done"
    assert (await queue.job(waiting)).status == "queued"
    job = await queue.job(long)
    assert (job.status, job.attempts, job.lease_owner) == ("queued", 0, None)
    assert (await queue.claim()).job_id in {long, waiting}


async def test_a_clock_set_back_delays_nothing_for_long(queue):
    fresh, retried, held = [await queue.add() for _ in range(3)]
    future = now() + timedelta(days=30)
    async with unit_of_work(ALL_TENANTS) as db:
        row = await db.get_one(Job, fresh)
        row.run_at = row.created_at = future
        row = await db.get_one(Job, retried)
        row.run_at, row.attempts = future, 1
        row = await db.get_one(Job, held)
        row.status, row.lease_owner, row.lease_until, row.attempts = "running", "old.1", future, 1
    claim = await queue.claim()
    assert claim.job_id == fresh
    assert await queue.claim() is None
    async with unit_of_work(ALL_TENANTS) as db:
        await store.finish(db, claim, "done", now())
    async with unit_of_work(ALL_TENANTS) as db:
        await store.settle_clock(
            db, now(), longest_lease=timedelta(seconds=60), longest_wait=timedelta(seconds=900)
        )
    held_again = await queue.claim(moment=now() + timedelta(seconds=61), lease_seconds=3600)
    assert held_again.job_id == held
    assert (await queue.claim(moment=now() + timedelta(seconds=901))).job_id == retried


async def test_two_engines_never_run_the_same_job_together(queue, start_engine, spec, wait_until):
    running, runs, clashes = set(), [], []
    rng = Random(7)

    async def run(context):
        if context.job_id in running:
            clashes.append(context.job_id)
        running.add(context.job_id)
        await asyncio.sleep(rng.uniform(0, 0.01))
        await context.heartbeat()
        runs.append(context.job_id)
        running.discard(context.job_id)

    specs = [spec(run)]
    await start_engine(specs, workers=4)
    await start_engine(specs, workers=4)
    async with unit_of_work(ALL_TENANTS) as db:
        ids = [await enqueue(db, "work", {"n": n}) for n in range(200)]
    await wait_until(lambda: len(runs) >= 200, 60)
    await asyncio.sleep(0.2)
    assert clashes == []
    assert sorted(runs) == sorted(ids)
    assert {job.status for job in await queue.all()} == {"done"}


async def test_the_engine_outlives_a_database_that_is_away(queue, start_engine, spec, monkeypatch):
    done = asyncio.Event()

    async def run(_context):
        done.set()

    failures = [3]
    real = store.anything_due

    async def away(*arguments):
        if failures[0]:
            failures[0] -= 1
            raise OSError
        return await real(*arguments)

    monkeypatch.setattr(store, "anything_due", away)
    await start_engine([spec(run)])
    await queue.add()
    await asyncio.wait_for(done.wait(), 5)


async def test_kinds_nobody_registered_are_left_alone(queue, start_engine, spec):
    async def run(_context):
        return None

    await start_engine([spec(run)])
    job_id = await queue.add("unknown")
    with contextlib.suppress(TimeoutError):
        await queue.until(job_id, "done", seconds=0.3)
    async with snapshot(ALL_TENANTS) as db:
        assert (await find_job(db, job_id)).status == "queued"
