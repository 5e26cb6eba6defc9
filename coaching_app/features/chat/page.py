"""The coach page: one conversation, what it rests on, and the others."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.chat.components import (
    beginning,
    conversations,
    messages,
    missing,
    proposal_dialog,
    sources,
    title_dialog,
    writing,
)
from coaching_app.features.chat.state import CoachState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


def _talk() -> rx.Component:
    said = rx.cond(
        CoachState.messages,
        messages(),
        rx.cond(CoachState.is_missing, missing(), beginning()),
    )
    return rx.cond(CoachState.is_loaded, ui.stack(said, writing(), gap="l"), ui.skeleton("text", count=6))


def _actions() -> rx.Component:
    """Rename, delete, begin anew."""
    return ui.row(
        rx.cond(
            CoachState.talk_id,
            ui.menu(
                ui.menu_item(t("Rename"), icon="edit", on_click=CoachState.ask_title),
                ui.menu_item(
                    t("Delete"), icon="trash", tone="danger", on_click=CoachState.delete(CoachState.talk_id)
                ),
                id="coach-more",
                label=t("More"),
            ),
        ),
        rx.cond(
            CoachState.talk_id, ui.button(t("New"), href="/coach", variant="quiet", size="s", icon="plus")
        ),
        gap="s",
    )


def coach() -> rx.Component:
    """The page."""
    return app_page(
        ui.split(_talk(), ui.stack(sources(), conversations(), gap="l"), ratio="aside", gap="xl"),
        proposal_dialog(),
        title_dialog(),
        ui.other_tabs("coach", CoachState.mark, on_news=CoachState.look_again),
        active="coach",
        title=rx.cond(CoachState.title, CoachState.title, t("Coach")),
        subtitle=t("Private to you. Answers come from your notes, with the exact lines."),
        actions=_actions(),
    )


PAGES = (
    Page("/coach", coach, t("Coach"), Policy.SIGNED_IN, on_load=(CoachState.load,)),
    Page("/coach/[conversation_id]", coach, t("Coach"), Policy.SIGNED_IN, on_load=(CoachState.load,)),
)
