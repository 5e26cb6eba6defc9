"""Every statement about one job: each change of state is one guarded update, on SQLite and PostgreSQL alike."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, or_, select, text, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.ids import new_id
from coaching_app.models.job import Job

_ACTIVE = ("queued", "running")
_LIVE_KEY = "status IN ('queued', 'running')"
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
WORKER_DIED = "the worker stopped in the middle of it"


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in the hands of a worker; only the holder of `lease` may change it."""

    job_id: str
    kind: str
    tenant_id: str | None
    payload: dict[str, Any]
    attempt: int
    max_attempts: int
    lease: str


@dataclass(frozen=True, slots=True)
class JobView:
    """How a job stands; `error` says why the last attempt failed and holds nothing private."""

    id: str
    kind: str
    status: str
    attempts: int
    cancel_requested: bool
    error: str | None
    created_at: datetime
    finished_at: datetime | None


def _of_tenant(tenant_id: str | None) -> ColumnElement[bool]:
    return true() if tenant_id is None else col(Job.tenant_id) == tenant_id


async def insert(
    db: AsyncSession,
    *,
    kind: str,
    payload: dict[str, Any],
    tenant_id: str | None,
    unique_key: str | None,
    run_at: datetime | None,
    moment: datetime,
) -> str:
    """Add a job unless its like is active; the id of the one or the other."""
    postgres = db.get_bind().dialect.name == "postgresql"
    add = (postgresql.insert if postgres else sqlite.insert)(Job)
    values = {
        "id": new_id(), "kind": kind, "tenant_id": tenant_id, "payload": payload, "unique_key": unique_key,
        "status": "queued", "run_at": run_at or moment, "attempts": 0,
        "cancel_requested": False, "created_at": moment,
    }  # fmt: skip
    statement = (
        add.values(values)
        .on_conflict_do_nothing(index_elements=["kind", "unique_key"], index_where=text(_LIVE_KEY))
        .returning(col(Job.id))
    )
    # The like may end between the refused insert and the look at it: then the insert works.
    while True:
        if made := await db.scalar(statement):
            return made
        if found := await _active_like(db, kind, unique_key):
            return found


async def _active_like(db: AsyncSession, kind: str, unique_key: str | None) -> str | None:
    like = and_(col(Job.kind) == kind, col(Job.unique_key) == unique_key, col(Job.status).in_(_ACTIVE))
    return await db.scalar(select(col(Job.id)).where(like))


def _claimable(kinds: Collection[str], busy: Collection[str], moment: datetime) -> ColumnElement[bool]:
    # A job for "at once" stays due when the clock is set back behind the moment it was made.
    at_once = and_(col(Job.attempts) == 0, col(Job.run_at) <= col(Job.created_at))
    due = or_(col(Job.run_at) <= moment, at_once)
    return and_(
        col(Job.kind).in_(kinds),
        col(Job.id).not_in(busy),
        or_(
            and_(col(Job.status) == "queued", due),
            and_(col(Job.status) == "running", col(Job.lease_until) <= moment),
        ),
    )


async def anything_due(
    db: AsyncSession, kinds: Collection[str], busy: Collection[str], moment: datetime
) -> bool:
    """Whether a claim would find something; a read, so that idling costs no write."""
    return await db.scalar(select(col(Job.id)).where(_claimable(kinds, busy, moment)).limit(1)) is not None


async def claim(
    db: AsyncSession,
    specs: dict[str, tuple[int, float]],
    *,
    busy: Collection[str],
    lease: str,
    moment: datetime,
) -> Claim | None:
    """Take the job that waits longest; `specs` has max attempts and lease seconds by kind.

    What is found cancelled or used up on the way is ended.
    """
    oldest = (
        select(Job)
        .where(_claimable(specs.keys(), busy, moment))
        .order_by(col(Job.run_at), col(Job.id))
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    while (job := await db.scalar(oldest)) is not None:
        max_attempts, lease_seconds = specs[job.kind]
        if job.cancel_requested:
            _close(job, "cancelled", moment)
        elif job.status == "running" and job.attempts >= max_attempts:
            _close(job, "dead", moment, WORKER_DIED)
        else:
            return _take(job, max_attempts, lease, moment + timedelta(seconds=lease_seconds))
        await db.flush()
    return None


def _close(job: Job, status: str, moment: datetime, error: str | None = None) -> None:
    job.status, job.finished_at = status, moment
    job.lease_owner = job.lease_until = None
    job.error = error or job.error


def _take(job: Job, max_attempts: int, lease: str, until: datetime) -> Claim:
    job.status, job.max_attempts = "running", max_attempts
    job.attempts += 1
    job.lease_owner, job.lease_until = lease, until
    return Claim(job.id, job.kind, job.tenant_id, dict(job.payload), job.attempts, max_attempts, lease)


def _held(claim: Claim) -> ColumnElement[bool]:
    return and_(
        col(Job.id) == claim.job_id, col(Job.status) == "running", col(Job.lease_owner) == claim.lease
    )


async def extend(db: AsyncSession, claim: Claim, until: datetime) -> Literal["held", "lost", "cancel"]:
    """Keep the lease until then, and learn whether the job shall go on."""
    statement = update(Job).where(_held(claim)).values(lease_until=until).returning(col(Job.cancel_requested))
    wished = await db.scalar(statement)
    if wished is None:
        return "lost"
    return "cancel" if wished else "held"


async def _end(db: AsyncSession, claim: Claim, **values: Any) -> bool:
    statement = (
        update(Job)
        .where(_held(claim))
        .values(lease_owner=None, lease_until=None, **values)
        .returning(col(Job.id))
    )
    return await db.scalar(statement) is not None


async def finish(
    db: AsyncSession, claim: Claim, status: str, moment: datetime, error: str | None = None
) -> bool:
    """Record a final state (done, cancelled, dead); False when the lease was lost."""
    return await _end(db, claim, status=status, finished_at=moment, error=error)


async def retry(db: AsyncSession, claim: Claim, run_at: datetime, error: str) -> bool:
    """Put the job back to wait for its next attempt; False when the lease was lost."""
    return await _end(db, claim, status="queued", run_at=run_at, error=error)


async def release(db: AsyncSession, claim: Claim) -> bool:
    """Put the job back as if this attempt had not begun, due at once; False when the lease was lost."""
    return await _end(db, claim, status="queued", run_at=col(Job.created_at), attempts=claim.attempt - 1)


async def release_worker(db: AsyncSession, worker: str) -> None:
    """Put back whatever a stopping worker still holds, as if those attempts had not begun."""
    await db.execute(
        update(Job)
        .where(_held_by(worker))
        .values(
            status="queued",
            run_at=col(Job.created_at),
            attempts=col(Job.attempts) - 1,
            lease_owner=None,
            lease_until=None,
        )
    )


async def expire_worker(db: AsyncSession, worker: str) -> int:
    """End the leases of a dead worker now; its attempts count, so that a job cannot kill workers for ever."""
    freed = await db.scalars(
        update(Job).where(_held_by(worker)).values(lease_until=_LONG_AGO).returning(col(Job.id))
    )
    return len(freed.all())


def _held_by(worker: str) -> ColumnElement[bool]:
    return and_(col(Job.status) == "running", col(Job.lease_owner).startswith(f"{worker}."))


async def cancel(db: AsyncSession, job_id: str, *, tenant_id: str | None, moment: datetime) -> bool:
    """End a waiting job, ask a running one to stop; False when there is no such active job."""
    one = and_(col(Job.id) == job_id, _of_tenant(tenant_id))
    waiting = (
        update(Job)
        .where(one, col(Job.status) == "queued")
        .values(status="cancelled", cancel_requested=True, finished_at=moment)
    )
    if await db.scalar(waiting.returning(col(Job.id))):
        return True
    running = update(Job).where(one, col(Job.status) == "running").values(cancel_requested=True)
    return await db.scalar(running.returning(col(Job.id))) is not None


async def revive(db: AsyncSession, job_id: str, *, tenant_id: str | None) -> bool:
    """Queue a dead job afresh; False when it is not dead or its like is active."""
    dead = and_(col(Job.id) == job_id, col(Job.status) == "dead", _of_tenant(tenant_id))
    job = await db.scalar(select(Job).where(dead).with_for_update())
    if job is None or (job.unique_key and await _active_like(db, job.kind, job.unique_key)):
        return False
    job.status, job.attempts, job.run_at = "queued", 0, job.created_at
    job.finished_at, job.cancel_requested = None, False
    await db.flush()
    return True


async def view(db: AsyncSession, job_id: str, *, tenant_id: str | None) -> JobView | None:
    """How a job stands, for one tenant or for all."""
    job = await db.scalar(select(Job).where(col(Job.id) == job_id, _of_tenant(tenant_id)))
    if job is None:
        return None
    return JobView(
        job.id, job.kind, job.status, job.attempts, job.cancel_requested, job.error,
        job.created_at, job.finished_at,
    )  # fmt: skip


async def settle_clock(
    db: AsyncSession, moment: datetime, *, longest_lease: timedelta, longest_wait: timedelta
) -> None:
    """Pull in leases and retries that a clock set back has left far in the future."""
    lease_end, retry_end = moment + longest_lease, moment + longest_wait
    leases = and_(col(Job.status) == "running", col(Job.lease_until) > lease_end)
    await db.execute(update(Job).where(leases).values(lease_until=lease_end))
    retries = and_(col(Job.status) == "queued", col(Job.attempts) > 0, col(Job.run_at) > retry_end)
    await db.execute(update(Job).where(retries).values(run_at=retry_end))
