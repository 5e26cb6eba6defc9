"""What sharing looks like: the matrix by person, the dialog of one cell, receipts, and who sees one thing."""

from typing import Any, cast

import reflex as rx

from coaching_app import ui
from coaching_app.features.consent.schemas import (
    AskedRow,
    Cell,
    ForcedRow,
    ItemParty,
    NeverRow,
    Party,
    ReceiptRow,
    ThingRow,
)
from coaching_app.features.consent.state.deciding import DecidingState
from coaching_app.features.consent.state.item import ItemShareState
from coaching_app.features.consent.state.receipts import ReceiptsState
from coaching_app.features.consent.state.sharing import SharingState
from coaching_app.ui.text import t

CELL_DIALOG = "sharing-cell"
ITEM_DIALOG = "sharing-item"


def some(rows: object) -> rx.Var[bool]:
    """Whether a list of state holds anything."""
    return rx.Var.create(rows).to(list).length() > 0


@rx.memo
def cell_row(cell: rx.vars.ObjectVar[Cell], target: rx.Var[str], name: rx.Var[str]) -> rx.Component:
    """One category of one party: what they see, until when, and the ways to change it."""
    change = ui.button(
        t("Change"),
        variant="quiet",
        size="s",
        aria_label=t("Change: {category} for {name}", category=cell.label, name=name),
        on_click=SharingState.open(target, cell.category),
    )
    withdraw = rx.cond(
        cell.is_withdrawable,
        ui.link(
            t("Withdraw"),
            aria_label=t("Withdraw: {category} from {name}", category=cell.label, name=name),
            on_click=SharingState.withdraw(target, cell.category),
        ),
    )
    return ui.list_row(
        cell.label,
        ui.pill(cell.words, tone=cell.tone),
        rx.cond(cell.until != "", rx.fragment(cell.until)),
        withdraw,
        end=change,
    )


@rx.memo
def party_card(party: rx.vars.ObjectVar[Party]) -> rx.Component:
    """What one person, or one kind of person, sees."""
    rows = rx.foreach(
        party.cells,
        lambda cell: rx.fragment(
            cell_row(cell=cell, target=party.target, name=party.name), key=cell.category
        ),
    )
    look = rx.cond(
        party.person_id != "",
        ui.button(
            t("See what {name} sees", name=party.name),
            variant="quiet",
            size="s",
            icon="people",
            href=f"/sharing/as/{party.person_id}",
        ),
    )
    return ui.card(
        ui.item_list(rows, label=cast("Any", t("What {name} sees", name=party.name))),
        title=rx.fragment(party.name),
        aside=ui.row(rx.cond(party.role != "", ui.pill(party.role)), look, gap="s"),
    )


@rx.memo
def thing_row(thing: rx.vars.ObjectVar[ThingRow]) -> rx.Component:
    """One thing in the dialog: shared or not."""
    return ui.row(
        ui.switch(
            "shared",
            thing.name,
            id=f"share-{thing.id}",
            checked=thing.is_shared,
            disabled=thing.is_never,
            on_change=lambda shared: SharingState.share_thing(thing.id, shared),
        ),
        rx.cond(thing.is_never, ui.pill(t("never shared"), icon="lock")),
        gap="s",
    )


def _whole() -> rx.Component:
    choice = SharingState.choice
    return rx.el.form(
        ui.stack(
            rx.cond(SharingState.problem != "", ui.callout(SharingState.problem, tone="rose")),
            ui.text(
                t(
                    "Everything in this category, what you add later included. Single things can still be kept back."
                ),
                tone="soft",
            ),
            ui.date_field(
                "last_day",
                t("Until"),
                id="sharing-until",
                hint=t("The last day on which it is shared. Empty means until you withdraw it."),
                default_value=choice.last_day,
                on_change=SharingState.keep_until,
                optional=True,
            ),
            ui.row(
                ui.button(t("Share everything"), type="submit", icon="check"),
                rx.cond(
                    choice.scope != "none",
                    ui.button(
                        t("Withdraw all"),
                        variant="quiet",
                        on_click=SharingState.withdraw(choice.target, choice.category),
                    ),
                ),
                gap="s",
            ),
        ),
        key=SharingState.round,
        on_submit=SharingState.save,
    )


def cell_dialog() -> rx.Component:
    """Decides about one category for one party."""
    choice = SharingState.choice
    whole = _whole()
    things = ui.stack(
        ui.title(t("Or single things"), level=3, size="minor"),
        rx.cond(
            some(SharingState.things),
            ui.stack(
                rx.foreach(
                    SharingState.things, lambda thing: rx.fragment(thing_row(thing=thing), key=thing.id)
                ),
                gap="s",
            ),
            ui.text(t("There is nothing in this category yet."), tone="soft"),
        ),
    )
    return ui.dialog(
        ui.stack(whole, rx.cond(choice.has_things, rx.fragment(ui.divider(), things)), gap="l"),
        id=CELL_DIALOG,
        title=t("{category} for {name}", category=choice.label, name=choice.name),
        open=rx.Var.create(SharingState.is_open),
        on_close=SharingState.close,
    )


@rx.memo
def forced_row(view: rx.vars.ObjectVar[ForcedRow]) -> rx.Component:
    """A view that two people forced open."""
    return ui.callout(
        ui.stack(
            ui.text(view.words),
            ui.text(t("The reason given: {reason}", reason=view.reason), tone="soft"),
            gap="xs",
        ),
        title=cast("Any", rx.fragment(rx.cond(view.is_open, t("Open now"), t("Over")))),
        tone="amber",
    )


@rx.memo
def asked_row(view: rx.vars.ObjectVar[AskedRow]) -> rx.Component:
    """A view that waits for a second person, or that they opened."""
    decide = ui.row(
        ui.button(t("Approve"), size="s", variant="danger", on_click=DecidingState.approve(view.id)),
        ui.button(t("Decline"), size="s", variant="quiet", on_click=DecidingState.decline(view.id)),
        gap="s",
    )
    close = ui.row(
        ui.button(t("Close it now"), size="s", variant="quiet", on_click=DecidingState.end(view.id))
    )
    return ui.callout(
        ui.stack(
            ui.text(view.words),
            ui.text(t("The reason given: {reason}", reason=view.reason), tone="soft"),
            rx.cond(view.may_decide, decide),
            rx.cond(view.is_open, close),
            gap="s",
        ),
        title=cast("Any", rx.fragment(view.state)),
        tone="amber",
    )


def asked_views() -> rx.Component:
    """What an admin or pastor decides about the private things of others."""
    rows = rx.foreach(DecidingState.rows, lambda view: rx.fragment(asked_row(view=view), key=view.id))
    return rx.cond(
        some(DecidingState.rows),
        ui.card(
            ui.stack(
                ui.text(
                    t(
                        "For emergencies only. If you say yes, the person is told at once who saw what, and why."
                    ),
                    tone="soft",
                ),
                rows,
            ),
            title=t("Somebody asks to see something private"),
        ),
    )


@rx.memo
def never_row(never: rx.vars.ObjectVar[NeverRow]) -> rx.Component:
    """A thing nobody may see."""
    again = ui.button(
        t("Allow again"),
        variant="text",
        size="s",
        aria_label=t("Allow again: {name}", name=never.name),
        on_click=SharingState.take_back(never.id),
    )
    return ui.list_row(never.name, never.category, icon="lock", end=again)


@rx.memo
def receipt_row(receipt: rx.vars.ObjectVar[ReceiptRow]) -> rx.Component:
    """One reading."""
    times = rx.cond(receipt.times != "", ui.pill(receipt.times))
    return ui.table_row(
        receipt.at,
        receipt.reader,
        ui.row(ui.text(receipt.item, inline=True), ui.pill(receipt.category), times, gap="s"),
        receipt.surface,
        receipt.why,
    )


def receipt_table() -> rx.Component:
    """The receipts that the filters leave, and the way to earlier ones."""
    table = ui.table(
        [
            ui.Column(t("When")),
            ui.Column(t("Who")),
            ui.Column(t("What")),
            ui.Column(t("Where")),
            ui.Column(t("Why")),
        ],
        rx.foreach(ReceiptsState.rows, lambda row: rx.fragment(receipt_row(receipt=row), key=row.id)),
        caption=t("Readings by others, the latest first"),
    )
    empty = ui.empty_state(
        t("No readings"),
        t("When somebody reads what you share, it stands here: who, what, when and why they could."),
        icon="eye",
    )
    more = ui.row(
        ui.button(t("Show earlier ones"), variant="quiet", on_click=ReceiptsState.more), justify="center"
    )
    return ui.card(
        rx.cond(
            some(ReceiptsState.rows),
            ui.stack(table, rx.cond(ReceiptsState.has_more, more)),
            empty,
        )
    )


def receipt_filter() -> rx.Component:
    """Narrows the receipts."""
    who = ui.select_field(
        "reader", t("Who"), ReceiptsState.readers, placeholder=t("Everybody"), id="receipts-reader"
    )
    what = ui.select_field(
        "category", t("What"), ReceiptsState.categories, placeholder=t("Everything"), id="receipts-category"
    )
    first, last = (
        ui.date_field("first", t("From"), id="receipts-first"),
        ui.date_field("last", t("To"), id="receipts-last"),
    )
    return ui.card(
        rx.el.form(
            ui.stack(
                ui.tiles(who, what, first, last, size="s", gap="s"),
                ui.row(ui.button(t("Show"), type="submit", variant="quiet"), justify="end"),
                gap="s",
            ),
            on_submit=ReceiptsState.narrow,
        )
    )


@rx.memo
def item_party(party: rx.vars.ObjectVar[ItemParty]) -> rx.Component:
    """One person and whether they see the open thing."""
    return ui.switch(
        "sees",
        party.name,
        id=f"sees-{party.target}",
        hint=rx.cond(party.by_category, t("They see the whole category."), ""),
        checked=party.sees,
        disabled=ItemShareState.item.is_never,
        on_change=lambda shared: ItemShareState.share(party.target, shared),
    )


def item_dialog() -> rx.Component:
    """Says who sees one thing, and changes it; placed once on a page with share controls."""
    item = ItemShareState.item
    parties = rx.cond(
        some(item.parties),
        ui.stack(
            rx.foreach(item.parties, lambda party: rx.fragment(item_party(party=party), key=party.target)),
            gap="s",
        ),
        ui.text(t("Nobody walks with you yet, so nobody can see this."), tone="soft"),
    )
    never = ui.switch(
        "never",
        t("Never share this"),
        id="sharing-never",
        hint=t("Wins over everything else, now and later."),
        checked=item.is_never,
        on_change=ItemShareState.never,
    )
    return ui.dialog(
        ui.stack(
            ui.text(item.words, tone="soft"),
            parties,
            ui.divider(),
            never,
            ui.text(ui.link(t("All about sharing"), href="/sharing"), size="s"),
        ),
        id=ITEM_DIALOG,
        title=rx.fragment(item.name),
        open=rx.Var.create(ItemShareState.is_open),
        on_close=ItemShareState.close,
    )
