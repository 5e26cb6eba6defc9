"""The page of one's people: who walks with me, whom I walk with, and what waits for an answer."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.people.components.circles import circle_dialog, circle_row
from coaching_app.features.people.components.invitations import invitation_row, invite_dialog
from coaching_app.features.people.components.package import package_dialog
from coaching_app.features.people.components.relationships import (
    ask_dialog,
    handover_row,
    pass_dialog,
    person_row,
    waiting_row,
)
from coaching_app.features.people.state.circles import CirclesState
from coaching_app.features.people.state.people import PeopleState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t

_page = PeopleState.page


def _waiting() -> rx.Component:
    """What waits, first of all: somebody may be waiting on the other side."""
    rows = ui.stack(
        rx.cond(
            _page.has_waiting,
            ui.item_list(
                rx.foreach(_page.waiting, lambda one: rx.fragment(waiting_row(one=one), key=one.id)),
                label=t("Proposals"),
            ),
        ),
        rx.cond(
            _page.has_handovers,
            ui.item_list(
                rx.foreach(_page.handovers, lambda one: rx.fragment(handover_row(one=one), key=one.id)),
                label=t("Handovers"),
            ),
        ),
        gap="m",
    )
    is_any = _page.has_waiting | _page.has_handovers
    return rx.cond(is_any, ui.card(rows, title=t("Waiting for an answer")))


def _with_me() -> rx.Component:
    empty = ui.empty_state(
        t("Nobody walks with you yet"),
        t("Ask a mentor or pastor. What you share with them, you decide piece by piece afterwards."),
        ui.button(t("Ask somebody"), icon="plus", on_click=PeopleState.open_asking),
        icon="people",
    )
    rows = ui.item_list(
        rx.foreach(_page.with_me, lambda one: rx.fragment(person_row(one=one), key=one.id)),
        label=t("They walk with you"),
    )
    return ui.card(
        rx.cond(_page.has_with_me, rows, empty),
        title=t("They walk with you"),
        # Whoever invites nobody has this at the top of the page.
        aside=rx.cond(
            _page.has_with_me & (_page.is_coach | _page.is_admin),
            ui.button(
                t("Ask another"), size="s", variant="text", icon="plus", on_click=PeopleState.open_asking
            ),
        ),
    )


def _i_walk_with() -> rx.Component:
    empty = ui.empty_state(
        t("You walk with nobody yet"),
        t("Invite somebody. Once they belong here they decide whether to walk with you."),
        ui.button(t("Invite somebody"), icon="mail", on_click=PeopleState.open_inviting),
        icon="people",
    )
    rows = ui.item_list(
        rx.foreach(_page.i_walk_with, lambda one: rx.fragment(person_row(one=one), key=one.id)),
        label=t("You walk with them"),
    )
    card = ui.card(rx.cond(_page.has_i_walk_with, rows, empty), title=t("You walk with them"))
    return rx.cond(_page.is_coach | _page.has_i_walk_with, card)


def _circles() -> rx.Component:
    empty = rx.cond(
        _page.is_coach,
        ui.text(t("A circle is a group of those you walk with. Make one, then ask people in."), tone="soft"),
        ui.text(t("When somebody asks you into a circle, it appears here."), tone="soft"),
    )
    rows = ui.item_list(
        rx.foreach(_page.circles, lambda one: rx.fragment(circle_row(one=one), key=one.id)),
        label=t("Circles"),
    )
    new = ui.button(t("New circle"), size="s", variant="text", icon="plus", on_click=CirclesState.new_circle)
    return ui.card(
        rx.cond(_page.has_circles, rows, empty),
        title=t("Circles"),
        aside=rx.cond(_page.is_coach, new),
    )


def _invitations() -> rx.Component:
    rows = ui.item_list(
        rx.foreach(_page.invitations, lambda one: rx.fragment(invitation_row(one=one), key=one.id)),
        label=t("Your invitations"),
    )
    return rx.cond(_page.has_invitations, ui.card(rows, title=t("Your invitations")))


def people() -> rx.Component:
    """The page."""
    may_invite = _page.is_coach | _page.is_admin
    main = rx.cond(
        may_invite,
        ui.button(t("Invite somebody"), icon="mail", on_click=PeopleState.open_inviting),
        ui.button(t("Ask somebody"), icon="plus", on_click=PeopleState.open_asking),
    )
    body = ui.stack(_waiting(), _i_walk_with(), _with_me(), _circles(), _invitations(), gap="l")
    return app_page(
        # What the server remembers of an earlier look comes first after a reload; it may not hold any more.
        rx.cond(
            rx.State.is_hydrated & PeopleState.is_loaded,
            body,
            ui.stack(ui.skeleton("card"), ui.skeleton("card")),
        ),
        ask_dialog(),
        pass_dialog(),
        package_dialog(),
        invite_dialog(),
        circle_dialog(),
        active="people",
        title=t("Your people"),
        subtitle=t("Who walks with you, and whom you walk with."),
        actions=rx.cond(PeopleState.is_loaded, main),
        width="reading",
    )


PAGE = Page("/people", people, t("Your people"), Policy.SIGNED_IN, on_load=(PeopleState.load,))
