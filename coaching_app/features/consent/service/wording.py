"""Puts consent into the person's words: categories, parties, days, surfaces, reasons."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime

from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.consent import Category
from coaching_app.domain.local_day import zone


def category_label(category: str) -> str:
    """The category as a heading."""
    return {
        Category.GOALS: _("Goals"),
        Category.TASKS: _("Tasks"),
        Category.HABITS: _("Habits"),
        Category.CHECKINS: _("Check-ins"),
        Category.NOTES: _("Notes"),
        Category.CONVERSATIONS: _("Conversations with the coach"),
        Category.COMMITMENTS: _("Commitments"),
    }[Category(category)]


def kind_label(kind: str) -> str:
    """The kind of a relationship, as the mentee says it."""
    return {"mentor": _("your mentor"), "pastor": _("your pastor")}.get(kind, kind)


def audience_label(audience: str) -> str:
    """Everybody of a kind."""
    return {
        "mentor": _("Whoever is my mentor"),
        "pastor": _("Whoever is my pastor"),
        "everyone": _("Everyone"),
    }.get(audience, audience)


def surface_label(surface: str) -> str:
    """Where something was read."""
    place, _sep, opened = surface.partition(": ")
    words = {
        "person page": _("Your page"),
        "api": _("A program they use"),
        "brief": _("Walk-in brief"),
        "dashboard": _("Their dashboard"),
        "export": _("An export"),
    }.get(place, place)
    return _("{place}, opened").format(place=words) if opened == "opened" else words


def role_label(role: str) -> str:
    """A role in a sentence."""
    words = {"admin": _("admin"), "pastor": _("pastor"), "mentor": _("mentor"), "mentee": _("mentee")}
    return words.get(role, role)


def day_words(day: date, language: str) -> str:
    """A day with its year."""
    return format_date(day, "medium", locale=language.replace("-", "_"))


def until_words(last_day: date | None, language: str) -> str:
    """Until which day something counts; empty without an end."""
    return _("until {day}").format(day=day_words(last_day, language)) if last_day else ""


def moment_words(moment: datetime, language: str, time_zone: str) -> str:
    """A moment on the person's own clock."""
    return format_datetime(
        moment.astimezone(zone(time_zone)), "d MMM y, HH:mm", locale=language.replace("-", "_")
    )


def items_words(count: int) -> str:
    """How many single things."""
    return ngettext("{count} item", "{count} items", count).format(count=count)


def day_of(text: str) -> date | None:
    """The day of a form; none where it is empty."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(_("Write the day as year-month-day.")) from None
