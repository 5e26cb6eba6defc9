"""What a person can do about reminders, and how other features tell somebody something."""

from coaching_app.features.reminders.service.arriving import use_poke
from coaching_app.features.reminders.service.forms import reminder_draft
from coaching_app.features.reminders.service.inbox import (
    just_arrived,
    list_notices,
    read_all_notices,
    read_notice,
    read_page,
    read_preferences,
    set_preferences,
    unread_count,
)
from coaching_app.features.reminders.service.own import (
    add_reminder,
    delete_reminder,
    edit_reminder,
    get_reminder,
    list_reminders,
    minute_of,
    restore_reminder,
)
from coaching_app.features.reminders.service.telling import announce, remind, settle
from coaching_app.features.reminders.service.ticking import tick

__all__ = [
    "add_reminder",
    "announce",
    "delete_reminder",
    "edit_reminder",
    "get_reminder",
    "just_arrived",
    "list_notices",
    "list_reminders",
    "minute_of",
    "read_all_notices",
    "read_notice",
    "read_page",
    "read_preferences",
    "remind",
    "reminder_draft",
    "restore_reminder",
    "set_preferences",
    "settle",
    "tick",
    "unread_count",
    "use_poke",
]
