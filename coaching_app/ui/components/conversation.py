"""What the coach and the person say to each other: messages, quotes, citations, proposals, sources."""

from typing import Any, Literal

import reflex as rx

from coaching_app.ui.components.anchor import anchor
from coaching_app.ui.components.avatar import avatar
from coaching_app.ui.components.button import button
from coaching_app.ui.components.pill import pill
from coaching_app.ui.presence import Child, Flag, Text, attribute, attributes, drawn, when
from coaching_app.ui.text import t


def message_list(*messages: Child, label: str = "") -> rx.Component:
    """Messages under each other, oldest first."""
    return rx.el.div(*messages, class_name="messages", role="group", aria_label=label or t("Conversation"))


def message(
    *body: Child, sender: Literal["person", "coach"], initials: Text = "", foot: Child = "", **props: Any
) -> rx.Component:
    """One message; the foot holds small actions such as copy or retry."""
    mark = avatar("C", tone="solid") if sender == "coach" else avatar(initials)
    said_by = rx.el.span(t("Coach") if sender == "coach" else t("You"), class_name="sr-only")
    inner = rx.el.div(
        rx.el.div(said_by, *body, class_name="message-body"),
        drawn(foot, lambda: rx.el.div(foot, class_name="message-foot")),
    )
    return rx.el.article(mark, inner, class_name="message", data_from=sender, **props)


def quote(words: Child, *, source: Child = "") -> rx.Component:
    """Words taken verbatim from somewhere, and from where."""
    return rx.el.blockquote(words, drawn(source, lambda: rx.el.footer(source)), class_name="quote")


def citation(number: Any, href: Text, *, label: Text) -> rx.Component:
    """The small number that leads to the lines it rests on; `label` says which."""
    said = rx.el.span(": ", label, class_name="sr-only")
    return anchor(number, said, href=href, class_name="cite", title=label)


def _choices(on_accept: Any, on_edit: Any, on_decline: Any, busy: Flag) -> rx.Component:
    edit = button(t("Edit"), variant="quiet", on_click=on_edit, size="s")
    return rx.el.div(
        button(t("Accept"), on_click=on_accept, loading=busy, size="s"),
        edit if on_edit is not None else rx.fragment(),
        button(t("Not now"), variant="text", on_click=on_decline, size="s"),
        class_name="row",
        data_gap="s",
    )


def proposal(
    title: Child,
    *facts: Child,
    kind: Text,
    status: Literal["open", "accepted", "declined"] | rx.Var[str] = "open",
    on_accept: Any = None,
    on_edit: Any = None,
    on_decline: Any = None,
    busy: Flag = False,
    outcome: Child = "",
    note: Text = "",
) -> rx.Component:
    """Something the coach proposes; nothing happens unless the person accepts. `outcome` replaces the buttons after."""
    actions = _choices(on_accept, on_edit, on_decline, busy)
    still_open = status == "open"
    words = note if isinstance(note, rx.Var) or note else t("only added if you accept")
    head = rx.el.div(
        pill(kind, tone="green"),
        when(still_open, rx.el.span(words, class_name="hint")),
        class_name="row",
        data_gap="s",
    )
    details = rx.el.div(
        *[f if isinstance(f, rx.Component) else rx.el.span(f) for f in facts], class_name="meta"
    )
    return rx.el.div(
        head,
        rx.el.div(rx.el.div(title, class_name="item-title"), details),
        when(still_open, actions, rx.el.div(outcome, class_name="row", data_gap="s", role="status")),
        class_name="proposal",
        data_status=status,
        role="group",
        aria_label=kind,
    )


def source_span(
    path: Child,
    href: Text,
    *,
    lines: Text,
    excerpt: Child,
    number: Any = "",
    active: Flag = False,
    **props: Any,
) -> rx.Component:
    """One passage the coach saw: the note, its lines, a few words of it."""
    shown = isinstance(number, rx.Var) or number
    head = rx.el.div(
        rx.el.span(number, class_name="cite") if shown else rx.fragment(),
        anchor(path, href=href),
        pill(lines),
        class_name="span-head",
    )
    return rx.el.li(
        rx.el.div(head, rx.el.p(excerpt), class_name="span", **attributes(data_active=attribute(active))),
        **props,
    )
