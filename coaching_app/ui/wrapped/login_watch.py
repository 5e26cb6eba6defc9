"""Takes an open page to sign-in when its login was ended somewhere else."""

import reflex as rx

from coaching_app.ui.presence import Flag
from coaching_app.ui.wrapped.library import script


class LoginWatch(rx.Component):
    """Draws nothing; while `down`, asks `question`, and goes to `sign_in` when the answer is that nobody is signed in."""

    library = script("login_watch.js")
    tag = "LoginWatch"
    down: rx.Var[bool]
    question: rx.Var[str]
    sign_in: rx.Var[str]


def login_watch(down: Flag, *, question: str, sign_in: str) -> rx.Component:
    """Place it once in the frame of every private page."""
    return LoginWatch.create(down=down, question=question, sign_in=sign_in)
