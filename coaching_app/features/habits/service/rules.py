"""What names, days and tags of a habit may be."""

from collections.abc import Iterable
from datetime import date, datetime

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.written_text import clean_line, refuse
from coaching_app.features.habits.schemas import EARLIEST, MOST_TAGS, NAME_LENGTH, TAG_LENGTH


def clean_name(text: str) -> str:
    """A name that can be seen."""
    return clean_line(text, "name", NAME_LENGTH, missing=_("Give it a name."))


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags in lower case without the hash sign, each once."""
    kept: dict[str, None] = {}
    for tag in tags:
        name = clean_line(tag, "tags", TAG_LENGTH + 1).lstrip("#").strip().casefold()
        if name:
            kept.setdefault(name[:TAG_LENGTH])
    if len(kept) > MOST_TAGS:
        raise refuse("tags", _("At most {limit} tags.").format(limit=MOST_TAGS))
    return tuple(kept)


def clean_day(day: date, today: date) -> date:
    """A day since 1900 that has begun somewhere: a phone may be a day ahead of us."""
    if isinstance(day, datetime):
        day = day.date()
    if day < EARLIEST or (day - today).days > 1:
        raise refuse("day", _("Choose a day from 1900 until today."))
    return day
