"""Draws the table of members and what an admin does with one of them."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.admin.components.frame import TYPING_PAUSE, chooser, pages, some
from coaching_app.features.admin.schemas import InvitationRow, MemberRow
from coaching_app.features.admin.state.members import MembersState
from coaching_app.ui.text import t

ROLES = (("admin", t("Admin")), ("pastor", t("Pastor")), ("mentor", t("Mentor")), ("mentee", t("Mentee")))
_COLUMNS = (
    ui.Column(t("Name"), key="name"),
    # A phone shows the first three; the rest is reached by scrolling sideways.
    ui.Column(t("Role"), key="role"),
    ui.Column(t("E-mail"), key="email"),
    ui.Column(t("Walks with")),
    ui.Column(t("Joined"), key="joined"),
    ui.Column(t("Last here"), key="seen"),
    ui.Column(t("State")),
    ui.Column(t("Actions"), align="end"),
)


@rx.memo
def member_row(row: rx.vars.ObjectVar[MemberRow]) -> rx.Component:
    """A member."""
    return ui.table_row(
        ui.strong(row.name),
        row.role_label,
        ui.text(row.email, inline=True, tone="soft"),
        ui.text(row.walks, inline=True, tone="soft"),
        ui.text(row.since, inline=True, tone="soft", numeric=True),
        ui.text(row.seen, inline=True, tone="soft", numeric=True),
        ui.pill(row.status_label, tone=row.tone),
        ui.button(
            rx.fragment(t("Manage"), ui.hidden_text(row.name)),
            variant="quiet",
            size="s",
            on_click=MembersState.choose(row.id),
        ),
    )


def _filters() -> rx.Component:
    search = ui.search_field(
        t("Search members"),
        placeholder=t("Name or e-mail"),
        default_value=MembersState.q,
        on_change=MembersState.search.debounce(TYPING_PAUSE),
        auto_complete="off",
    )
    roles = chooser(
        "role_filter", t("Role"), (("", t("Any")), *ROLES), MembersState.role, MembersState.narrow
    )
    states = chooser(
        "status_filter",
        t("State"),
        (("", t("Any")), ("active", t("Active")), ("deactivated", t("Deactivated")), ("ended", t("Left"))),
        MembersState.status,
        MembersState.narrow_status,
    )
    # The search has a line of its own: on a phone nothing would be left of it beside the others.
    return ui.stack(search, ui.row(roles, states, gap="s"), gap="s")


def members() -> rx.Component:
    """The table with its search and pages."""
    rows = rx.foreach(MembersState.rows, lambda row: rx.fragment(member_row(row=row), key=row.id))
    table = ui.table(
        _COLUMNS,
        rows,
        caption=t("Members"),
        sort_by=MembersState.sort,
        descending=MembersState.descending,
        on_sort=MembersState.order,
    )
    nothing = ui.empty_state(t("Nobody fits"), t("Try another word, or fewer filters."), icon="people")
    return ui.card(
        ui.stack(
            _filters(),
            rx.cond(some(MembersState.rows), table, nothing),
            pages(MembersState.part, MembersState.turn),
        )
    )


@rx.memo
def invitation_row(row: rx.vars.ObjectVar[InvitationRow]) -> rx.Component:
    """An invitation that waits."""
    actions = ui.row(
        ui.button(
            rx.cond(row.by_link, t("New link"), t("Send again")),
            variant="quiet",
            size="s",
            on_click=MembersState.send_again(row.id),
        ),
        ui.button(t("Take back"), variant="quiet", size="s", on_click=MembersState.take_back(row.id)),
        gap="xs",
        justify="end",
    )
    return ui.table_row(
        ui.strong(row.who),
        row.role_label,
        row.inviter,
        ui.text(row.until, inline=True, tone="soft", numeric=True),
        ui.pill(row.status_label, tone=row.tone),
        actions,
    )


def invitations() -> rx.Component:
    """The invitations nobody has accepted yet."""
    columns = (
        ui.Column(t("For")),
        ui.Column(t("Role")),
        ui.Column(t("Invited by")),
        ui.Column(t("Until")),
        ui.Column(t("State")),
        ui.Column(t("Actions"), align="end"),
    )
    rows = rx.foreach(MembersState.invitations, lambda row: rx.fragment(invitation_row(row=row), key=row.id))
    return rx.cond(
        some(MembersState.invitations),
        ui.card(ui.table(columns, rows, caption=t("Invitations")), title=t("Invitations that wait")),
    )


def _role_form() -> rx.Component:
    return rx.el.form(
        ui.stack(
            ui.select_field(
                "role",
                t("Role"),
                ROLES,
                id="member-role",
                default_value=MembersState.chosen.role,
                key=MembersState.chosen.id,
                error=MembersState.problem,
                hint=t("Acts at once, in open pages too. Relationships the new role does not allow end."),
            ),
            ui.row(ui.button(t("Save role"), type="submit"), justify="end"),
        ),
        on_submit=MembersState.save_role,
    )


def _holdings() -> rx.Component:
    """How much they have of everything, and none of it."""
    return ui.tiles(
        rx.foreach(
            MembersState.holdings,
            lambda held: rx.fragment(ui.stat(held.label, held.value), key=held.label),
        ),
        size="s",
        gap="s",
    )


def member_dialog() -> rx.Component:
    """What can be done with the chosen member."""
    chosen = MembersState.chosen
    suspend = rx.cond(
        chosen.status == "deactivated",
        ui.button(t("Let in again"), variant="quiet", on_click=MembersState.give_back(chosen.id)),
        ui.button(t("Deactivate"), variant="danger", on_click=MembersState.suspend(chosen.id)),
    )
    access = ui.stack(
        ui.title(t("Access"), level=3, size="minor"),
        ui.row(
            ui.button(t("End all sign-ins"), variant="quiet", on_click=MembersState.end_sign_ins(chosen.id)),
            ui.button(t("Reset second step"), variant="quiet", on_click=MembersState.reset_second(chosen.id)),
            suspend,
            gap="s",
        ),
        ui.text(
            t("What they wrote stays theirs: an admin sees counts and access, never content."),
            tone="quiet",
            size="s",
        ),
    )
    return ui.dialog(
        ui.stack(
            ui.text(chosen.email, tone="soft"),
            _holdings(),
            rx.cond(chosen.status == "active", _role_form()),
            rx.cond(chosen.status != "ended", access),
            gap="l",
        ),
        id="member",
        title=chosen.name,
        open=rx.Var.create(MembersState.is_open),
        on_close=MembersState.close,
    )


def _invite_form() -> rx.Component:
    return rx.el.form(
        ui.stack(
            ui.input_field(
                "email",
                t("E-mail"),
                type="email",
                id="invite-email",
                optional=True,
                hint=t("Left empty, you get a link to hand over yourself."),
                error=MembersState.problem,
            ),
            ui.select_field("role", t("Role"), ROLES, id="invite-role", default_value="mentee"),
            ui.row(ui.button(t("Invite"), type="submit"), justify="end"),
        ),
        on_submit=MembersState.invite,
    )


def _made_as_link() -> rx.Component:
    return ui.stack(
        ui.callout(
            t("This link is shown once. Whoever opens it may join with that role, until it runs out."),
            title=t("The invitation is made"),
            tone="green",
        ),
        ui.input_field(
            "link", t("Link"), id="invite-link", value=MembersState.link, read_only=True, auto_focus=True
        ),
    )


def _made_as_letter() -> rx.Component:
    return ui.stack(
        ui.callout(MembersState.told, title=t("The invitation is made"), tone="green"),
        ui.row(
            ui.button(t("Outbox"), href="/admin/outbox", variant="quiet", icon="mail"),
            ui.button(t("Invite another"), variant="quiet", on_click=MembersState.begin_inviting),
            ui.button(t("Done"), closes=True),
            gap="s",
            justify="end",
        ),
    )


def invite_dialog() -> rx.Component:
    """Invites by address, or makes a link to hand over."""
    as_link = rx.cond(MembersState.link != "", _made_as_link(), _invite_form())
    return ui.dialog(
        rx.cond(MembersState.told != "", _made_as_letter(), as_link),
        id="invite",
        title=t("Invite somebody"),
        open=rx.Var.create(MembersState.is_inviting),
        on_close=MembersState.close,
        size="s",
    )
