"""Puts our small React files where the build can import them, all in one folder so that they can share parts."""

import reflex as rx

SHARED_PARTS = ("announce.js", "fuzzy.js", "keyboard.js", "sse.js")


def script(name: str) -> str:
    """The import path of the React file `name` beside this module."""
    for part in SHARED_PARTS:
        rx.asset(part, shared=True)
    return rx.asset(name, shared=True).importable_path
