"""Takes habits in from other programs and hands them out; taking the same in again changes nothing."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import AppError, Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import new_id
from coaching_app.db.sealed import seal, unseal
from coaching_app.domain.actor import Actor
from coaching_app.domain.habits.plan import Kind
from coaching_app.domain.habits.rules import UNIT_LENGTH
from coaching_app.domain.habits.transfer import beaver, loop_csv, loop_db
from coaching_app.domain.habits.transfer.records import Parcel, TravelDay, TravelHabit
from coaching_app.features.habits.queries import all_habits
from coaching_app.features.habits.schemas import (
    NAME_LENGTH,
    NOTE_LENGTH,
    QUESTION_LENGTH,
    TAG_LENGTH,
    TEXT_LENGTH,
    HabitDraft,
    ImportNotice,
    ImportReport,
    SkippedRow,
)
from coaching_app.features.habits.service.days import today_of
from coaching_app.features.habits.service.habits import make_habit
from coaching_app.features.habits.service.reading import score_days, whole_history
from coaching_app.features.habits.service.standing import forget_checkpoint, move_checkpoint, plan_of
from coaching_app.models import Habit, HabitEntry

_SEEN, _SHOWN = 1000, 100


async def unpack(content: bytes) -> Parcel:
    """What a file holds, whichever of the known kinds it is; read in a thread."""
    if content.startswith(b"PK"):
        return await asyncio.to_thread(loop_csv.read_loop_zip, content)
    if content.startswith(loop_db.MAGIC):
        return await asyncio.to_thread(loop_db.read_loop_database, content)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return await asyncio.to_thread(beaver.read_beaver, content)
    raise Invalid(
        _("Send the CSV zip or the backup of Loop Habit Tracker, or the JSON of Beaver Habits."),
        code="not_habits",
    )


async def take_in(
    db: AsyncSession, actor: Actor, parcel: Parcel, place: int, report: ImportReport
) -> ImportReport:
    """Take in one habit of a parcel with its days; what is there stays as it is."""
    travelling = parcel.habits[place]
    earlier = {one.origin for one in parcel.habits[:place]}
    try:
        habit = await _known(db, actor, travelling, earlier)
        is_new = habit is None
        habit = habit or await _make(db, actor, travelling)
    except AppError as problem:
        row = SkippedRow(travelling.name[:60], place + 1, problem.message)
        return replace(report, skipped=(*report.skipped, row))
    added = await _add_days(db, actor, habit, travelling.days)
    if added:
        habit.first_day = min(filter(None, (habit.first_day, *(one.day for one in travelling.days if one.mark is not None))), default=None)  # fmt: skip
        forget_checkpoint(habit)
        await db.flush()
        move_checkpoint(await whole_history(db, habit, await today_of(db, actor)))
    return replace(
        report,
        habits=report.habits + is_new,
        habits_known=report.habits_known + (not is_new),
        entries=report.entries + added,
        entries_known=report.entries_known + len(travelling.days) - added,
    )


def first_report(parcel: Parcel) -> ImportReport:
    """What could not be read, before anything is taken in."""
    rows = tuple(SkippedRow(one.file[:200], one.line, one.reason) for one in parcel.problems[:_SEEN])
    return ImportReport(skipped=rows, skipped_more=parcel.more_problems)


async def _known(db: AsyncSession, actor: Actor, one: TravelHabit, earlier: set[str]) -> Habit | None:
    """The habit it was taken in as before, else one of the same name and kind."""
    mine = select(Habit).where(col(Habit.owner_id) == actor.user_id).with_for_update()
    found = (await db.scalars(mine.where(col(Habit.origin) == one.origin))).first()
    if found is not None:
        found.deleted_at = None
        return found
    same = mine.where(
        col(Habit.name) == one.name.strip()[:NAME_LENGTH],
        col(Habit.kind) == one.plan.kind.value,
        col(Habit.deleted_at).is_(None),
        col(Habit.origin).not_in(earlier),
    )
    found = (await db.scalars(same.order_by(col(Habit.position)).limit(1))).first()
    if found is not None and not found.origin:
        found.origin = one.origin
    return found


async def _make(db: AsyncSession, actor: Actor, one: TravelHabit) -> Habit:
    plan = one.plan
    draft = HabitDraft(
        name=one.name[:NAME_LENGTH],
        question=one.question[:QUESTION_LENGTH],
        description=one.description[:TEXT_LENGTH],
        kind=plan.kind.value,
        aim=plan.aim.value,
        # Loop lets somebody mean to do nothing; here a measured habit means something.
        target=max(1, plan.target) if plan.is_measured and not plan.is_limit else plan.target,
        unit=one.unit[:UNIT_LENGTH],
        times=plan.times,
        days=plan.days,
        weekdays=plan.weekdays if plan.days == 1 else 0,
        tags=tuple(tag[:TAG_LENGTH] for tag in one.tags),
    )
    habit = await make_habit(db, actor, draft, origin=one.origin)
    habit.color = one.color
    habit.archived_at = now() if one.is_archived else None
    return habit


async def _add_days(db: AsyncSession, actor: Actor, habit: Habit, days: Sequence[TravelDay]) -> int:
    query = select(HabitEntry).where(col(HabitEntry.habit_id) == habit.id)
    there = {row.day: row for row in await db.scalars(query)}
    moment, added = now(), 0
    for one in days:
        entry = there.get(one.day)
        if entry is None:
            entry = HabitEntry(id=new_id(), tenant_id=habit.tenant_id, habit_id=habit.id, day=one.day)
            there[one.day] = entry
            db.add(entry)
        added += _fill(entry, one, actor, moment)
    return added


def _fill(entry: HabitEntry, one: TravelDay, actor: Actor, moment: datetime) -> bool:
    """Write what is missing into a day; whether anything was."""
    is_filled = False
    if one.mark is not None and entry.mark is None and entry.marked_at is None:
        entry.mark, entry.marked_at, entry.marked_by = one.mark, moment, actor.user_id
        is_filled = True
    if one.note and entry.note is None and entry.noted_at is None:
        clean = "".join(char for char in one.note if char != "\x00" and not "\ud800" <= char <= "\udfff")
        entry.note, entry.noted_at = seal(entry, "note", clean[:NOTE_LENGTH]), moment
        is_filled = True
    return is_filled


def import_notice(report: Mapping[str, Any]) -> ImportNotice:
    """What an import brought, for the page; the report comes back from the browser, so it is read with care."""
    count = {
        name: int(report.get(name) or 0) for name in ("habits", "habits_known", "entries", "entries_known")
    }
    words = _("{entries} days taken in, of {habits} new and {habits_known} known habits; {entries_known} days were there already.")  # fmt: skip
    rows = tuple(
        SkippedRow(
            str(row.get("file", ""))[:200], int(row.get("line") or 0), str(row.get("reason", ""))[:200]
        )
        for row in report.get("skipped") or ()
    )
    return ImportNotice(words.format(**count), "", rows[:_SHOWN], bool(rows))


async def pack(
    db: AsyncSession, actor: Actor
) -> tuple[list[TravelHabit], dict[str, list[tuple[date, float]]]]:
    """All habits of the person with all their days and scores, ready to be written."""
    today = await today_of(db, actor)
    packed: list[TravelHabit] = []
    scores: dict[str, list[tuple[date, float]]] = {}
    for habit in await all_habits(db, actor.user_id):
        rows = await db.scalars(
            select(HabitEntry).where(col(HabitEntry.habit_id) == habit.id).order_by(col(HabitEntry.day))
        )
        travelling = _packed(habit, [_day(row) for row in rows])
        packed.append(travelling)
        reading = await whole_history(db, habit, today)
        scores[travelling.origin] = [(one.day, one.score) for one in score_days(reading)]
    return packed, scores


def _day(row: HabitEntry) -> TravelDay:
    return TravelDay(row.day, row.mark, unseal(row, "note", row.note) if row.note else "")


def _packed(habit: Habit, days: list[TravelDay]) -> TravelHabit:
    return TravelHabit(
        origin=habit.origin or f"coaching:{habit.id}",
        name=habit.name,
        plan=plan_of(habit),
        question=habit.question,
        description=habit.description,
        unit=habit.unit if habit.kind == Kind.MEASURED else "",
        color=habit.color,
        is_archived=habit.archived_at is not None,
        tags=tuple(str(tag) for tag in habit.tags),
        days=[day for day in days if day.mark is not None or day.note],
    )


async def export_loop(db: AsyncSession, actor: Actor) -> bytes:
    """A zip as Loop exports it."""
    packed, scores = await pack(db, actor)
    return await asyncio.to_thread(loop_csv.write_loop_zip, packed, scores)


async def export_json(db: AsyncSession, actor: Actor) -> bytes:
    """A JSON that Beaver Habits reads and that we read back without loss."""
    packed, _scores = await pack(db, actor)
    return await asyncio.to_thread(beaver.write_beaver, packed)
