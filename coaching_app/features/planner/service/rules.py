"""What titles, texts, dates and estimates may be, and whose version of a thing wins."""

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime

from coaching_app.core.errors import Conflict, Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.quick_add.reading import LONGEST_TAG, MOST_TAGS
from coaching_app.domain.recurrence import read_rule
from coaching_app.features.planner.schemas import (
    EARLIEST,
    LATEST,
    LONGEST_ESTIMATE,
    TEXT_LENGTH,
    TITLE_LENGTH,
)

# A year of minutes.
LONGEST_SPENT = 525_600
_LINE_BREAKS = "\t\n\r"
# Control characters and lone surrogates: no screen shows them and no database stores all of them.
_UNSHOWABLE = frozenset({"Cc", "Cs"})


def refuse(field: str, message: str) -> Invalid:
    """The error that belongs beside one field."""
    return Invalid(message, detail={"field": field})


def clean_title(text: str) -> str:
    """One line of 1 to 500 characters, otherwise exactly as written."""
    line = "".join(" " if char in _LINE_BREAKS else char for char in text)
    title = _showable(line, keep="").strip()
    if not title:
        raise refuse("title", _("Give it a title."))
    if len(title) > TITLE_LENGTH:
        raise refuse("title", _("A title holds at most {limit} characters.").format(limit=TITLE_LENGTH))
    return title


def clean_text(text: str, field: str) -> str:
    """Up to 20,000 characters, line breaks included, otherwise exactly as written."""
    if len(text) > TEXT_LENGTH:
        raise refuse(field, _("This holds at most {limit} characters.").format(limit=f"{TEXT_LENGTH:,}"))
    return _showable(text, keep=_LINE_BREAKS)


def clean_day(day: date | None) -> date | None:
    """A day between 1900 and 2200, or none."""
    if isinstance(day, datetime):
        day = day.date()
    if day is not None and not EARLIEST <= day <= LATEST:
        raise refuse("due_on", _("Choose a day between 1900 and 2200."))
    return day


def clean_estimate(minutes: int | None) -> int | None:
    """Between one minute and a week, or none."""
    if minutes is not None and not 1 <= minutes <= LONGEST_ESTIMATE:
        limit = f"{LONGEST_ESTIMATE:,}"
        raise refuse("estimate_minutes", _("An estimate is 1 to {limit} minutes.").format(limit=limit))
    return minutes


def clean_spent(minutes: int) -> int:
    """The seconds of up to a year of minutes."""
    if not 0 <= minutes <= LONGEST_SPENT:
        raise refuse(
            "spent_minutes", _("Time spent is 0 to {limit} minutes.").format(limit=f"{LONGEST_SPENT:,}")
        )
    return minutes * 60


def clean_tags(tags: Iterable[str]) -> str:
    """Up to 20 tags as one text, each between spaces: " prayer study "."""
    found = dict.fromkeys(filter(None, (clean_tag(tag) for tag in tags)))
    if len(found) > MOST_TAGS:
        raise refuse("tags", _("A task holds at most {limit} tags.").format(limit=MOST_TAGS))
    return f" {' '.join(found)} " if found else ""


def clean_tag(tag: str) -> str:
    """A tag in lower case, one word, without its sign."""
    word = "".join(_showable(tag, keep="").split()).removeprefix("#").casefold()
    if len(word) > LONGEST_TAG:
        raise refuse("tags", _("A tag holds at most {limit} characters.").format(limit=LONGEST_TAG))
    return word


def clean_repeats(text: str) -> str:
    """A recurrence rule as iCalendar writes it, or nothing."""
    return str(read_rule(text)) if text.strip() else ""


def check_version(saved: int, yours: int) -> None:
    """Refuse an edit of something that has changed since it was read."""
    if saved != yours:
        raise Conflict(
            _("This was changed somewhere else in the meantime. Look at it again before you save."),
            detail={"your_version": yours, "saved_version": saved},
        )


def _showable(text: str, keep: str) -> str:
    return "".join(char for char in text if char in keep or unicodedata.category(char) not in _UNSHOWABLE)
