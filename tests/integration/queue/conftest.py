"""Engines that tests start are always stopped, and a job's row can be waited for."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from coaching_app.core.clock import now
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.models.job import Job
from coaching_app.queue import store
from coaching_app.queue.engine import Engine
from coaching_app.queue.port import JobSpec, enqueue
from tests.support.patience import eventually


@pytest.fixture
async def start_engine(database):
    """Start an engine on the database of the test: `await start_engine([spec], poll_seconds=0.05)`."""
    started = []

    async def start(specs, schedules=(), **options):
        engine = Engine(specs, schedules, **{"poll_seconds": 0.05, **options})
        await engine.start()
        started.append(engine)
        return engine

    yield start
    for engine in started:
        await engine.stop(0)


@pytest.fixture
def wait_until():
    """Wait for a condition, plain or awaitable: `await wait_until(lambda: done)`."""
    return eventually


@pytest.fixture
def queue(database):
    """The database by small verbs."""
    return _Queue()


class _Queue:
    async def add(self, kind="work", payload=None, **options):
        async with unit_of_work(ALL_TENANTS) as db:
            return await enqueue(db, kind, payload or {}, **options)

    async def job(self, job_id):
        async with snapshot(ALL_TENANTS) as db:
            job = await db.get_one(Job, job_id)
            db.expunge(job)
            return job

    async def all(self):
        async with snapshot(ALL_TENANTS) as db:
            jobs = (await db.scalars(select(Job))).all()
            db.expunge_all()
            return jobs

    async def until(self, job_id, *statuses):
        async def reached():
            return (await self.job(job_id)).status in statuses

        await eventually(reached)
        return await self.job(job_id)

    async def claim(self, lease="other.1", *, moment=None, max_attempts=5, lease_seconds=60.0, kind="work"):
        async with unit_of_work(ALL_TENANTS) as db:
            return await store.claim(
                db, {kind: (max_attempts, lease_seconds)}, busy=[], lease=lease, moment=moment or now()
            )

    async def expire(self, job_id):
        async with unit_of_work(ALL_TENANTS) as db:
            (await db.get_one(Job, job_id)).lease_until = now() - timedelta(seconds=1)


@pytest.fixture
def spec():
    """A job spec with test-sized limits."""

    def make(run, kind="work", **options):
        return JobSpec(kind, run, policy="worker", **options)

    return make
