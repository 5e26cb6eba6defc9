"""Where am I and how do I go on: breadcrumbs, pages of a list, steps of a wizard."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from coaching_app.ui.components.anchor import anchor
from coaching_app.ui.components.button import button
from coaching_app.ui.presence import Child, Flag, Text, attribute, attributes
from coaching_app.ui.text import t


def breadcrumbs(*trail: tuple[Child, Text]) -> rx.Component:
    """The way here as (words, href); the last one, with an empty href, is this page."""
    crumbs = [
        rx.el.li(
            anchor(words, href=href)
            if isinstance(href, rx.Var) or href
            else rx.el.span(words, aria_current="page")
        )
        for words, href in trail
    ]
    return rx.el.nav(rx.el.ol(*crumbs, class_name="crumbs"), aria_label=t("Breadcrumb"))


def pagination(
    summary: Child, *, on_previous: Any, on_next: Any, has_previous: Flag, has_next: Flag
) -> rx.Component:
    """What is shown ("1 to 50 of 1,204") and the two ways on."""
    no_previous = ~has_previous if isinstance(has_previous, rx.Var) else not has_previous
    no_next = ~has_next if isinstance(has_next, rx.Var) else not has_next
    return rx.el.nav(
        rx.el.span(summary, class_name="num", role="status"),
        rx.el.div(
            button(
                t("Previous"),
                variant="quiet",
                size="s",
                icon="chevron-left",
                disabled=no_previous,
                on_click=on_previous,
            ),
            button(
                t("Next"),
                variant="quiet",
                size="s",
                icon_end="chevron-right",
                disabled=no_next,
                on_click=on_next,
            ),
            class_name="row",
            data_gap="s",
        ),
        aria_label=t("Pages"),
        class_name="pages",
    )


def steps(labels: Sequence[str], *, now: int | rx.Var[int]) -> rx.Component:
    """The steps of a wizard; `now` is the index of the current one, from 0."""

    def one(index: int, label: str) -> rx.Component:
        if isinstance(now, rx.Var):
            state: Any = rx.cond(now == index, "now", rx.cond(now.to(int) > index, "done", "ahead"))
        else:
            state = "now" if now == index else "done" if now > index else "ahead"
        here = attribute(now == index, "step")
        return rx.el.li(rx.el.span(label), data_state=state, **attributes(aria_current=here))

    return rx.el.ol(*[one(index, label) for index, label in enumerate(labels)], class_name="steps")
