"""Sends files or a whole folder to a REST route, with progress and cancel."""

from typing import Any

import reflex as rx

from coaching_app.ui.presence import Flag, Text, attributes
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


class UploadDrop(rx.Component):
    """Posts multipart: every file under `field`, its filename being the path inside the folder."""

    library = script("upload_drop.js")
    tag = "UploadDrop"
    url: rx.Var[str]
    field: rx.Var[str]
    accept: rx.Var[str]
    folder: rx.Var[bool]
    fields: rx.Var[dict[str, str]]
    words: rx.Var[dict[str, str]]
    disabled: rx.Var[bool]
    on_start: rx.EventHandler[rx.event.no_args_event_spec]
    on_done: rx.EventHandler[rx.event.passthrough_event_spec(dict)]
    on_error: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def _words(title: Text, hint: Text) -> dict[str, Any]:
    return {
        "title": title,
        "hint": hint,
        "choose_file": t("Choose a file"),
        "choose_folder": t("Choose a folder"),
        "preparing": t("Getting ready…"),
        "sending": t("Sending"),
        "checking": t("Arrived, being checked"),
        "counts": t("{now} of {all} MB, files: {files}", now="{now}", all="{all}", files="{files}"),
        "sent": t("Sent."),
        "cancelled": t("Cancelled. Nothing was kept."),
        "cancel": t("Cancel"),
        "failed": t("It could not be sent. Check the connection and try again."),
        "unreadable": t("The browser could not read what was dropped."),
    }


def upload_drop(
    url: Text,
    *,
    title: Text,
    hint: Text = "",
    accept: str = "",
    folder: bool = True,
    field: str = "files",
    fields: Any = None,
    disabled: Flag = False,
    on_start: Any = None,
    on_done: Any = None,
    on_error: Any = None,
    **props: Any,
) -> rx.Component:
    """A drop zone that posts to `url`; `on_done(json)` gets the answer, `on_error(message)` a plain sentence."""
    return UploadDrop.create(
        url=url,
        field=field,
        accept=accept,
        folder=folder,
        words=_words(title, hint),
        disabled=disabled,
        **attributes(fields=fields, on_start=on_start, on_done=on_done, on_error=on_error),
        **props,
    )
