"""Draws invitations: the list of one's own, and the dialog that makes one."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.people.components.relationships import foot, problem
from coaching_app.features.people.schemas.rows import InvitationRow
from coaching_app.features.people.state.people import PeopleState
from coaching_app.ui.text import t

INVITE_DIALOG = "people-invite"


@rx.memo
def invitation_row(one: rx.vars.ObjectVar[InvitationRow]) -> rx.Component:
    """An invitation one made."""
    actions = ui.row(
        rx.cond(
            one.can_resend,
            ui.button(
                rx.cond(one.by_link, t("New link"), t("Send again")),
                size="s",
                variant="quiet",
                on_click=PeopleState.resend(one.id),
                aria_label=rx.cond(
                    one.by_link,
                    t("New link, {words}", words=one.status),
                    t("Send again: {title}", title=one.title),
                ),
            ),
        ),
        rx.cond(
            one.is_open,
            ui.button(
                t("Revoke"),
                size="s",
                variant="text",
                on_click=PeopleState.revoke(one.id),
                aria_label=t("Revoke: {title}", title=one.title),
            ),
        ),
        gap="s",
        wrap=False,
    )
    return ui.list_row(one.title, one.words, one.status, icon="mail", end=actions)


def _form(who: str, more: rx.Component, explained: str) -> rx.Component:
    """One whole form for each role: a field that is not drawn would be sent as nothing, and refused."""
    email = ui.input_field(
        "email",
        t("E-mail"),
        type="email",
        id=f"invite-email-{who}",
        optional=True,
        auto_complete="off",
        hint=t("Leave it empty for a link that you hand over yourself."),
    )
    return rx.el.form(
        ui.stack(
            problem(PeopleState.invite_problem),
            email,
            more,
            ui.text(explained, tone="soft", size="s"),
            foot(save=t("Invite")),
        ),
        key=PeopleState.round,
        on_submit=PeopleState.invite,
    )


def _forms() -> rx.Component:
    roles = [("mentee", t("Mentee")), ("mentor", t("Mentor")), ("pastor", t("Pastor")), ("admin", t("Admin"))]
    role = ui.select_field("role", t("Role"), roles, id="invite-role")
    kind = ui.radio_group(
        "kind",
        t("You would be"),
        [("mentor", t("their mentor")), ("pastor", t("their pastor"))],
        value="mentor",
    )
    belong = t("They belong here once they accept, and not before.")
    asked = t("Once they accept they belong here, and are asked whether they want to walk with you.")
    return rx.cond(
        PeopleState.page.is_admin,
        _form("admin", role, belong),
        rx.cond(
            PeopleState.page.is_pastor,
            _form("pastor", kind, asked),
            _form("mentor", rx.fragment(), asked),
        ),
    )


def _done() -> rx.Component:
    link = ui.input_field(
        "link", t("The link"), id="invite-link", read_only=True, value=PeopleState.invite_link
    )
    return ui.stack(
        ui.callout(PeopleState.invite_words, tone="green"),
        rx.cond(PeopleState.invite_link != "", link),
        ui.row(
            ui.button(t("Invite another"), variant="quiet", on_click=PeopleState.open_inviting),
            ui.button(t("Done"), closes=True),
            gap="s",
            justify="end",
        ),
    )


def invite_dialog() -> rx.Component:
    """Invites somebody by e-mail or by link."""
    return ui.dialog(
        rx.cond(PeopleState.invite_words != "", _done(), _forms()),
        id=INVITE_DIALOG,
        title=t("Invite somebody"),
        open=rx.Var.create(PeopleState.is_inviting),
        on_close=PeopleState.close_inviting,
    )
