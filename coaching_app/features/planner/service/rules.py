"""What titles, texts, dates and estimates may be, and whose version of a thing wins."""

from collections.abc import Iterable
from datetime import date, datetime

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.quick_add.reading import LONGEST_TAG, MOST_TAGS
from coaching_app.domain.recurrence import read_rule
from coaching_app.domain.written_text import clean_line, refuse, showable
from coaching_app.features.planner.schemas import (
    EARLIEST,
    LATEST,
    LONGEST_ESTIMATE,
    TITLE_LENGTH,
)

# A year of minutes.
LONGEST_SPENT = 525_600


def clean_title(text: str) -> str:
    """One line of 1 to 500 characters, otherwise exactly as written."""
    return clean_line(text, "title", TITLE_LENGTH, missing=_("Give it a title."))


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
    word = "".join(showable(tag, keep="").split()).removeprefix("#").casefold()
    if len(word) > LONGEST_TAG:
        raise refuse("tags", _("A tag holds at most {limit} characters.").format(limit=LONGEST_TAG))
    return word


def clean_repeats(text: str) -> str:
    """A recurrence rule as iCalendar writes it, or nothing."""
    return str(read_rule(text)) if text.strip() else ""
