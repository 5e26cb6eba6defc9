"""When something comes back: one engine for tasks, habits, sessions and calendars."""

from coaching_app.domain.recurrence.occurrences import (
    MOST_OCCURRENCES,
    Occurrence,
    Series,
    checked,
    following,
    occurrences,
    upcoming,
)
from coaching_app.domain.recurrence.rule import EARLIEST, LATEST, Rule, read_rule
from coaching_app.domain.recurrence.words import rule_words

__all__ = [
    "EARLIEST",
    "LATEST",
    "MOST_OCCURRENCES",
    "Occurrence",
    "Rule",
    "Series",
    "checked",
    "following",
    "occurrences",
    "read_rule",
    "rule_words",
    "upcoming",
]
