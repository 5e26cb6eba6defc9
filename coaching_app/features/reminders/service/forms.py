"""Reads the form of a reminder."""

from collections.abc import Mapping

from coaching_app.features.habits.service import weekday_bits
from coaching_app.features.reminders.schemas import ReminderDraft
from coaching_app.features.reminders.service.own import minute_of


def reminder_draft(form: Mapping[str, str]) -> ReminderDraft:
    """The reminder of a form: `thing` is "custom", "habits", or the id of a habit."""
    thing = form.get("thing", "custom")
    kind = thing if thing in {"custom", "habits"} else "habit"
    chosen = [name.removeprefix("on_") for name, value in form.items() if name.startswith("on_") and value]
    return ReminderDraft(
        kind=kind,
        minute=minute_of(form.get("time", "")),
        item_id=thing if kind == "habit" else "",
        title=form.get("title", ""),
        weekdays=weekday_bits(chosen),
        by_mail=bool(form.get("by_mail")),
    )
