"""Draws one of our own line icons: 24-unit grid, round caps, the colour of the text around it."""

from typing import Any, Literal

import reflex as rx

from coaching_app.ui.presence import Text, attributes

PATHS: dict[str, str] = {
    "home": "M3 11 12 4l9 7v8a1 1 0 0 1-1 1h-5v-6H9v6H4a1 1 0 0 1-1-1z",
    "calendar": "M6 5h12a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM4 10h16M9 3v4M15 3v4",
    "check": "M5 12.5l4.5 4.5L19 7",
    "book": "M5 4h10a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h10",
    "list": "M5 6h14M9 12h10M5 18h14",
    "chat": "M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5z",
    "people": "M9 11.4a3.4 3.4 0 1 0 0-6.8 3.4 3.4 0 0 0 0 6.8zM3 20c.6-3.6 3-5.4 6-5.4s5.4 1.8 6 5.4M16 5a3.4 3.4 0 0 1 0 6.6M18 15c1.7.7 2.7 2.3 3 5",
    "settings": "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8v4.4M9 14.8v4.4",
    "search": "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4",
    "plus": "M12 5v14M5 12h14",
    "close": "M6 6l12 12M18 6L6 18",
    "chevron-right": "M9 5l7 7-7 7",
    "chevron-left": "M15 5l-7 7 7 7",
    "chevron-down": "M5 9l7 7 7-7",
    "chevron-up": "M5 15l7-7 7 7",
    "arrow-right": "M4 12h16M14 6l6 6-6 6",
    "more": "M4.1 12a.9.9 0 1 0 1.8 0 .9.9 0 1 0-1.8 0zM11.1 12a.9.9 0 1 0 1.8 0 .9.9 0 1 0-1.8 0zM18.1 12a.9.9 0 1 0 1.8 0 .9.9 0 1 0-1.8 0z",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "upload": "M12 16V4M7 9l5-5 5 5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3",
    "download": "M12 4v12M7 11l5 5 5-5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3",
    "file": "M7 3h7l5 5v12a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM14 3v5h5",
    "folder": "M3 7a2 2 0 0 1 2-2h4l2 2.5h8a2 2 0 0 1 2 2V17a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z",
    "link": "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7L12 17",
    "tag": "M4 4h7l9 9-7 7-9-9zM8 8h.01",
    "edit": "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
    "trash": "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
    "undo": "M8 5L4 9l4 4M4 9h10a5 5 0 0 1 0 10h-3",
    "refresh": "M20 11a8 8 0 0 0-14.5-4L4 9M4 4v5h5M4 13a8 8 0 0 0 14.5 4L20 15M20 20v-5h-5",
    "clock": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
    "alert": "M12 4l9.5 16h-19zM12 10v4M12 17h.01",
    "info": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 8h.01",
    "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "eye": "M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5s-7-2-9.5-6.5zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
    "offline": "M3 3l18 18M8.5 16.5a5 5 0 0 1 7 0M5 13a10 10 0 0 1 5-2.7M19 13a10 10 0 0 0-3-2M2 9a15 15 0 0 1 4.5-2.8M22 9a15 15 0 0 0-11-4M12 20h.01",
    "sun": "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
    "moon": "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
    "sign-out": "M14 4H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h8M10 12h10M16.5 8.5L20 12l-3.5 3.5",
    "send": "M4 12l16-8-6 16-3-7z",
    "stop": "M7 7h10v10H7z",
    "leaf": "M5 19c0-9 5-14 15-14 0 10-5 15-13 14M5 21c1-5 4-8 8-10",
    "target": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 12h.01",
    "spark": "M12 3l1.8 6.2L20 11l-6.2 1.8L12 19l-1.8-6.2L4 11l6.2-1.8zM19 17v4M17 19h4",
    "shield": "M12 3l8 3v6c0 4.5-3.2 7.7-8 9-4.8-1.3-8-4.5-8-9V6zM8.5 12l2.5 2.5 4.5-5",
    "key": "M8 19a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM11 12l8-8M16 7l3 3",
    "mail": "M4 6h16v12H4zM4 7l8 6 8-6",
    "flag": "M5 21V4h13l-3 4.5 3 4.5H5",
    "inbox": "M4 13l3-8h10l3 8v6H4zM4 13h5l1 2.5h4l1-2.5h5",
    "filter": "M4 6h16M7 12h10M10 18h4",
    "grip": "M8.2 6a.8.8 0 1 0 1.6 0 .8.8 0 1 0-1.6 0zM8.2 12a.8.8 0 1 0 1.6 0 .8.8 0 1 0-1.6 0zM8.2 18a.8.8 0 1 0 1.6 0 .8.8 0 1 0-1.6 0zM14.2 6a.8.8 0 1 0 1.6 0 .8.8 0 1 0-1.6 0zM14.2 12a.8.8 0 1 0 1.6 0 .8.8 0 1 0-1.6 0zM14.2 18a.8.8 0 1 0 1.6 0 .8.8 0 1 0-1.6 0z",
    "mark": "M4 16c3.5 0 4.5-8 8-8s4.5 8 8 8",
}

DIRECTIONAL = {"chevron-right", "chevron-left", "arrow-right", "sign-out", "send", "undo", "list"}


def icon(
    name: Text, *, size: Literal["s", "m", "l", "xl"] = "m", label: str = "", choices: tuple[str, ...] = ()
) -> rx.Component:
    """Draw icon `name`; decorative unless `label` is given. A Var name needs `choices`, the names it can take."""
    if isinstance(name, rx.Var):
        drawn = [(choice, icon(choice, size=size, label=label)) for choice in choices]
        return rx.fragment(rx.match(name, *drawn, drawn[0][1]))
    described: dict[str, Any] = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return rx.el.svg(
        rx.el.path(d=PATHS[name]),
        view_box="0 0 24 24",
        class_name="icon",
        **attributes(data_size=size if size != "m" else None, data_flip="" if name in DIRECTIONAL else None),
        **described,
    )
