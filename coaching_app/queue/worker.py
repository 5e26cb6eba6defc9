"""Runs one claimed job to its end: keeps the lease, watches for cancellation, records the outcome once."""

import asyncio
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Literal

from asgi_correlation_id import correlation_id
from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.core.errors import AppError
from coaching_app.core.logging import get_logger
from coaching_app.core.metrics import JOBS
from coaching_app.core.origin import Origin, set_origin
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.queue import store
from coaching_app.queue.backoff import delay
from coaching_app.queue.port import GiveUp, JobCancelled, JobContext, JobSpec, LeaseLost

log = get_logger(__name__)

_ROOT = Path(__file__).resolve().parent.parent.parent
_LONGEST_PULSE = 10.0
_FRESH_SECONDS = 1.0
# A body asked to stop may reach its next heartbeat in this time before it is cut off.
POLITE_SECONDS = 5.0
MAX_ERROR = 500


@dataclass(slots=True, eq=False)
class Run:
    """A job in progress; `stopped` says who ended it, if not the body itself."""

    claim: store.Claim
    spec: JobSpec
    rng: Random
    stopped: Literal["cancelled", "lost", "released"] | None = None
    poke: asyncio.Event = field(default_factory=asyncio.Event)
    body: asyncio.Task[None] | None = None
    beaten_at: float = field(default_factory=time.monotonic)

    def stop(self, why: Literal["cancelled", "lost", "released"]) -> None:
        """Cut the body off at its next await."""
        self.stopped = self.stopped or why
        if self.body is not None:
            self.body.cancel()


def _raise_if_stopped(run: Run) -> None:
    if run.stopped == "cancelled":
        raise JobCancelled
    if run.stopped == "lost":
        raise LeaseLost


async def _heartbeat(run: Run) -> None:
    """Ask the pulse to write, never write here: the body may hold SQLite's only write turn."""
    if time.monotonic() - run.beaten_at >= _FRESH_SECONDS:
        run.poke.set()
    await asyncio.sleep(0)
    _raise_if_stopped(run)


async def _extend(run: Run) -> None:
    until = now() + timedelta(seconds=run.spec.lease_seconds)
    async with unit_of_work(ALL_TENANTS) as db:
        answer = await store.extend(db, run.claim, until)
    run.beaten_at = time.monotonic()
    if answer == "lost":
        run.stop("lost")
    elif answer == "cancel":
        run.stopped = run.stopped or "cancelled"


async def _keep_lease(run: Run) -> None:
    """Extend the lease until the job has to stop; the body need not think of it."""
    every = min(run.spec.lease_seconds / 3, _LONGEST_PULSE)
    while run.stopped is None:
        with suppress(TimeoutError):
            await asyncio.wait_for(run.poke.wait(), every)
        run.poke.clear()
        try:
            await _extend(run)
        except Exception as error:  # noqa: BLE001 a database that is away for a moment must not end the job
            log.warning("lease_not_extended", job_id=run.claim.job_id, error=type(error).__name__)
            await asyncio.sleep(min(every, 1.0))
    if run.stopped == "cancelled":
        await asyncio.sleep(POLITE_SECONDS)
        run.stop("cancelled")


async def _body(run: Run) -> None:
    claim = run.claim
    correlation_id.set(claim.job_id)
    set_origin(Origin(f"job {claim.kind}"))
    context = JobContext(claim.job_id, claim.tenant_id, claim.payload, claim.attempt, lambda: _heartbeat(run))
    async with asyncio.timeout(run.spec.max_seconds):
        await run.spec.run(context)


async def perform(run: Run) -> str:
    """Run the body and record how it ended; the word for that."""
    body = run.body = asyncio.create_task(_body(run), name=f"job {run.claim.kind}")
    keeper = asyncio.create_task(_keep_lease(run))
    if run.stopped is not None:
        body.cancel()
    try:
        await asyncio.wait({body})
    finally:
        # Still running only when the whole loop is being torn down.
        body.cancel()
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
    error: BaseException | None = asyncio.CancelledError() if body.cancelled() else body.exception()
    end = await _record(run, error)
    JOBS.labels(run.claim.kind, end).inc()
    log.info("job_ended", kind=run.claim.kind, job_id=run.claim.job_id, attempt=run.claim.attempt, end=end)
    return end


async def _record(run: Run, error: BaseException | None) -> str:
    if run.stopped == "lost" or isinstance(error, LeaseLost):
        return "lost"
    try:
        async with unit_of_work(ALL_TENANTS) as db:
            return await _settle(db, run, error)
    except Exception as failure:  # noqa: BLE001 unrecorded means the lease expires and the job runs again
        log.error("job_end_not_recorded", job_id=run.claim.job_id, error=type(failure).__name__)  # noqa: TRY400 the traceback may quote private values
        return "lost"


async def _settle(db: AsyncSession, run: Run, error: BaseException | None) -> str:
    claim, moment = run.claim, now()
    if error is None:
        end, kept = "done", await store.finish(db, claim, "done", moment)
    elif run.stopped == "cancelled" or isinstance(error, JobCancelled):
        end, kept = "cancelled", await store.finish(db, claim, "cancelled", moment)
    elif run.stopped == "released":
        end, kept = "released", await store.release(db, claim)
    else:
        reason = describe(error)
        log.warning("job_failed", kind=claim.kind, job_id=claim.job_id, attempt=claim.attempt, error=reason)
        if isinstance(error, GiveUp) or claim.attempt >= claim.max_attempts:
            end, kept = "dead", await store.finish(db, claim, "dead", moment, reason)
        else:
            wait = delay(claim.attempt, run.rng)
            end, kept = "retried", await store.retry(db, claim, moment + wait, reason)
    return end if kept else "lost"


def describe(error: BaseException) -> str:
    """Why it failed, without values: the message of an unexpected exception may quote what a person wrote."""
    if isinstance(error, (AppError, GiveUp)):
        return str(error)[:MAX_ERROR]
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(_ROOT) and ".venv" not in frame.filename
    ]
    where = f" at {Path(ours[-1].filename).relative_to(_ROOT)}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{where}"[:MAX_ERROR]
