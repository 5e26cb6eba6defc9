"""The navigation and the commands of the product."""

from coaching_app.features.shell.state import ShellState
from coaching_app.ui.layout.frame import NavItem
from coaching_app.ui.text import t

NAV = (
    NavItem("today", t("Today"), "/today", "home", phone=True),
    NavItem("planner", t("Planner"), "/planner", "calendar", phone=True),
    NavItem("habits", t("Habits"), "/habits", "leaf"),
    NavItem("knowledge", t("Knowledge"), "/knowledge", "book", phone=True),
    NavItem("coach", t("Coach"), "/coach", "chat", phone=True),
    NavItem("sharing", t("Sharing"), "/sharing", "eye"),
    NavItem("rest", t("Rest"), "/rest", "leaf"),
    NavItem("admin", t("Administration"), "/admin", "shield", show=ShellState.person.role == "admin"),
    NavItem("account", t("Account"), "/account", "settings"),
)
COMMANDS = [
    {"id": item.id, "title": item.label, "hint": "", "href": item.href, "keywords": "", "kind": "go"}
    for item in NAV
    # What not everybody has is found in the navigation.
    if item.show is True
]
