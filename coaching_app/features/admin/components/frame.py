"""The frame of administration: its places, and what somebody sees who is no admin."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.access.policy import Policy
from coaching_app.features.admin.schemas import Figure, Part
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.presence import Child, Text
from coaching_app.ui.text import t

_PLACES = (
    ("members", t("Members"), "/admin"),
    ("relationships", t("Relationships"), "/admin/relationships"),
    ("outbox", t("Outbox"), "/admin/outbox"),
    ("audit", t("Audit"), "/admin/audit"),
    ("consent", t("Consent"), "/admin/consent"),
    ("tenants", t("Tenants"), "/admin/tenants"),
    ("security", t("Security"), "/admin/security"),
)
TYPING_PAUSE = 200


def admin_page(
    place: str, *content: Any, subtitle: Text, is_loaded: Any, actions: Child = "", title: Text = ""
) -> rx.Component:
    """A page of administration; a skeleton until it is known who asks, and a closed door for everybody else."""
    body = rx.cond(is_loaded, ui.stack(*content, gap="l"), ui.skeleton("rows", count=6))
    return app_page(
        ui.stack(
            ui.tabs(t("Administration"), _PLACES, active=place),
            body,
            gap="l",
        ),
        active="admin",
        only=Policy.ADMIN,
        title=title or t("Administration"),
        subtitle=subtitle,
        actions=actions,
        width="wide",
    )


def some(rows: Any) -> Any:
    """Whether there is any."""
    return rows.length() > 0


def pages(part: Part, on_turn: Any) -> rx.Component:
    """What part is shown, and the ways on where there are any."""
    return rx.cond(
        part.has_previous | part.has_next,  # type: ignore[operator]  # pyright: in a component these are Vars
        ui.pagination(
            part.summary,
            on_previous=on_turn(-1),
            on_next=on_turn(1),
            has_previous=part.has_previous,
            has_next=part.has_next,
        ),
        ui.text(part.summary, tone="quiet", size="s", numeric=True, role="status"),
    )


@rx.memo
def figure(shown: rx.vars.ObjectVar[Figure]) -> rx.Component:
    """A number with its words."""
    return ui.card(
        ui.stat(shown.label, shown.value), ui.text(shown.how, tone="quiet", size="s"), tone="sunken"
    )


def figures(rows: Any) -> rx.Component:
    """Figures beside each other."""
    return ui.tiles(rx.foreach(rows, lambda row: rx.fragment(figure(shown=row), key=row.label)), size="s")


def chooser(
    name: str, label: Text, options: Sequence[tuple[str, str]], value: Any, on_change: Any
) -> rx.Component:
    """A short list to narrow a table by."""
    return ui.select_field(name, label, list(options), value=value, on_change=on_change)
