"""Lists of things: the list, a plain row that leads somewhere, and the row of a task."""

from typing import Any

import reflex as rx

from coaching_app.ui.components.anchor import anchor
from coaching_app.ui.components.icon import icon as draw_icon
from coaching_app.ui.components.pill import pill
from coaching_app.ui.components.typography import clamped
from coaching_app.ui.presence import Child, Flag, Text, attribute, attributes, drawn, is_given, when


def item_list(*items: Child, label: str = "", **props: Any) -> rx.Component:
    """A list of `list_row` or `task_row` (or one foreach of them), separated by quiet lines."""
    return rx.el.ul(*items, class_name="list", role="list", **attributes(aria_label=label or None), **props)


def meta(*facts: Child) -> rx.Component:
    """A line of small facts and pills under a title."""
    return rx.el.div(
        *[fact if isinstance(fact, rx.Component) else rx.el.span(fact) for fact in facts], class_name="meta"
    )


def _title(words: Child, href: Any, on_open: Any, is_brief: bool = False) -> rx.Component:
    if is_given(href):
        return anchor(clamped(words), href=href, class_name="item-title")
    if on_open is not None:
        return rx.el.button(clamped(words), type="button", class_name="item-title", on_click=on_open)
    return rx.el.span(clamped(words) if is_brief else words, class_name="item-title")


def list_row(
    title: Child,
    *details: Child,
    href: Text = "",
    on_open: Any = None,
    icon: str = "",
    lead: Child = "",
    end: Child = "",
    brief: bool = False,
    **props: Any,
) -> rx.Component:
    """A row: something in front, a title that leads somewhere, small facts beneath, something at the end.

    A title that leads somewhere is cut after a few lines; `brief` cuts one that leads nowhere.
    """
    front = draw_icon(icon) if icon else lead
    return rx.el.li(
        rx.el.div(
            drawn(front, lambda: rx.el.span(front, class_name="lead")),
            rx.el.div(
                _title(title, href, on_open, brief),
                meta(*details) if details else rx.fragment(),
                class_name="item-body",
            ),
            drawn(end, lambda: rx.el.div(end, class_name="item-end")),
            class_name="item",
        ),
        **props,
    )


def task_row(
    title: Child,
    *details: Child,
    done: Flag = False,
    on_toggle: Any = None,
    due: Text = "",
    due_tone: Any = "amber",
    href: Text = "",
    on_open: Any = None,
    actions: Child = "",
    label: Text = "",
    **props: Any,
) -> rx.Component:
    """A task: box, title, facts. `on_toggle` takes the new truth; `label` names the box (default: the title)."""
    named = label if isinstance(label, rx.Var) or label else title
    name = attributes(aria_label=named if isinstance(named, str | rx.Var) else None)
    bound = attributes(on_change=on_toggle, read_only=True if on_toggle is None else None)
    due_pill = when(due, pill(due, tone=due_tone))
    facts = [due_pill, *details] if isinstance(due, rx.Var) or due else list(details)
    return rx.el.li(
        rx.el.div(
            rx.el.span(
                rx.el.input(type="checkbox", class_name="check", checked=done, **name, **bound),
                class_name="tick",
            ),
            rx.el.div(
                _title(title, href, on_open), meta(*facts) if facts else rx.fragment(), class_name="grow"
            ),
            drawn(actions, lambda: rx.el.div(actions, class_name="task-end")),
            class_name="task",
            data_done=attribute(done, "true", "false"),
        ),
        **props,
    )
