"""The frame that every page stands in, and notices for every handler."""

from collections.abc import Callable
from typing import Any, Literal

import reflex as rx

from coaching_app.access.policy import Policy
from coaching_app.features.shell.components import COMMANDS, NAV, closed_door, open_to, other_tenants
from coaching_app.features.shell.state import ShellState, notice_event
from coaching_app.ui.layout.frame import Frame
from coaching_app.ui.layout.shell import shell

# What higher features add to the person's menu; the composition root says which.
_menu: list[Callable[[], rx.Component]] = []


def use_person_menu(build: Callable[[], rx.Component]) -> None:
    """Add an entry to the person's menu on every page."""
    _menu.append(build)


_overlays: list[Callable[[], rx.Component]] = []


def use_overlay(build: Callable[[], rx.Component]) -> None:
    """Put a dialog on every page."""
    _overlays.append(build)


SIGN_OUT = "/api/v1/auth/browser/sign-out"
WHO_AM_I = "/api/v1/account"


def _frame() -> Frame:
    return Frame(
        nav=NAV,
        brand=rx.cond(ShellState.person.tenant != "", ShellState.person.tenant, "Coaching"),
        name=ShellState.person.name,
        initials=ShellState.person.initials,
        role=ShellState.person.role,
        accent=ShellState.person.accent,
        logo=ShellState.person.logo,
        overlays=tuple(build() for build in _overlays),
        person_menu=(other_tenants(), *(build() for build in _menu)),
        signed_in=ShellState.is_known,
        commands=COMMANDS,
        notices=ShellState.notices,
        home_href="/today",
        settings_href="/account",
        sign_out_action=SIGN_OUT,
        login_question=WHO_AM_I,
        on_ask=ShellState.ask,
        on_capture=ShellState.capture,
        on_undo=ShellState.undo,
        on_dismiss=ShellState.dismiss,
    )


def app_page(
    *content: Any,
    active: str,
    title: Any,
    subtitle: Any = "",
    actions: Any = "",
    head: bool = True,
    width: Literal["", "wide", "reading"] = "",
    only: Policy = Policy.SIGNED_IN,
) -> rx.Component:
    """A page of the product for a signed-in person; a skeleton stands there until they are known.

    `only` is the page's own policy: whoever it leaves out is told so, where the content would be.
    """
    frame = _frame()
    if only is not Policy.SIGNED_IN:
        is_out = ShellState.is_known & ~open_to(only)
        content = (rx.cond(is_out, closed_door(only), rx.fragment(*content)),)
        actions = rx.cond(is_out, rx.fragment(), rx.fragment(actions)) if actions else ""
    return shell(
        *content,
        frame=frame,
        active=active,
        title=title,
        subtitle=subtitle,
        actions=actions,
        head=head,
        width=width,
    )


def notify(
    text: str, *, kind: Literal["info", "good", "problem"] = "info", undo: Any = None, undo_label: str = ""
) -> Any:
    """The event that shows a notice; `undo` is the event that takes back what was done."""
    return notice_event(text, kind, undo=undo, undo_label=undo_label)


load_shell = ShellState.load
