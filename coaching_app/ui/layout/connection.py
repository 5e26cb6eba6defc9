"""Says when the line to the server is down, and finds out whether it is down because the login has ended."""

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors, has_too_many_connection_errors

from coaching_app.ui.layout.frame import Frame
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.login_watch import login_watch


def connection_strip() -> rx.Component:
    """A quiet strip at the top while the page cannot reach the server; it leaves by itself."""
    words = t("You are offline. You can go on reading; changes wait until the line is back.")
    return rx.el.div(
        rx.cond(has_too_many_connection_errors, rx.el.div(words, class_name="offline")), role="status"
    )


def watched_login(frame: Frame) -> rx.Component:
    """Takes the page to sign-in when its line stays down because its login was ended somewhere else."""
    if not frame.login_question:
        return rx.fragment()
    return login_watch(has_connection_errors, question=frame.login_question, sign_in=frame.sign_in_href)
