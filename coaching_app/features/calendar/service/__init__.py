"""What a person can do with their calendar; every function takes the unit of work and who acts."""

from coaching_app.features.calendar.service.days import (
    VIEWS,
    day_after,
    day_or_today,
    import_words,
    imported_of,
    shown_days,
    stepped,
    wall_moment,
)
from coaching_app.features.calendar.service.feeds import list_feeds, new_feed, reader_of, revoke_feed
from coaching_app.features.calendar.service.files import export_calendar, import_calendar, parse_calendar
from coaching_app.features.calendar.service.items import LAYERS, read_span, with_conflicts

__all__ = [
    "LAYERS",
    "VIEWS",
    "day_after",
    "day_or_today",
    "export_calendar",
    "import_calendar",
    "import_words",
    "imported_of",
    "list_feeds",
    "new_feed",
    "parse_calendar",
    "read_span",
    "reader_of",
    "revoke_feed",
    "shown_days",
    "stepped",
    "wall_moment",
    "with_conflicts",
]
