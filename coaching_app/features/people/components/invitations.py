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


def _fields() -> rx.Component:
    page = PeopleState.page
    role = ui.select_field(
        "role",
        t("Role"),
        [
            ("mentee", t("Mentee")),
            ("mentor", t("Mentor")),
            ("pastor", t("Pastor")),
            ("admin", t("Admin")),
        ],
        id="invite-role",
    )
    kind = ui.radio_group(
        "kind",
        t("You would be"),
        [("mentor", t("their mentor")), ("pastor", t("their pastor"))],
        value="mentor",
    )
    return ui.stack(
        ui.input_field(
            "email",
            t("E-mail"),
            type="email",
            id="invite-email",
            optional=True,
            auto_complete="off",
            hint=t("Leave it empty for a link that you hand over yourself."),
        ),
        rx.cond(page.is_admin, role),
        rx.cond(page.is_pastor, kind),
        ui.text(
            rx.cond(
                page.is_admin,
                t("They belong here once they accept, and not before."),
                t("Once they accept they belong here, and are asked whether they want to walk with you."),
            ),
            tone="soft",
            size="s",
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
    form = rx.el.form(
        ui.stack(problem(PeopleState.invite_problem), _fields(), foot(save=t("Invite"))),
        key=PeopleState.round,
        on_submit=PeopleState.invite,
    )
    return ui.dialog(
        rx.cond(PeopleState.invite_words != "", _done(), form),
        id=INVITE_DIALOG,
        title=t("Invite somebody"),
        open=rx.Var.create(PeopleState.is_inviting),
        on_close=PeopleState.close_inviting,
    )
