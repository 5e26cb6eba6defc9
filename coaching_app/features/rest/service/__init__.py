"""What a person can do about their rest, and what other features ask about it."""

from coaching_app.features.rest.service.asking import rest_days, resting
from coaching_app.features.rest.service.keeping import (
    add_once,
    add_weekly,
    delete_rest,
    end_now,
    end_rest,
    get_rest,
    list_rests,
    restore_rest,
    resume,
    stop_weekly,
)
from coaching_app.features.rest.service.showing import (
    moment_words,
    once_draft,
    read_rest,
    rest_until,
    weekday_options,
    weekly_draft,
)

__all__ = [
    "add_once",
    "add_weekly",
    "delete_rest",
    "end_now",
    "end_rest",
    "get_rest",
    "list_rests",
    "moment_words",
    "once_draft",
    "read_rest",
    "rest_days",
    "rest_until",
    "resting",
    "restore_rest",
    "resume",
    "stop_weekly",
    "weekday_options",
    "weekly_draft",
]
