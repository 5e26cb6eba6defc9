"""Shows a reply as it is written, read from a server-sent event stream outside of State."""

from typing import Any

import reflex as rx

from coaching_app.ui.presence import Text, attributes
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.library import script


def _event_spec(
    kind: rx.Var[str], data: rx.Var[dict[str, Any]]
) -> tuple[rx.Var[str], rx.Var[dict[str, Any]]]:
    return (kind, data)


class StreamText(rx.Component):
    """Reads frames `event: delta|done|error|…`, `id: n`, `data: {json}`; see `stream_text`."""

    library = script("stream_text.js")
    tag = "StreamText"
    url: rx.Var[str]
    follow: rx.Var[bool]
    reconnecting: rx.Var[str]
    lost: rx.Var[str]
    ready: rx.Var[str]
    on_done: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_error: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_event: rx.EventHandler[_event_spec]


def stream_text(
    url: Text,
    *,
    on_done: Any = None,
    on_error: Any = None,
    on_event: Any = None,
    follow: bool = True,
    **props: Any,
) -> rx.Component:
    """Append `{"t": …}` of each `delta` until `done` ({"id"}) or `error` ({"message"}); an empty `url` is at rest.

    Resumes with Last-Event-ID after a dropped line; other events go to `on_event(kind, data)`. A change of `url`
    or unmounting aborts. Screen readers hear the whole reply once, at its end.
    """
    return StreamText.create(
        url=url,
        follow=follow,
        reconnecting=t("Reconnecting…"),
        lost=t("The line to the server was lost. Your question is saved; try again."),
        ready=t("The coach answered:"),
        **attributes(on_done=on_done, on_error=on_error, on_event=on_event),
        **props,
    )
