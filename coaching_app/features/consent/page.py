"""The pages of sharing: who sees what, and who has read it."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.consent.components import (
    asked_views,
    cell_dialog,
    forced_row,
    never_row,
    party_card,
    receipt_filter,
    receipt_table,
    some,
)
from coaching_app.features.consent.state.deciding import DecidingState
from coaching_app.features.consent.state.receipts import ReceiptsState
from coaching_app.features.consent.state.sharing import SharingState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


def _parties() -> rx.Component:
    sharing = SharingState.sharing
    people = rx.cond(
        some(sharing.people),
        rx.foreach(sharing.people, lambda party: rx.fragment(party_card(party=party), key=party.target)),
        ui.card(
            ui.empty_state(
                t("Nobody walks with you yet"),
                t(
                    "Once a mentor or pastor walks with you, you decide here what they see. Until then nobody sees anything."
                ),
                ui.button(t("People"), href="/people", variant="quiet"),
                icon="people",
            )
        ),
    )
    kinds = ui.disclosure(
        t("Share with a role instead of a person"),
        ui.stack(
            ui.text(
                t(
                    "Whoever holds the role in your life sees it, also somebody new. A person by name is narrower."
                ),
                tone="soft",
            ),
            rx.foreach(sharing.kinds, lambda party: rx.fragment(party_card(party=party), key=party.target)),
        ),
        look="row",
    )
    return ui.stack(people, kinds, gap="l")


def _beside() -> rx.Component:
    sharing = SharingState.sharing
    return ui.stack(
        rx.foreach(sharing.forced, lambda view: rx.fragment(forced_row(view=view), key=view.id)),
        ui.card(
            ui.stack(
                ui.text(sharing.read_words),
                ui.row(ui.button(t("Receipts"), href="/sharing/receipts", variant="quiet", icon="eye")),
            ),
            title=t("Who has read"),
        ),
        ui.card(
            rx.cond(
                some(sharing.never),
                ui.item_list(
                    rx.foreach(
                        sharing.never, lambda never: rx.fragment(never_row(never=never), key=never.id)
                    ),
                    label=t("Never shared"),
                ),
                ui.text(
                    t(
                        "What you mark with “Never share this” stands here. It wins over everything you share."
                    ),
                    tone="soft",
                ),
            ),
            title=t("Never shared"),
        ),
        ui.card(
            ui.stack(
                ui.text(t("Take all of it with you, or delete your account."), tone="soft"),
                ui.row(ui.button(t("Your data"), href="/sharing/data", variant="quiet", icon="download")),
            ),
            title=t("Leave with everything"),
        ),
        gap="l",
    )


def sharing() -> rx.Component:
    """The page of who sees what."""
    return app_page(
        rx.cond(
            rx.State.is_hydrated & SharingState.is_loaded,
            ui.stack(asked_views(), ui.split(_parties(), _beside(), ratio="main"), gap="l"),
            ui.skeleton("page"),
        ),
        cell_dialog(),
        active="sharing",
        title=t("Sharing"),
        subtitle=t("Nothing is shared unless you say so, and you can take it back at any moment."),
    )


def receipts() -> rx.Component:
    """The page of receipts."""
    return app_page(
        ui.stack(
            rx.foreach(ReceiptsState.forced, lambda view: rx.fragment(forced_row(view=view), key=view.id)),
            receipt_filter(),
            rx.cond(
                rx.State.is_hydrated & ReceiptsState.is_loaded,
                receipt_table(),
                ui.card(ui.skeleton("rows", count=6)),
            ),
            gap="l",
        ),
        active="sharing",
        title=t("Receipts"),
        subtitle=t("Every reading of yours by somebody else. Receipts are never edited."),
        actions=ui.row(
            ui.button(t("Sharing"), href="/sharing", variant="quiet"),
            ui.button(
                t("Save as CSV"), href=ReceiptsState.csv, download="", variant="quiet", icon="download"
            ),
            gap="s",
        ),
    )


PAGES = (
    Page(
        "/sharing", sharing, t("Sharing"), Policy.SIGNED_IN, on_load=(SharingState.load, DecidingState.load)
    ),
    Page("/sharing/receipts", receipts, t("Receipts"), Policy.SIGNED_IN, on_load=(ReceiptsState.load,)),
)
