"""Pages and panels that have nothing to show, and say why and what to do."""

from typing import Any, Literal

import reflex as rx

from coaching_app.ui.components.icon import icon as draw_icon
from coaching_app.ui.components.typography import title as heading
from coaching_app.ui.presence import Child, Text, when
from coaching_app.ui.text import t

Kind = Literal["empty", "error", "denied", "offline"]


def _state(kind: Kind, symbol: str, title: Child, *parts: Child, **props: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(draw_icon(symbol, size="l"), class_name="badge"),
        heading(title, level=2, size="section"),
        *parts,
        class_name="state",
        data_kind=kind,
        **props,
    )


def empty_state(title: Child, body: Child, *actions: Child, icon: str = "leaf") -> rx.Component:
    """Says what belongs here and offers the first step."""
    return _state("empty", icon, title, rx.el.p(body), rx.el.div(*actions, class_name="row", data_gap="s"))


def error_state(title: Child, body: Child, *actions: Child, correlation_id: Text = "") -> rx.Component:
    """Says what happened and what to do, with the number to quote when asking for help."""
    quoted = when(correlation_id, rx.el.p(t("If it keeps happening, quote "), rx.el.code(correlation_id)))
    return _state(
        "error",
        "alert",
        title,
        rx.el.p(body),
        quoted,
        rx.el.div(*actions, class_name="row", data_gap="s"),
        role="alert",
    )


def denied_state(title: Child, body: Child, *actions: Child) -> rx.Component:
    """Says that this belongs to somebody else, and where to go instead."""
    return _state("denied", "lock", title, rx.el.p(body), rx.el.div(*actions, class_name="row", data_gap="s"))


def offline_state(title: Child, body: Child, *actions: Child) -> rx.Component:
    """Says that the line is down and what still works."""
    return _state(
        "offline", "offline", title, rx.el.p(body), rx.el.div(*actions, class_name="row", data_gap="s")
    )


def callout(
    *body: Child, title: Child = "", tone: Literal["sky", "green", "amber", "rose"] = "sky"
) -> rx.Component:
    """A remark within the page: good to know, well done, take care, or wrong."""
    symbol = {"sky": "info", "green": "check", "amber": "alert", "rose": "alert"}[tone]
    headed = rx.el.b(title) if title else rx.fragment()
    words = [rx.el.p(part) if isinstance(part, str | rx.Var) else part for part in body]
    urgent: dict[str, Any] = {"role": "alert"} if tone == "rose" else {}
    return rx.el.div(
        draw_icon(symbol), rx.el.div(headed, *words), class_name="callout", data_tone=tone, **urgent
    )
