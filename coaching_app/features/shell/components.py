"""The navigation and the commands of the product."""

from coaching_app.ui.layout.frame import NavItem
from coaching_app.ui.text import t

NAV = (
    NavItem("today", t("Today"), "/today", "home", phone=True),
    NavItem("planner", t("Planner"), "/planner", "calendar", phone=True),
    NavItem("habits", t("Habits"), "/habits", "leaf"),
    NavItem("knowledge", t("Knowledge"), "/knowledge", "book", phone=True),
    NavItem("coach", t("Coach"), "/coach", "chat", phone=True),
    NavItem("account", t("Account"), "/account", "settings"),
)
COMMANDS = [
    {"id": item.id, "title": item.label, "hint": "", "href": item.href, "keywords": "", "kind": "go"}
    for item in NAV
]
