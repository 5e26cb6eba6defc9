"""The navigation and the commands of the product."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.access.policy import Policy
from coaching_app.features.shell.schemas import OtherTenant
from coaching_app.features.shell.state import ShellState
from coaching_app.ui.layout.frame import NavItem
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.menu import menu_item, menu_line
from coaching_app.ui.wrapped.native_form import native_form

_LEARN, _TOGETHER, _YOURS = t("Learn"), t("Together"), t("Yours")
_ARE_FOR = {
    Policy.COACHES: t("This is for mentors and pastors"),
    Policy.LEADERS: t("This is for pastors and admins"),
    Policy.STAFF: t("This is for mentors, pastors and admins"),
    Policy.ADMIN: t("This is for admins"),
}


def open_to(only: Policy) -> Any:
    """Whether the person's role may come in, once it is known."""
    return rx.Var.create(sorted(role.value for role in only.roles)).contains(ShellState.person.role)


def closed_door(only: Policy) -> rx.Component:
    """What stands on a page for whoever it is not for."""
    return ui.denied_state(
        _ARE_FOR[only],
        t("Ask an admin of your tenant if you need something here."),
        ui.button(t("Go to today"), href="/today", variant="quiet"),
    )


NAV = (
    NavItem("today", t("Today"), "/today", "home", phone=True),
    NavItem("planner", t("Planner"), "/planner", "check", phone=True),
    NavItem("calendar", t("Calendar"), "/calendar", "calendar"),
    NavItem("habits", t("Habits"), "/habits", "leaf"),
    NavItem("checkins", t("Check-ins"), "/checkins", "mark"),
    NavItem("resources", t("Resources"), "/resources", "inbox"),
    NavItem("knowledge", t("Knowledge"), "/knowledge", "book", phone=True, group=_LEARN),
    NavItem("coach", t("Coach"), "/coach", "chat", phone=True, group=_LEARN),
    NavItem("people", t("People"), "/people", "people", group=_TOGETHER),
    NavItem(
        "coaching",
        t("Who needs me"),
        "/coaching",
        "target",
        show=open_to(Policy.COACHES),
        group=_TOGETHER,
    ),
    NavItem(
        "templates",
        t("Templates"),
        "/templates",
        "list",
        show=open_to(Policy.COACHES),
        group=_TOGETHER,
    ),
    NavItem("pathways", t("Pathways"), "/pathways", "flag", group=_TOGETHER),
    NavItem(
        "mentoring-tree",
        t("Who mentors whom"),
        "/mentoring-tree",
        "spark",
        show=open_to(Policy.LEADERS),
        group=_TOGETHER,
    ),
    NavItem("sharing", t("Sharing"), "/sharing", "eye", group=_YOURS),
    NavItem(
        "reminders",
        t("Reminders"),
        "/reminders",
        "clock",
        count=rx.Var.create(ShellState.waiting),
        group=_YOURS,
    ),
    NavItem("rest", t("Rest"), "/rest", "moon", group=_YOURS),
    NavItem("admin", t("Administration"), "/admin", "shield", show=open_to(Policy.ADMIN), group=_YOURS),
    NavItem("account", t("Account"), "/account", "settings", group=_YOURS),
)
COMMANDS = [
    {"id": item.id, "title": item.label, "hint": "", "href": item.href, "keywords": "", "kind": "go"}
    for item in NAV
    # What not everybody has is found in the navigation.
    if item.show is True
]


@rx.memo
def other_tenant(tenant: rx.vars.ObjectVar[OtherTenant]) -> rx.Component:
    """Goes on in another tenant of the person's; the browser posts, because its login changes."""
    return native_form(
        menu_item(t("Go to {name}", name=tenant.name), icon="arrow-right", submit=True),
        action=f"/api/v1/me/tenants/switch?tenant_id={tenant.id}",
        method="post",
    )


def other_tenants() -> rx.Component:
    """The person's other tenants, in their menu."""
    return rx.cond(
        ShellState.person.has_other_tenants,
        rx.fragment(
            rx.foreach(
                ShellState.person.other_tenants,
                lambda tenant: rx.fragment(other_tenant(tenant=tenant), key=tenant.id),
            ),
            menu_line(),
        ),
    )
