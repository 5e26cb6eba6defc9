"""Light and dark: what the app root has to load for the design system to work."""

import reflex as rx

STYLESHEETS: list[str] = [
    f"/styles/{name}.css" for name in ("tokens", "base", "controls", "content", "layout", "overlays")
]


def head_components() -> list[rx.Component]:
    """Elements for `rx.App(head_components=...)`: theme before first paint, icons, colours of the browser frame."""
    return [
        rx.el.script(src="/theme.js"),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.link(rel="icon", href="/favicon.ico", sizes="32x32"),
        rx.el.link(rel="apple-touch-icon", href="/apple-touch-icon.png"),
        rx.el.meta(name="color-scheme", content="light dark"),
        rx.el.meta(name="theme-color", content="#f3f0ea", media="(prefers-color-scheme: light)"),
        rx.el.meta(name="theme-color", content="#131411", media="(prefers-color-scheme: dark)"),
    ]
