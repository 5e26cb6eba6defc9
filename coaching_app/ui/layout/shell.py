"""The frame of every page for a signed-in person."""

from typing import Any, Literal

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from coaching_app.ui.components.anchor import anchor
from coaching_app.ui.components.icon import icon
from coaching_app.ui.components.skeleton import skeleton
from coaching_app.ui.components.typography import kbd
from coaching_app.ui.components.typography import title as heading
from coaching_app.ui.layout.connection import connection_strip, watched_login
from coaching_app.ui.layout.frame import Frame
from coaching_app.ui.layout.navigation import bottom_bar, side, top_bar
from coaching_app.ui.presence import Child, attributes, drawn, when
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.command_palette import command_palette
from coaching_app.ui.wrapped.kept_place import kept_place
from coaching_app.ui.wrapped.notices import notices
from coaching_app.ui.wrapped.quick_capture import quick_capture


def _ask_button() -> rx.Component:
    return rx.el.button(
        icon("search"),
        rx.el.span(t("Go, add, or ask…")),
        kbd("Ctrl K"),
        type="button",
        class_name="ask",
        data_palette="",
    )


def page_head(title: Child, subtitle: Child = "", actions: Child = "") -> rx.Component:
    """The one question a page answers, a line beneath it, and its one main action."""
    under = drawn(subtitle, lambda: rx.el.p(subtitle, class_name="subtitle"))
    done = drawn(actions, lambda: rx.el.div(actions, class_name="page-actions"))
    return rx.el.header(
        rx.el.div(heading(title, level=1, size="page"), under), done, _ask_button(), class_name="page-head"
    )


def _from_anywhere(frame: Frame) -> list[rx.Component]:
    calls = attributes(on_ask=frame.on_ask, on_capture=frame.on_capture, on_run=frame.on_run)
    parts = [command_palette(frame.commands, **calls)]
    if frame.on_capture is not None:
        parts.append(quick_capture(frame.on_capture))
    parts.append(notices(frame.notices, on_undo=frame.on_undo, on_dismiss=frame.on_dismiss))
    return parts


def shell(
    *content: Any,
    frame: Frame,
    active: str,
    title: Child,
    subtitle: Child = "",
    actions: Child = "",
    head: bool = True,
    width: Literal["", "wide", "reading"] = "",
) -> rx.Component:
    """Lay `content` into the frame. While nobody is known to be signed in only a skeleton stands in its place."""
    body = rx.fragment(page_head(title, subtitle, actions) if head else rx.fragment(), *content)
    main = rx.el.main(
        when(frame.signed_in, body, skeleton("page")),
        id="content",
        tab_index=-1,
        class_name="main",
        # A page that is opened again shows what it showed, until the server has told it anew.
        aria_busy=rx.cond(rx.State.is_hydrated | has_connection_errors, "false", "true"),
        **attributes(data_width=width or None),
    )
    return rx.el.div(
        anchor(t("Skip to the content"), href="#content", class_name="skip"),
        connection_strip(),
        watched_login(frame),
        kept_place(),
        rx.el.div(
            side(frame, active),
            rx.el.div(top_bar(frame), main),
            bottom_bar(frame, active),
            class_name="app",
        ),
        *_from_anywhere(frame),
        *frame.overlays,
        rx.el.div(id="live-status", role="status", class_name="sr-only"),
        **attributes(data_accent=frame.accent or None if isinstance(frame.accent, str) else frame.accent),
    )
