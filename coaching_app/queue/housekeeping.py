"""Removes what has ended long ago: finished jobs, old schedule slots, spent logins and refresh tokens."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.logging import get_logger
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.models.job import Job, ScheduleSlot
from coaching_app.models.login import ApiTokenFamily, Login, RefreshToken
from coaching_app.models.outbox import OutboxMail
from coaching_app.models.ticket import Ticket
from coaching_app.queue.port import JobContext, JobSpec, Schedule

log = get_logger(__name__)

KIND = "queue.housekeeping"
KEEP = timedelta(days=30)
# A dead letter waits for a person, so it stays longer.
KEEP_DEAD = timedelta(days=90)
_BATCH = 500

_Table = type[Job] | type[Login] | type[RefreshToken] | type[ApiTokenFamily] | type[Ticket] | type[OutboxMail]


def _ended(moment: datetime) -> tuple[tuple[_Table, ColumnElement[bool]], ...]:
    old = moment - KEEP
    has_tokens = (
        select(col(RefreshToken.id)).where(col(RefreshToken.family_id) == col(ApiTokenFamily.id)).exists()
    )
    return (
        (Job, and_(col(Job.status).in_(("done", "cancelled")), col(Job.finished_at) < old)),
        (Job, and_(col(Job.status) == "dead", col(Job.finished_at) < moment - KEEP_DEAD)),
        (Login, or_(col(Login.expires_at) < old, col(Login.ended_at) < old)),
        (RefreshToken, col(RefreshToken.expires_at) < old),
        # Tokens first: a family without any can sign nobody in.
        (
            ApiTokenFamily,
            and_(col(ApiTokenFamily.kind) == "device", col(ApiTokenFamily.last_seen_at) < old, ~has_tokens),
        ),
        (
            ApiTokenFamily,
            and_(
                col(ApiTokenFamily.kind) == "service",
                or_(col(ApiTokenFamily.expires_at) < old, col(ApiTokenFamily.ended_at) < old),
            ),
        ),
        (Ticket, col(Ticket.expires_at) < moment - timedelta(days=1)),
        (OutboxMail, col(OutboxMail.created_at) < moment - KEEP_DEAD),
    )


async def _remove_some(table: _Table, condition: ColumnElement[bool]) -> int:
    """Delete a batch; small ones, because SQLite has one writer and people are waiting."""
    batch = select(col(table.id)).where(condition).limit(_BATCH)
    async with unit_of_work(ALL_TENANTS) as db:
        gone = await db.scalars(delete(table).where(col(table.id).in_(batch)).returning(col(table.id)))
        return len(gone.all())


async def _remove_slots(moment: datetime) -> None:
    """Delete old slots, but of each schedule the newest stays: it says since when it could have missed."""
    newest = select(func.max(col(ScheduleSlot.slot))).group_by(col(ScheduleSlot.schedule))
    async with unit_of_work(ALL_TENANTS) as db:
        await db.execute(
            delete(ScheduleSlot).where(
                col(ScheduleSlot.slot) < moment - KEEP, col(ScheduleSlot.slot).not_in(newest)
            )
        )


async def tidy(context: JobContext) -> None:
    """The job: delete in batches until nothing old is left."""
    moment, removed = now(), 0
    for table, condition in _ended(moment):
        while batch := await _remove_some(table, condition):
            removed += batch
            await context.heartbeat()
    await _remove_slots(moment)
    log.info("housekeeping_done", removed=removed)


def housekeeping(policy: object) -> tuple[JobSpec, Schedule]:
    """The job and its nightly schedule, to be registered with the worker's policy."""
    return JobSpec(KIND, tidy, policy=policy), Schedule(KIND, KIND, "40 3 * * *", on_missed="run_once")
