"""Decides which moments of a schedule are due, and lets one process enqueue the job of each."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.logging import get_logger
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.models.job import ScheduleSlot
from coaching_app.queue.port import Schedule, enqueue
from coaching_app.queue.timers import Trigger

log = get_logger(__name__)

_LONGEST_LOOK_BACK = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Due:
    """The newest moment of a schedule that has come."""

    slot: datetime
    is_missed: bool


def newest_slot(trigger: Trigger, moment: datetime) -> datetime | None:
    """The last moment of the trigger that is not after `moment`, found without walking from the first."""
    window = timedelta(minutes=1)
    while window <= _LONGEST_LOOK_BACK * 2:
        found = trigger.get_next_fire_time(None, moment - window)
        if found is not None and found <= moment:
            return _last_until(trigger, found, moment)
        window *= 2
    return None


def _last_until(trigger: Trigger, slot: datetime, moment: datetime) -> datetime:
    while True:
        following = trigger.get_next_fire_time(slot, slot + timedelta(microseconds=1))
        if following is None or following > moment:
            return slot.astimezone(UTC)
        slot = following


async def find_due(db: AsyncSession, schedule: Schedule, trigger: Trigger, moment: datetime) -> Due | None:
    """The slot to take now, or None when the newest one was taken before."""
    slot = newest_slot(trigger, moment)
    taken = await db.scalar(
        select(func.max(col(ScheduleSlot.slot))).where(col(ScheduleSlot.schedule) == schedule.name)
    )
    if slot is None or (taken is not None and taken >= slot):
        return None
    if taken is None and moment - slot > schedule.grace:
        # A new schedule has missed nothing; remember from when on it could.
        await _take(db, schedule, slot)
        return None
    return Due(slot, is_missed=moment - slot > schedule.grace)


async def _take(db: AsyncSession, schedule: Schedule, slot: datetime) -> bool:
    postgres = db.get_bind().dialect.name == "postgresql"
    statement = (
        (postgresql.insert if postgres else sqlite.insert)(ScheduleSlot)
        .values(schedule=schedule.name, slot=slot)
        .on_conflict_do_nothing(index_elements=["schedule", "slot"])
        .returning(col(ScheduleSlot.slot))
    )
    return await db.scalar(statement) is not None


async def fire(schedule: Schedule, trigger: Trigger, moment: datetime) -> str | None:
    """Enqueue the job of the newest slot if nobody has; the job's id, or None when nothing is to do."""
    async with unit_of_work(ALL_TENANTS) as db:
        due = await find_due(db, schedule, trigger, moment)
        if due is None or not await _take(db, schedule, due.slot):
            return None
        if due.is_missed and schedule.on_missed == "drop":
            log.info("slot_dropped", schedule=schedule.name, slot=due.slot.isoformat())
            return None
        # Keyed by the schedule: a slot whose predecessor still waits or runs joins it.
        job_id = await enqueue(db, schedule.kind, schedule.payload, unique_key=schedule.name)
        row = await db.get_one(ScheduleSlot, (schedule.name, due.slot))
        row.job_id = job_id
    log.info("slot_fired", schedule=schedule.name, slot=due.slot.isoformat(), job_id=job_id)
    return job_id
