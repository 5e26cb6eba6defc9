"""What a person can do with check-ins; every function takes the unit of work and who acts."""

from coaching_app.features.wellness.service.answering import (
    add_checkin,
    delete_checkin,
    edit_checkin,
    get_checkin,
    restore_checkin,
)
from coaching_app.features.wellness.service.exporting import checkins_csv
from coaching_app.features.wellness.service.forms import (
    add_form,
    archive_form,
    delete_form,
    edit_form,
    get_form,
    list_forms,
    place_form,
    restore_form,
    unarchive_form,
)
from coaching_app.features.wellness.service.insights import judge_insight, read_insights
from coaching_app.features.wellness.service.reading import list_checkins, on_this_day, read_trend, read_year
from coaching_app.features.wellness.service.sharing import shared_with, things
from coaching_app.features.wellness.service.starters import starter_forms

__all__ = [
    "add_checkin",
    "add_form",
    "archive_form",
    "checkins_csv",
    "delete_checkin",
    "delete_form",
    "edit_checkin",
    "edit_form",
    "get_checkin",
    "get_form",
    "judge_insight",
    "list_checkins",
    "list_forms",
    "on_this_day",
    "place_form",
    "read_insights",
    "read_trend",
    "read_year",
    "restore_checkin",
    "restore_form",
    "shared_with",
    "starter_forms",
    "things",
    "unarchive_form",
]
