"""Pages for people who are not signed in: sign-in, wizard, landing."""

from collections.abc import Sequence
from typing import Any, Literal

import reflex as rx

from coaching_app.ui.components.anchor import anchor
from coaching_app.ui.components.icon import icon
from coaching_app.ui.components.typography import title as heading
from coaching_app.ui.layout.landscape import landscape
from coaching_app.ui.layout.navigation import brand as draw_brand
from coaching_app.ui.presence import Child, Text, attributes
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.theme_toggle import theme_toggle


def _skip() -> rx.Component:
    return anchor(t("Skip to the content"), href="#content", class_name="skip")


def public_page(
    *content: Any,
    brand: Text = "Coaching",
    title: Child,
    lead: Child = "",
    words: Child = "",
    foot: Child = "",
    width: Literal["", "wide"] = "",
) -> rx.Component:
    """A form or a wizard on one side, a landscape with `words` on the other; one column on a phone."""
    led = rx.el.p(lead, class_name="text", data_size="l", data_tone="soft") if lead else rx.fragment()
    head = rx.el.div(heading(title, level=1, size="page"), led, class_name="stack", data_gap="s")
    main = rx.el.main(rx.el.div(head, *content, class_name="stack", data_gap="l"), id="content", tab_index=-1)
    left = rx.el.div(
        rx.el.header(draw_brand(brand)),
        main,
        rx.el.footer(foot, theme_toggle(in_menu=False), class_name="public-foot"),
        class_name="public-main",
    )
    caption = rx.el.figcaption(words) if words else rx.fragment()
    art = rx.el.aside(rx.el.figure(landscape(), caption), class_name="public-art")
    return rx.el.div(
        _skip(),
        rx.el.div(left, art, class_name="public", **attributes(data_width=width or None)),
        rx.el.div(id="live-status", role="status", class_name="sr-only"),
    )


def landing_page(
    *sections: Child, brand: Text = "Coaching", actions: Child = "", foot: Child = ""
) -> rx.Component:
    """The public front: a head with the way in, sections made of `hero` and `feature_band`, a foot."""
    return rx.el.div(
        _skip(),
        rx.el.header(
            draw_brand(brand), rx.el.nav(actions, aria_label=t("Account")), class_name="landing-head"
        ),
        rx.el.main(*sections, id="content", tab_index=-1),
        rx.el.footer(foot, theme_toggle(in_menu=False), class_name="landing-foot"),
        class_name="landing",
    )


def hero(title: Child, lead: Child, *actions: Child) -> rx.Component:
    """The first thing a visitor reads, beside the landscape."""
    words = rx.el.div(
        heading(title, level=1, size="display"),
        rx.el.p(lead, class_name="lead"),
        rx.el.div(*actions, class_name="row", data_gap="m"),
    )
    return rx.el.section(words, rx.el.figure(landscape(keep="middle")), class_name="hero")


def feature_band(title: Child, features: Sequence[tuple[str, str, str]]) -> rx.Component:
    """A row of (icon, title, sentence)."""
    made = [
        rx.el.li(icon(symbol, size="l"), heading(words, level=3, size="minor"), rx.el.p(sentence))
        for symbol, words, sentence in features
    ]
    return rx.el.section(
        heading(title, level=2), rx.el.ul(*made, class_name="features", role="list"), class_name="band"
    )
