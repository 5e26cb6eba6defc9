"""Puts our small React files where the build can import them, all in one folder so that they can share parts."""

from functools import cache

import reflex as rx
from reflex_base.environment import environment

SHARED_PARTS = ("announce.js", "fuzzy.js", "keyboard.js", "page_token.js", "sse.js")


@cache
def _offer(name: str) -> str:
    return rx.asset(name, shared=True).importable_path


def script(name: str) -> str:
    """The import path of the React file `name` beside this module."""
    if environment.REFLEX_SKIP_COMPILE.get():
        # Serving a finished build imports nothing; Reflex would walk the whole stack for every file.
        return f"$/public/external/{__name__.replace('.', '/')}/{name}"
    for part in SHARED_PARTS:
        _offer(part)
    return _offer(name)
