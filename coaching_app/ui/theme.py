"""Light and dark: what the app root has to load for the design system to work."""

from pathlib import Path

import reflex as rx

STYLESHEETS: list[str] = [
    f"/styles/{name}.css"
    for name in (
        "tokens",
        "accents",
        "base",
        "controls",
        "content",
        "rhythm",
        "calendar",
        "layout",
        "overlays",
    )
]


def _theme_script() -> str:
    """The script's lines without those that only explain; it stands in every page."""
    lines = Path(__file__).with_name("theme.js").read_text().splitlines()
    return "\n".join(line.strip() for line in lines if not line.startswith("//"))


def head_components() -> list[rx.Component]:
    """Elements for `rx.App(head_components=...)`: theme before first paint, icons, colours of the browser frame."""
    return [
        rx.el.script(_theme_script()),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.link(rel="icon", href="/favicon.ico", sizes="32x32"),
        rx.el.link(rel="apple-touch-icon", href="/apple-touch-icon.png"),
        rx.el.meta(name="color-scheme", content="light dark"),
        rx.el.meta(
            name="theme-color", content="#f3f0ea", custom_attrs={"media": "(prefers-color-scheme: light)"}
        ),
        rx.el.meta(
            name="theme-color", content="#131411", custom_attrs={"media": "(prefers-color-scheme: dark)"}
        ),
    ]
