"""Puts the plan of a habit into the person's words."""

from babel import Locale, UnknownLocaleError
from babel.dates import get_day_names

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.habits.plan import WHOLE, Aim, Kind, Plan


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
