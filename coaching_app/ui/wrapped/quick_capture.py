"""Quick capture: a thought, written down from anywhere with one key."""

from typing import Any

import reflex as rx

from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


class QuickCapture(rx.Component):
    """A dialog with one field; the draft survives a closed dialog for as long as the tab."""

    library = script("quick_capture.js")
    tag = "QuickCapture"
    words: rx.Var[dict[str, str]]
    on_capture: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def quick_capture(on_capture: Any) -> rx.Component:
    """Opens on `c` and on any button with `data_capture=""`; `on_capture(text)` receives what was written."""
    words = {
        "title": t("Capture a thought"),
        "label": t("What is on your mind"),
        "placeholder": t("A task, a question, a sentence to keep…"),
        "hint": t("It waits in your inbox. Ctrl Enter saves."),
        "save": t("Save"),
        "close": t("Close"),
    }
    return QuickCapture.create(words=words, on_capture=on_capture)
