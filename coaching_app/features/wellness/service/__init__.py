"""What a person can do with check-ins; every function takes the unit of work and who acts."""

from coaching_app.features.wellness.service.answering import (
    add_checkin,
    delete_checkin,
    edit_checkin,
    get_checkin,
    restore_checkin,
)
from coaching_app.features.wellness.service.board import ask, keep_form, number_words, read_board, today
from coaching_app.features.wellness.service.building import draft_of, rows_of, rows_of_draft
from coaching_app.features.wellness.service.charting import Drawn, draw, insight_rows
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
from coaching_app.features.wellness.service.reading import (
    list_checkins,
    numeric_fields,
    on_this_day,
    read_trend,
    read_year,
)
from coaching_app.features.wellness.service.sharing import shared_with, things
from coaching_app.features.wellness.service.starters import starter_forms

__all__ = [
    "Drawn",
    "add_checkin",
    "add_form",
    "archive_form",
    "ask",
    "checkins_csv",
    "delete_checkin",
    "delete_form",
    "draft_of",
    "draw",
    "edit_checkin",
    "edit_form",
    "get_checkin",
    "get_form",
    "insight_rows",
    "judge_insight",
    "keep_form",
    "list_checkins",
    "list_forms",
    "number_words",
    "numeric_fields",
    "on_this_day",
    "place_form",
    "read_board",
    "read_insights",
    "read_trend",
    "read_year",
    "restore_checkin",
    "restore_form",
    "rows_of",
    "rows_of_draft",
    "shared_with",
    "starter_forms",
    "things",
    "today",
    "unarchive_form",
]
