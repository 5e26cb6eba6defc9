"""A form for pages without state: posts JSON to REST and shows a refusal beside what was typed."""

from typing import Any

import reflex as rx

from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


class RestForm(rx.Component):
    """`<form>` that posts its fields as JSON to `action`, whose answer says in `next` where to go.

    With `on_done` it stays where it is, sends the page's token along as `page`, and calls.
    """

    library = script("rest_form.js")
    tag = "RestForm"
    action: rx.Var[str]
    context_url: rx.Var[str]
    carries_next: rx.Var[bool]
    carries_invitation: rx.Var[bool]
    carries_token: rx.Var[bool]
    offline_text: rx.Var[str]
    auto_complete: rx.Var[str]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]


def rest_form(*children: rx.Component, action: str, **props: Any) -> rx.Component:
    """Draw the form; `carries_next` sends along the page the person wanted to see.

    `carries_token` sends what follows the `#` of a mailed link, which no server log has seen;
    `carries_invitation` the code that an opened invitation left in this tab.
    """
    return RestForm.create(
        *children,
        action=action,
        offline_text=t("The server did not answer. What you typed is still here; please try again."),
        **props,
    )
