"""Puts days and figures into the person's words."""

from datetime import date, timedelta

from babel.dates import format_date, format_skeleton, get_day_names

from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.habits.plan import WHOLE
from coaching_app.domain.habits.words import locale_of, number_words
from coaching_app.features.habits.schemas import DayHead, EntryView


def weekday_name(weekday: int, language: str) -> str:
    """A weekday by its full name; Monday is 0."""
    return get_day_names("wide", locale=locale_of(language))[weekday]


def day_label(day: date, today: date, language: str) -> str:
    """Today, yesterday, or the date; the year only where it is another one."""
    near = {today: _("Today"), today - timedelta(days=1): _("Yesterday")}
    skeleton = "MMMEd" if day.year == today.year else "yMMMEd"
    return near.get(day) or format_skeleton(skeleton, day, locale=locale_of(language))


def short_date(day: date, language: str) -> str:
    """A date with its year."""
    return format_date(day, "medium", locale=locale_of(language))


def day_heads(today: date, count: int, language: str) -> tuple[DayHead, ...]:
    """The days above the columns, today last."""
    locale = locale_of(language)
    days = [today - timedelta(days=back) for back in range(count - 1, -1, -1)]
    return tuple(
        DayHead(
            day.isoformat(),
            format_date(day, "EEEEEE" if locale.language == "de" else "EEE", locale=locale),
            str(day.day),
            day_label(day, today, language),
        )
        for day in days
    )


def entry_words(entry: EntryView, unit: str) -> str:
    """What was done on a day."""
    if entry.state == "value":
        return f"{number_words(round((entry.value or 0) * WHOLE))} {unit}".strip()
    words = {"yes": _("Done"), "no": _("Not done"), "skip": _("Skipped"), "none": _("Nothing yet")}
    return words[entry.state]


def days_words(count: int) -> str:
    """A number of days."""
    return ngettext("{count} day", "{count} days", count).format(count=count)
