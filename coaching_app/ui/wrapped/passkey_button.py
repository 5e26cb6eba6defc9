"""A button that makes a passkey, or uses one."""

from typing import Any, Literal

import reflex as rx

from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


class PasskeyButton(rx.Component):
    """Asks the device; on its answer goes where the server says, or fires `on_done`."""

    library = script("passkey_button.js")
    tag = "PasskeyButton"
    label: rx.Var[str]
    mode: rx.Var[str]
    options_url: rx.Var[str]
    url: rx.Var[str]
    name_label: rx.Var[str]
    suggested_name: rx.Var[str]
    cancelled_text: rx.Var[str]
    failed_text: rx.Var[str]
    known_text: rx.Var[str]
    missing_text: rx.Var[str]
    variant: rx.Var[str]
    wide: rx.Var[bool]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]


def passkey_button(
    label: str | rx.Var[str],
    *,
    options_url: str,
    url: str,
    mode: Literal["create", "get"] = "get",
    **props: Any,
) -> rx.Component:
    """Draw it; where a browser knows no passkeys, nothing stands there but `missing_text`."""
    return PasskeyButton.create(
        label=label,
        mode=mode,
        options_url=options_url,
        url=url,
        cancelled_text=t("That was cancelled, or took too long. Please try again."),
        failed_text=t("That did not work on this device. Please try again, or use another way."),
        known_text=t("This device has a passkey for you already."),
        **props,
    )
