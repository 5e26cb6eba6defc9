"""Notices of the planner, said the same way everywhere."""

from typing import Any

import reflex as rx

from coaching_app.core.i18n import gettext as _
from coaching_app.features.shell.widgets import notify


def done_notice(title: str, undo: Any) -> rx.event.EventSpec:
    """Something was done, with the way back."""
    return notify(_("Done: {title}").format(title=short(title)), kind="good", undo=undo)


def short(title: str) -> str:
    """A title that fits a notice."""
    return title if len(title) <= 60 else f"{title[:59]}…"
