"""What a person can do with habits; every function takes the unit of work and who acts."""

from coaching_app.domain.habits.rules import amount_of, checked_amount, weekday_bits
from coaching_app.domain.habits.words import locale_of
from coaching_app.features.habits.service.board import (
    asked_today,
    board_mark,
    count_today,
    day_summary,
    marked_words,
    read_archived,
    read_board,
    read_day,
    read_form,
)
from coaching_app.features.habits.service.days import day_start_hour, set_day_start_hour, today_of
from coaching_app.features.habits.service.details import read_details
from coaching_app.features.habits.service.entries import Marked, get_entry, list_entries, write_entry
from coaching_app.features.habits.service.forms import (
    day_of,
    entry_change,
    habit_draft,
    kept_form,
    save_habit,
)
from coaching_app.features.habits.service.habits import (
    add_habit,
    archive_habit,
    delete_habit,
    edit_habit,
    place_habit,
    restore_habit,
    unarchive_habit,
)
from coaching_app.features.habits.service.moving import (
    export_json,
    export_loop,
    first_report,
    import_notice,
    take_in,
    unpack,
)
from coaching_app.features.habits.service.prepared import find_prepared, keep_prepared, put_prepared_away
from coaching_app.features.habits.service.presence import DoneDays, done_by_day
from coaching_app.features.habits.service.reading import get_habit, has_habits, list_habits, score_series
from coaching_app.features.habits.service.sharing import shared_with

__all__ = [
    "DoneDays",
    "Marked",
    "add_habit",
    "amount_of",
    "archive_habit",
    "asked_today",
    "board_mark",
    "checked_amount",
    "count_today",
    "day_of",
    "day_start_hour",
    "day_summary",
    "delete_habit",
    "done_by_day",
    "edit_habit",
    "entry_change",
    "export_json",
    "export_loop",
    "find_prepared",
    "first_report",
    "get_entry",
    "get_habit",
    "habit_draft",
    "has_habits",
    "import_notice",
    "keep_prepared",
    "kept_form",
    "list_entries",
    "list_habits",
    "locale_of",
    "marked_words",
    "place_habit",
    "put_prepared_away",
    "read_archived",
    "read_board",
    "read_day",
    "read_details",
    "read_form",
    "restore_habit",
    "save_habit",
    "score_series",
    "set_day_start_hour",
    "shared_with",
    "take_in",
    "today_of",
    "unarchive_habit",
    "unpack",
    "weekday_bits",
    "write_entry",
]
