"""Buttons, links and icons in every state."""

import reflex as rx

from coaching_app import ui
from coaching_app.ui.components.icon import PATHS

LONG = "A label that somebody wrote much longer than anybody who drew this button ever expected it to be"


def buttons() -> rx.Component:
    """Every weight, size and state of the button."""
    return ui.card(
        ui.stack(
            ui.row(
                ui.button("Primary"),
                ui.button("Quiet", variant="quiet"),
                ui.button("Text", variant="text"),
                ui.button("Danger", variant="danger"),
                ui.button("As a link", href="/design", variant="quiet"),
            ),
            ui.row(
                ui.button("Small", size="s"),
                ui.button("Large", size="l"),
                ui.button("With icon", icon="plus"),
                ui.icon_button("More", "more"),
                ui.icon_button("Edit", "edit", variant="quiet"),
            ),
            ui.row(
                ui.button("Loading", loading=True),
                ui.button("Loading", variant="quiet", loading=True),
                ui.button("Disabled", disabled=True),
                ui.button("Disabled", variant="quiet", disabled=True),
                ui.link("A link in text", "/design"),
                ui.link("A button as a link"),
            ),
            ui.button(LONG, variant="quiet"),
        ),
        title="Buttons",
        aside="hover darkens, focus draws a ring, pressing moves one pixel",
    )


def icons() -> rx.Component:
    """Our own icons."""
    return ui.card(
        ui.row(*[ui.icon(name, label=name) for name in PATHS], gap="l"),
        title="Icons",
        aside="drawn here, no bundle",
    )


def words() -> rx.Component:
    """Headings and voices of text."""
    return ui.card(
        ui.stack(
            ui.title("Display: a calm place to keep promises", size="display"),
            ui.title("Page: Good morning. Two promises today.", size="page"),
            ui.title("Section: What moved"),
            ui.title("Minor: Next with your mentor", size="minor", level=3),
            ui.text(
                "Large text for reading, with ",
                ui.strong("weight"),
                " and ",
                ui.link("a link", "/design"),
                ".",
                size="l",
            ),
            ui.text("Normal text. Soft, quiet, green, amber and rose follow."),
            ui.row(
                *[
                    ui.text(tone, tone=tone, inline=True)
                    for tone in ("soft", "quiet", "green", "amber", "rose")
                ]
            ),
            ui.text(LONG + ". " + LONG + ". " + LONG + ". ", clamp=2, tone="soft"),
            ui.row(ui.kbd("Ctrl K"), ui.kbd("?"), ui.kbd("Esc")),
        ),
        title="Words",
    )
