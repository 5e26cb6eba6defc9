"""A lease keeps a job with one worker, passes it on when that worker is gone, and lets no late one write."""

import asyncio
from datetime import timedelta
from random import Random

from coaching_app.core.clock import now
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.models.job import Job
from coaching_app.queue import engine, store, worker
from coaching_app.queue.port import (
    LeaseLost,
    enqueue,
    request_cancel,
)
from tests.support.patience import PATIENCE


async def test_a_cancelled_job_of_a_dead_worker_is_not_run_again(queue):
    job_id = await queue.add()
    await queue.claim()
    async with unit_of_work(ALL_TENANTS) as db:
        await request_cancel(db, job_id)
    await queue.expire(job_id)
    assert await queue.claim("next.1") is None
    assert (await queue.job(job_id)).status == "cancelled"


async def test_heartbeats_keep_a_long_job(queue, start_engine, spec, wait_until, monkeypatch):
    # The pulse follows from the lease.
    monkeypatch.setattr(worker, "_LONGEST_PULSE", 3600)
    runs, moment, lease = [], [now()], timedelta(seconds=0.3)
    for module in (engine, worker):
        monkeypatch.setattr(module, "now", lambda: moment[0])

    async def is_kept(job_id):
        return (await queue.job(job_id)).lease_until == moment[0] + lease

    async def run(context):
        runs.append(context.attempt)
        # Four steps of the clock, each within the lease, all together far beyond the first one.
        for _step in range(4):
            moment[0] += lease * 2 / 3
            await wait_until(lambda: is_kept(context.job_id))

    job_id = await queue.add(run_at=moment[0])
    specs = [spec(run, lease_seconds=lease.total_seconds())]
    await start_engine(specs)
    await start_engine(specs)
    await queue.until(job_id, "done")
    assert runs == [1]


async def test_a_heartbeat_inside_a_unit_of_work_does_not_wait_for_itself(
    queue, start_engine, spec, monkeypatch
):
    monkeypatch.setattr(worker, "_FRESH_SECONDS", 0.0)

    async def run(context):
        async with unit_of_work(ALL_TENANTS):
            await context.heartbeat()
            await asyncio.sleep(0.1)
            await context.heartbeat()

    await start_engine([spec(run)])
    await queue.until(await queue.add(), "done")


async def test_an_expired_lease_is_taken_over(queue, start_engine, spec):
    attempts = []

    async def run(context):
        attempts.append((context.job_id, context.attempt))

    job_id = await queue.add()
    assert await queue.claim("gone.1", lease_seconds=3600) is not None
    await start_engine([spec(run)])
    # Who looks for the next one has seen the first.
    later = await queue.add()
    await queue.until(later, "done")
    assert attempts == [(later, 1)]
    await queue.expire(job_id)
    await queue.until(job_id, "done")
    assert attempts[1:] == [(job_id, 2)]


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

    started = await start_engine([spec(run, lease_seconds=1.0)])
    job_id = await queue.add()
    await queue.until(job_id, "running")
    async with unit_of_work(ALL_TENANTS) as db:
        job = await db.get_one(Job, job_id)
        job.lease_owner, job.lease_until = "thief.1", now() + timedelta(hours=1)
    await wait_until(lambda: ends)
    assert ends[0] in {LeaseLost, asyncio.CancelledError}
    await started.stop()
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


async def test_a_graceful_stop_lets_short_jobs_end_and_begins_none(queue, start_engine, spec, wait_until):
    gate = asyncio.Event()

    async def run(_context):
        await gate.wait()

    started = await start_engine([spec(run)], workers=1, poll_seconds=600)
    short, waiting = await queue.add(), await queue.add()
    await queue.until(short, "running")
    stopping = asyncio.create_task(started.stop(PATIENCE))
    await wait_until(lambda: started._is_stopping)
    gate.set()
    await stopping
    assert (await queue.job(short)).status == "done"
    assert (await queue.job(waiting)).status == "queued"


async def test_a_graceful_stop_hands_long_jobs_back(queue, start_engine, spec):
    async def run(_context):
        await asyncio.sleep(3600)

    started = await start_engine([spec(run)], poll_seconds=600)
    long = await queue.add()
    await queue.until(long, "running")
    await started.stop(0.05)
    job = await queue.job(long)
    assert (job.status, job.attempts, job.lease_owner) == ("queued", 0, None)
    assert (await queue.claim()).job_id == long


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


async def test_two_engines_never_run_the_same_job_together(queue, start_engine, spec):
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
    for job_id in ids:
        await queue.until(job_id, "done")
    assert clashes == []
    assert sorted(runs) == sorted(ids)
