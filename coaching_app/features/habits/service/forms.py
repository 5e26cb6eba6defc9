"""Reads what people type into the forms of habits and days."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.habits.rules import amount_of, weekday_bits
from coaching_app.domain.written_text import refuse
from coaching_app.features.habits.schemas import (
    DayForm,
    EntryChange,
    HabitChanges,
    HabitDraft,
    HabitForm,
    HabitView,
)
from coaching_app.features.habits.service.habits import add_habit, edit_habit

Form = Mapping[str, str]


def day_of(text: str) -> date:
    """A day written as year-month-day."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise refuse("day", _("Write the day as year-month-day, for example 2026-11-21.")) from None


def whole_number(text: str, field: str) -> int:
    """A small number of times or days."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 5):
        raise refuse(field, _("Write a whole number."))
    return int(digits)


def habit_draft(form: Form) -> HabitDraft:
    """The habit of a form: only what its kind and rhythm ask for is read."""
    kind, rhythm = form.get("kind", "yes_no"), form.get("rhythm", "daily")
    times, days = _times_and_days(form, rhythm)
    is_measured = kind == "measured"
    chosen = [name.removeprefix("on_") for name, value in form.items() if name.startswith("on_") and value]
    if rhythm == "weekdays" and not chosen:
        raise refuse("weekdays", _("Choose at least one weekday."))
    return HabitDraft(
        name=form.get("name", ""),
        question=form.get("question", ""),
        description=form.get("description", ""),
        kind=kind,
        aim=form.get("aim", "at_least") if is_measured else "at_least",
        target=amount_of(form.get("target", ""), "target") if is_measured else 0,
        unit=form.get("unit", "") if is_measured else "",
        times=times,
        days=days,
        weekdays=weekday_bits(chosen) if rhythm == "weekdays" else 0,
        tags=tuple(form.get("tags", "").replace(",", " ").split()),
    )


def _times_and_days(form: Form, rhythm: str) -> tuple[int, int]:
    if rhythm == "every":
        return 1, whole_number(form.get("every", ""), "days")
    if rhythm == "times":
        return whole_number(form.get("times", ""), "times"), whole_number(form.get("days", ""), "days")
    return 1, 1


def kept_form(form: Form, before: HabitForm) -> HabitForm:
    """What stood in a form that was refused."""
    weekdays = tuple(
        name.removeprefix("on_") for name, value in form.items() if name.startswith("on_") and value
    )
    names = ("name", "question", "description", "kind", "aim", "target", "unit", "rhythm", "times", "days", "every", "tags")  # fmt: skip
    values = {name: form.get(name, getattr(before, name)) for name in names}
    return HabitForm(id=before.id, version=before.version, weekdays=weekdays, **values)


async def save_habit(db: AsyncSession, actor: Actor, habit_id: str, version: int, form: Form) -> HabitView:
    """Save the habit of a form; without an id it is a new one."""
    draft = habit_draft(form)
    if not habit_id:
        return await add_habit(db, actor, draft)
    changes = HabitChanges(
        name=draft.name,
        question=draft.question,
        description=draft.description,
        aim=draft.aim,
        target=draft.target,
        unit=draft.unit,
        times=draft.times,
        days=draft.days,
        weekdays=draft.weekdays,
        tags=draft.tags,
    )
    return await edit_habit(db, actor, habit_id, version, changes)


def entry_change(form: Form, opened: DayForm) -> EntryChange:
    """What a form about one day changes of what it was opened with: a state or a number, and the note.

    What the person left alone is left alone: another tab or device may have written there meanwhile.
    """
    note = form.get("note")
    change = _written(form)
    is_same = (change.state, change.amount) == _opened(opened)
    return EntryChange(
        state=None if is_same else change.state,
        amount=None if is_same else change.amount,
        note=None if note is not None and note.strip() == opened.note else note,
        seen=opened.version,
    )


def _written(form: Form) -> EntryChange:
    state = form.get("state", "none")
    if state == "skip":
        return EntryChange("skip")
    if "value" in form:
        text = form["value"].strip()
        return EntryChange("value", amount_of(text)) if text else EntryChange("none")
    if state not in {"yes", "no", "none"}:
        raise refuse("state", _("Choose what the day was."))
    return EntryChange("yes" if state == "yes" else "no" if state == "no" else "none")


def _opened(day: DayForm) -> tuple[str, int | None]:
    return ("value", amount_of(day.value)) if day.value else (day.state, None)
