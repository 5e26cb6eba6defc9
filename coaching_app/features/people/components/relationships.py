"""Draws relationships: those one walks with, proposals, handovers, and the dialogs that begin them."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.people.schemas.rows import HandoverRow, PersonRow, WaitingRow
from coaching_app.features.people.state.package import PackageState
from coaching_app.features.people.state.people import PeopleState
from coaching_app.ui.presence import Text
from coaching_app.ui.text import t

ASK_DIALOG, PASS_DIALOG = "people-ask", "people-pass"


def problem(words: Text) -> rx.Component:
    """What is not right with a form."""
    return rx.cond(words != "", ui.callout(words, tone="rose"))


def foot(*beside: rx.Component, save: str) -> rx.Component:
    """The end of a dialog: what else can be done, and the way out."""
    out = ui.row(
        ui.button(t("Cancel"), variant="quiet", closes=True), ui.button(save, type="submit"), gap="s"
    )
    return ui.row(ui.row(*beside, gap="none"), out, justify="between")


@rx.memo
def waiting_row(one: rx.vars.ObjectVar[WaitingRow]) -> rx.Component:
    """A proposal, with the answer that is awaited."""
    answers = ui.row(
        ui.button(
            t("Accept"),
            size="s",
            icon="check",
            on_click=PeopleState.accept(one.id),
            aria_label=t("Accept {name}", name=one.name),
        ),
        ui.button(
            t("Decline"),
            size="s",
            variant="quiet",
            on_click=PeopleState.decline(one.id),
            aria_label=t("Decline {name}", name=one.name),
        ),
        gap="s",
        wrap=False,
    )
    back = ui.button(
        t("Take back"),
        size="s",
        variant="quiet",
        on_click=PeopleState.decline(one.id),
        aria_label=t("Take back what you offered {name}", name=one.name),
    )
    return ui.list_row(
        one.name,
        one.words,
        lead=ui.avatar(one.initials),
        end=rx.cond(one.needs_me, answers, back),
    )


@rx.memo
def handover_row(one: rx.vars.ObjectVar[HandoverRow]) -> rx.Component:
    """A handover under way, and the part of it that is one's own."""
    actions = ui.row(
        rx.cond(
            one.can_accept,
            ui.row(
                ui.button(t("Accept"), size="s", icon="check", on_click=PeopleState.accept_handover(one.id)),
                ui.button(
                    t("Decline"), size="s", variant="quiet", on_click=PeopleState.decline_handover(one.id)
                ),
                gap="s",
                wrap=False,
            ),
        ),
        rx.cond(
            one.can_pick,
            ui.button(
                rx.cond(one.can_offer, t("Choose what passes on"), t("Change what passes on")),
                size="s",
                variant="quiet",
                on_click=PackageState.open(one.id),
            ),
        ),
        rx.cond(
            one.can_cancel,
            ui.button(t("Call off"), size="s", variant="text", on_click=PeopleState.cancel_handover(one.id)),
        ),
        gap="s",
    )
    return ui.list_row(one.words, one.details, icon="arrow-right", end=actions)


@rx.memo
def person_row(one: rx.vars.ObjectVar[PersonRow]) -> rx.Component:
    """Somebody one walks with."""
    ways = ui.menu(
        ui.menu_item(
            t("Hand over to another mentor"),
            icon="arrow-right",
            on_click=PeopleState.open_passing(one.id),
        ),
        ui.menu_item(t("End"), icon="close", tone="danger", on_click=PeopleState.end(one.id)),
        id=f"person-{one.id}",
        label=t("What you can do about {name}", name=one.name),
    )
    return ui.list_row(
        one.name,
        one.label,
        one.since,
        rx.cond(one.has_handover, ui.pill(t("handover under way"), tone="amber")),
        lead=ui.avatar(one.initials),
        href=f"/people/{one.person_id}",
        end=ways,
    )


def ask_dialog() -> rx.Component:
    """Asks a mentor or pastor to walk with one."""
    form = rx.el.form(
        ui.stack(
            problem(PeopleState.ask_problem),
            ui.select_field(
                "coach",
                t("Whom will you ask?"),
                PeopleState.page.coach_options,
                placeholder=t("Choose somebody"),
                required=True,
                id="ask-coach",
            ),
            ui.radio_group(
                "kind",
                t("As what?"),
                [("mentor", t("My mentor")), ("pastor", t("My pastor, if they are one"))],
                value="mentor",
            ),
            ui.text(t("They decide. Nothing of yours is shared by asking."), tone="soft", size="s"),
            foot(save=t("Ask")),
        ),
        key=PeopleState.round,
        on_submit=PeopleState.ask,
    )
    nobody = ui.empty_state(
        t("Nobody to ask yet"),
        t("There is no other mentor or pastor here. An admin can invite one."),
        icon="people",
    )
    return ui.dialog(
        rx.cond(PeopleState.page.has_coaches, form, nobody),
        id=ASK_DIALOG,
        title=t("Ask somebody to walk with you"),
        open=rx.Var.create(PeopleState.is_asking),
        on_close=PeopleState.close_asking,
    )


def pass_dialog() -> rx.Component:
    """Names the mentor who is to go on."""
    form = rx.el.form(
        ui.stack(
            problem(PeopleState.pass_problem),
            ui.select_field(
                "coach",
                t("Who goes on?"),
                PeopleState.heirs,
                placeholder=t("Choose somebody"),
                required=True,
                id="pass-coach",
            ),
            ui.text(
                t("The one who is mentored chooses what passes on. Until it is accepted, nothing changes."),
                tone="soft",
                size="s",
            ),
            foot(save=t("Begin the handover")),
        ),
        key=PeopleState.round,
        on_submit=PeopleState.start_handover,
    )
    nobody = ui.empty_state(
        t("Nobody to hand over to yet"),
        t("There is no other mentor or pastor here. An admin can invite one."),
        icon="people",
    )
    return ui.dialog(
        rx.cond(rx.Var.create(PeopleState.heirs).length() > 0, form, nobody),
        id=PASS_DIALOG,
        title=t("Hand over to another mentor"),
        open=rx.Var.create(PeopleState.passing_id != ""),
        on_close=PeopleState.close_passing,
    )
