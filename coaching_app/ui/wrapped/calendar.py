"""A calendar of days: month, week or list, with entries that can be moved by mouse, finger and keyboard."""

from typing import Any

import reflex as rx

from coaching_app.ui.presence import Text, attributes
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


def _moved(
    item: rx.Var[str], start: rx.Var[str], minutes: rx.Var[int], whole_day: rx.Var[bool]
) -> tuple[rx.Var[str], rx.Var[str], rx.Var[int], rx.Var[bool]]:
    """What the page is told of a move."""
    return item, start, minutes, whole_day


class Calendar(rx.Component):
    """FullCalendar, loaded when the component is first drawn."""

    library = script("calendar.js")
    tag = "Calendar"
    # The parts are fetched by the script itself, so the build has to be told of the package here.
    lib_dependencies: list[str] = [  # noqa: RUF012 - the way Reflex declares it
        "@fullcalendar/react@7.1.4",
        "temporal-polyfill@1.0.8",
    ]
    items: rx.Var[Any]
    view: rx.Var[str]
    day: rx.Var[str]
    language: rx.Var[str]
    first_day: rx.Var[int]
    words: rx.Var[dict[str, str]]
    on_move: rx.EventHandler[_moved]
    on_open: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_day: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_narrow: rx.EventHandler[rx.event.no_args_event_spec]


def calendar(
    items: Any,
    *,
    view: Text,
    day: Text,
    language: Text,
    first_day: Any,
    on_move: Any,
    on_open: Any,
    on_day: Any = None,
    on_narrow: Any = None,
) -> rx.Component:
    """Entries have id, layer (task, habit, checkin), title, start, end, and is_ flags whole_day, movable, done,
    conflict, later.

    `on_move(id, start, minutes, whole_day)`; minutes are 0 where an entry has no end.
    """
    script("calendar_parts.js")
    return Calendar.create(
        items=items,
        view=view,
        day=day,
        language=language,
        first_day=first_day,
        words={
            "done": t("done"),
            "later": t("a later time"),
            "conflict": t("overlaps something else"),
            "moved": t("{title} moved to {day}", title="{title}", day="{day}"),
        },
        on_move=on_move,
        on_open=on_open,
        **attributes(on_day=on_day, on_narrow=on_narrow),
    )
