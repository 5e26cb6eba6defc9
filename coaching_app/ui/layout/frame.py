"""What the frame of a page needs to know about the person and the product, as plain data."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from coaching_app.ui.presence import Flag, Text


@dataclass(frozen=True)
class NavItem:
    """One place in the navigation. `show` may be a Var (a role); `phone` puts it in the bottom bar (at most four)."""

    id: str
    label: str
    href: str
    icon: str
    count: Any = None
    group: str = ""
    phone: bool = False
    show: Flag = True


@dataclass(frozen=True)
class Frame:
    """Everything around the content: who, where to, what can be done from anywhere. Values may be state Vars."""

    nav: Sequence[NavItem]
    brand: Text = "Coaching"
    name: Text = ""
    initials: Text = ""
    role: Text = ""
    # The tenant's colour, by name, and the address of its mark; empty for the product's own.
    accent: Text = ""
    logo: Text = ""
    signed_in: Flag = True
    commands: Any = field(default_factory=list)
    notices: Any = field(default_factory=list)
    home_href: str = "/"
    settings_href: str = "/settings"
    sign_out_action: str = "/api/auth/logout"
    sign_in_href: str = "/sign-in"
    # A REST address that answers 401 when nobody is signed in; asked while the page's line is down.
    login_question: str = ""
    on_ask: Any = None
    on_capture: Any = None
    on_run: Any = None
    on_undo: Any = None
    on_dismiss: Any = None
    person_menu: Sequence[rx.Component] = ()
    # Dialogs that any page may need.
    overlays: Sequence[rx.Component] = ()
