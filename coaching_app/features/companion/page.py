"""The page of one person, and the owner's view of it through somebody's eyes."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.companion.components import missing, person_view
from coaching_app.features.companion.state import CompanionState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


def _known() -> rx.Component:
    return rx.cond(
        CompanionState.is_loaded,
        rx.cond(CompanionState.is_missing, missing(), person_view()),
        ui.skeleton("page"),
    )


def person() -> rx.Component:
    """What somebody shares with me."""
    return app_page(
        ui.measure(_known()),
        active="people",
        title=rx.cond(CompanionState.person.name != "", CompanionState.person.name, t("Person")),
    )


def preview() -> rx.Component:
    """What somebody sees of me."""
    return app_page(
        ui.measure(
            ui.stack(
                ui.callout(
                    t(
                        "This is exactly what they see when they open your page now. Your looking leaves no receipt."
                    ),
                    title=t("Through their eyes"),
                    tone="sky",
                ),
                _known(),
                gap="l",
            )
        ),
        active="sharing",
        title=t("What they see"),
        actions=ui.button(t("Sharing"), href="/sharing", variant="quiet"),
    )


PAGES = (
    Page("/people/[person_id]", person, t("Person"), Policy.SIGNED_IN, on_load=(CompanionState.load,)),
    Page(
        "/sharing/as/[person_id]",
        preview,
        t("What they see"),
        Policy.SIGNED_IN,
        on_load=(CompanionState.load_preview,),
    ),
)
