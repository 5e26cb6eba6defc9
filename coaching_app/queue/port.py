"""What features know of background work: how a job is described, enqueued, looked up and cancelled."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.db.tenancy import TenantMismatch, TenantScope, scope_of
from coaching_app.db.unit_of_work import after_commit
from coaching_app.queue import signals, store
from coaching_app.queue.store import JobView

__all__ = [
    "GiveUp", "JobCancelled", "JobContext", "JobSpec", "JobView", "LeaseLost", "Schedule",
    "enqueue", "find_job", "request_cancel", "retry_dead",
]  # fmt: skip

MAX_KEY = 160


class JobCancelled(Exception):
    """Somebody asked for this job to stop; clean up and let it pass."""


class LeaseLost(Exception):
    """Another worker has this job now; write nothing more."""


class GiveUp(Exception):
    """Trying again cannot help; the sentence is stored as the reason and must hold nothing private."""


async def _no_pulse() -> None:
    """Stand in for the engine where a job body is called directly."""


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a job body is given. `attempt` counts from 1."""

    job_id: str
    tenant_id: str | None
    payload: Mapping[str, Any]
    attempt: int = 1
    pulse: Callable[[], Awaitable[None]] = _no_pulse

    async def heartbeat(self) -> None:
        """Say that work goes on; raises JobCancelled or LeaseLost. Cheap, and safe inside a unit of work."""
        await self.pulse()


@dataclass(frozen=True, slots=True)
class JobSpec:
    """A kind of job. `run` must be idempotent: a killed worker's job is run again from its start.

    `policy` is the access policy of the worker (`Policy.WORKER`); the engine refuses a spec without one.
    `max_seconds` caps one run.
    """

    kind: str
    run: Callable[[JobContext], Awaitable[None]]
    max_attempts: int = 5
    lease_seconds: float = 60
    policy: object = None
    max_seconds: float = 3600


@dataclass(frozen=True, slots=True)
class Schedule:
    """Enqueues a job of `kind` at fixed moments, once per moment over all processes.

    `when` is five crontab fields in UTC (weekdays by name) or a distance counted from 1970. A moment
    that nobody was there for, by more than `grace`, runs once or is dropped, as `on_missed` says.
    """

    name: str
    kind: str
    when: str | timedelta
    on_missed: Literal["run_once", "drop"] = "run_once"
    grace: timedelta = timedelta(minutes=1)
    payload: Mapping[str, Any] = field(default_factory=dict[str, Any])


def _tenant_filter(db: AsyncSession) -> str | None:
    scope: TenantScope = scope_of(db.sync_session)
    return scope if isinstance(scope, str) else None


def _stored_key(tenant_id: str | None, unique_key: str | None) -> str | None:
    """Keys of different tenants never meet, whatever a feature builds them from."""
    if unique_key is None:
        return None
    if len(unique_key) > MAX_KEY:
        raise ValueError(f"a unique key has at most {MAX_KEY} characters")
    return f"{tenant_id or ''}/{unique_key}"


async def enqueue(
    db: AsyncSession,
    kind: str,
    payload: Mapping[str, Any],
    *,
    tenant_id: str | None = None,
    unique_key: str | None = None,
    run_at: datetime | None = None,
) -> str:
    """The id of the new job, or of the one with the same key that waits or runs; exists iff `db` commits.

    `tenant_id` defaults to the tenant of the unit of work.
    """
    scope = _tenant_filter(db)
    if scope is not None and tenant_id not in {None, scope}:
        raise TenantMismatch("a job for another tenant")
    tenant = tenant_id or scope
    job_id = await store.insert(
        db,
        kind=kind,
        payload=dict(payload),
        tenant_id=tenant,
        unique_key=_stored_key(tenant, unique_key),
        run_at=run_at,
        moment=now(),
    )
    after_commit(db, signals.work_arrived)
    return job_id


async def request_cancel(db: AsyncSession, job_id: str) -> bool:
    """End a waiting job at once and a running one at its next heartbeat; False when it has ended before."""
    found = await store.cancel(db, job_id, tenant_id=_tenant_filter(db), moment=now())
    after_commit(db, lambda: signals.cancel_requested(job_id))
    return found


async def retry_dead(db: AsyncSession, job_id: str) -> bool:
    """Give a dead letter all its attempts again; False when it is not dead or its like waits already."""
    revived = await store.revive(db, job_id, tenant_id=_tenant_filter(db))
    after_commit(db, signals.work_arrived)
    return revived


async def find_job(db: AsyncSession, job_id: str) -> JobView | None:
    """How a job stands; None for an unknown one and for another tenant's."""
    return await store.view(db, job_id, tenant_id=_tenant_filter(db))
