"""Writes into days: ticks, numbers, skips and notes, merged with what other devices wrote."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import new_id
from coaching_app.db.sealed import seal, unseal
from coaching_app.domain.actor import Actor
from coaching_app.domain.habits.plan import DONE, MISSED, SKIPPED, WHOLE, Kind
from coaching_app.domain.written_text import clean_text, refuse
from coaching_app.features.habits.queries import entries_between, find_entry, first_mark
from coaching_app.features.habits.schemas import (
    EARLIEST,
    KEY_LENGTH,
    NOTE_LENGTH,
    EntryChange,
    EntryState,
    EntryView,
    Standing,
)
from coaching_app.features.habits.service.days import today_of
from coaching_app.features.habits.service.reading import require_habit
from coaching_app.features.habits.service.rules import clean_day
from coaching_app.features.habits.service.standing import (
    forget_checkpoint,
    move_checkpoint,
    read_one,
    standing,
)
from coaching_app.models import Habit, HabitEntry, HabitReplay

MOST_ENTRIES = 5000
_CODES = {"yes": DONE, "no": MISSED, "skip": SKIPPED}
_STATES: dict[int, EntryState] = {DONE: "yes", MISSED: "no", SKIPPED: "skip"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A day after a change, what it was before, and how the habit stands now."""

    entry: EntryView
    before: EntryView
    standing: Standing
    habit: str
    unit: str
    today: date


def entry_view(habit: Habit, day: date, entry: HabitEntry | None) -> EntryView:
    """A day as others may know it."""
    if entry is None:
        return EntryView(day, "none")
    state, value = _shown(habit, entry.mark)
    return EntryView(
        day=day,
        state=state,
        value=value,
        note=unseal(entry, "note", entry.note) if entry.note else "",
        at=entry.marked_at,
        by=entry.marked_by,
        noted_at=entry.noted_at,
        version=entry.version,
    )


def _shown(habit: Habit, mark: int | None) -> tuple[EntryState, float | None]:
    if mark is None:
        return "none", None
    if habit.kind == Kind.MEASURED and mark != SKIPPED:
        return "value", mark / WHOLE
    return _STATES.get(mark, "no"), None


async def list_entries(
    db: AsyncSession, actor: Actor, habit_id: str, first: date, last: date
) -> tuple[EntryView, ...]:
    """The days from `first` to `last` that hold something, latest first."""
    habit = await require_habit(db, actor, habit_id)
    rows = await entries_between(db, habit.id, first, last, MOST_ENTRIES)
    return tuple(entry_view(habit, row.day, row) for row in rows)


async def get_entry(db: AsyncSession, actor: Actor, habit_id: str, day: date) -> EntryView:
    """One day, whether anything is written there or not."""
    habit = await require_habit(db, actor, habit_id)
    clean_day(day, await today_of(db, actor))
    return entry_view(habit, day, await find_entry(db, habit.id, day))


async def write_entry(
    db: AsyncSession, actor: Actor, habit_id: str, day: date, change: EntryChange
) -> Marked:
    """Write into a day, exactly once for a client key: a mark by its time, a note without losing another."""
    habit = await require_habit(db, actor, habit_id, lock=True)
    today = await today_of(db, actor)
    day = clean_day(day, today)
    entry = await find_entry(db, habit.id, day)
    before = entry_view(habit, day, entry)
    if await _is_new(db, actor, habit, day, change.client_key):
        if entry is None:
            entry = HabitEntry(id=new_id(), tenant_id=habit.tenant_id, habit_id=habit.id, day=day, version=0)
        if _apply(habit, entry, change, actor):
            entry.version += 1
            entry.updated_at = now()
            db.add(entry)
            await db.flush()
            await _after_mark(db, habit, entry, before)
    reading = await read_one(db, habit, today)
    move_checkpoint(reading)
    shown = entry_view(habit, day, entry)
    return Marked(shown, before, standing(reading), habit.name, habit.unit, today)


async def _is_new(db: AsyncSession, actor: Actor, habit: Habit, day: date, key: str) -> bool:
    """Whether this change has not been applied yet; remembers its key."""
    if not key:
        return True
    if len(key) > KEY_LENGTH or not key.isascii() or not key.isprintable():
        raise refuse("client_key", _("A key has up to {limit} plain characters.").format(limit=KEY_LENGTH))
    query = select(HabitReplay).where(
        col(HabitReplay.owner_id) == actor.user_id, col(HabitReplay.client_key) == key
    )
    known = (await db.scalars(query)).first()
    if known is None:
        db.add(HabitReplay(owner_id=actor.user_id, client_key=key, habit_id=habit.id, day=day))
        return True
    if (known.habit_id, known.day) != (habit.id, day):
        raise Conflict(_("This key was used for another day."))
    return False


def _apply(habit: Habit, entry: HabitEntry, change: EntryChange, actor: Actor) -> bool:
    """Whether anything is different now."""
    moment = _moment(change.at)
    is_changed = False
    if change.state is not None and (entry.marked_at is None or moment >= entry.marked_at):
        mark = _mark(habit, change.state, change.amount)
        is_changed = mark != entry.mark or entry.marked_at is None
        if is_changed or change.client_key:
            entry.mark, entry.marked_at, entry.marked_by = mark, moment, actor.user_id
    if change.note is not None:
        is_changed = _apply_note(entry, change, moment) or is_changed
    return is_changed


def _moment(at: datetime | None) -> datetime:
    """When it happened: a device's clock may be wrong, but nothing was done in the future."""
    current = now()
    if at is None:
        return current
    if at.tzinfo is None:
        raise refuse("at", _("A moment needs a time zone."))
    return at.astimezone(UTC) if at.year >= EARLIEST.year and at < current else current


def _mark(habit: Habit, state: EntryState, amount: int | None) -> int | None:
    if state == "none":
        return None
    if state == "skip":
        return SKIPPED
    if (state == "value") != (habit.kind == Kind.MEASURED) or (state == "value" and amount is None):
        raise refuse("state", _("A measured habit takes a number, any other yes or no."))
    return amount if state == "value" else _CODES[state]


def _apply_note(entry: HabitEntry, change: EntryChange, moment: datetime) -> bool:
    mine = clean_text(change.note or "", "note", NOTE_LENGTH).strip()
    theirs = unseal(entry, "note", entry.note) if entry.note else ""
    is_blind = change.seen is not None and change.seen != entry.version
    if is_blind or (entry.noted_at is not None and moment < entry.noted_at):
        mine = _both(theirs, mine)
    if mine == theirs:
        return False
    entry.note = seal(entry, "note", mine) if mine else None
    entry.noted_at = max(moment, entry.noted_at) if entry.noted_at else moment
    return True


def _both(theirs: str, mine: str) -> str:
    """Two notes that did not know of each other."""
    if not mine or mine in theirs:
        return theirs
    if theirs in mine:
        return mine
    return f"{theirs}\n\n{mine}"[: 2 * NOTE_LENGTH]


async def _after_mark(db: AsyncSession, habit: Habit, entry: HabitEntry, before: EntryView) -> None:
    """Keep what the score is computed from in step with the day that changed."""
    if (before.state, before.value) == _shown(habit, entry.mark):
        return
    if habit.checked_day is not None and entry.day <= habit.checked_day:
        forget_checkpoint(habit)
    if entry.mark is None:
        if entry.day == habit.first_day:
            habit.first_day = await first_mark(db, habit.id)
            forget_checkpoint(habit)
    elif habit.first_day is None or entry.day < habit.first_day:
        habit.first_day = entry.day
        forget_checkpoint(habit)
