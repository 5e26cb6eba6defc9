"""The page of every component in every state, served in development only."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.design.components import actions, forms, showing, talking

NAV = (
    ui.NavItem("today", "Today", "/design", "home", phone=True),
    ui.NavItem("planner", "Planner", "/design", "calendar", phone=True),
    ui.NavItem("knowledge", "Knowledge", "/design", "book", count="1,204", phone=True),
    ui.NavItem("coach", "Coach", "/design", "chat", phone=True),
    ui.NavItem("people", "My people", "/design", "people", count="2", group="With people"),
)
COMMANDS = [
    {
        "id": "today",
        "title": "Today",
        "hint": "",
        "href": "/design",
        "keywords": "home dashboard",
        "kind": "go",
    },
    {
        "id": "planner",
        "title": "Planner",
        "hint": "",
        "href": "/design",
        "keywords": "tasks goals",
        "kind": "go",
    },
    {
        "id": "task",
        "title": "Add a task",
        "hint": "dialog",
        "opens": "demo-dialog",
        "keywords": "new",
        "kind": "add",
    },
    {
        "id": "n1",
        "title": "Daily/2026-05-04",
        "hint": "note",
        "href": "/design",
        "keywords": "",
        "kind": "note",
    },
]
NOTICES = [
    {
        "id": "1",
        "kind": "error",
        "text": "The upload stopped after 12 MB. Nothing was kept.",
        "undo_label": "",
    },
    {"id": "2", "kind": "done", "text": "Task deleted.", "undo_label": "Undo"},
]


def frame() -> ui.Frame:
    """A person and a navigation made up for this page."""
    return ui.Frame(
        nav=NAV,
        brand="Grace House",
        name="Mira Kovač",
        initials="MK",
        role="Mentee",
        commands=COMMANDS,
        notices=NOTICES,
        on_ask=rx.noop(),
        on_capture=rx.noop(),
    )


def design() -> rx.Component:
    """All sections, one under the other."""
    return ui.shell(
        ui.stack(
            actions.words(),
            actions.buttons(),
            actions.icons(),
            forms.fields(),
            forms.passwords(),
            forms.choices(),
            forms.files(),
            ui.split(ui.stack(showing.tasks(), gap="l"), showing.figures()),
            showing.rows(),
            showing.tables(),
            ui.split(talking.conversation(), talking.sources(), ratio="aside"),
            talking.overlays(),
            talking.note(),
            showing.states(),
            gap="l",
        ),
        frame=frame(),
        active="today",
        title="Every component, every state",
        subtitle="Light and dark, wide and narrow: look here before and after a change",
        actions=ui.button("One main action"),
    )


PAGES = (Page("/design", design, "Every component", Policy.PUBLIC),)
