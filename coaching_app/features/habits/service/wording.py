"""Puts plans, days and figures into the person's words."""

from datetime import date, timedelta

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_day_names

from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.habits.plan import WHOLE, Aim, Kind, Plan
from coaching_app.features.habits.schemas import DayHead, EntryView


def locale_of(language: str) -> Locale:
    """How this language writes dates; English for one nobody knows."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def number_words(amount: int) -> str:
    """Thousandths as a number without needless zeros."""
    return f"{amount / WHOLE:,.3f}".rstrip("0").rstrip(".")


def plan_words(plan: Plan, unit: str, language: str) -> str:
    """The plan in one line: "At least 20 pages a day", "3 times in 7 days", "Mon, Wed"."""
    if plan.kind is Kind.MEASURED:
        amount = f"{number_words(plan.target)} {unit}".strip()
        aim = _("At most {amount}") if plan.aim is Aim.AT_MOST else _("At least {amount}")
        return f"{aim.format(amount=amount)} {_span_words(plan, language)}"
    if plan.weekdays:
        return _weekday_list(plan.weekdays, language)
    times, days = plan.rhythm
    if days == 1:
        return _("Daily")
    if times == 1:
        return _("Once a week") if days == 7 else _("Every {days} days").format(days=days)
    if days == 7:
        return _("{times} times a week").format(times=times)
    return _("{times} times in {days} days").format(times=times, days=days)


def _span_words(plan: Plan, language: str) -> str:
    if plan.weekdays:
        return _("on {weekdays}").format(weekdays=_weekday_list(plan.weekdays, language))
    if plan.days == 1:
        return _("a day")
    return _("a week") if plan.days == 7 else _("in {days} days").format(days=plan.days)


def _weekday_list(bits: int, language: str) -> str:
    names = get_day_names("abbreviated", locale=locale_of(language))
    return ", ".join(names[place] for place in range(7) if bits >> place & 1)


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
