"""Puts the stylesheet into each built page, so that a first paint waits for nothing but the page itself."""

import re
from pathlib import Path

LINK = re.compile(r"<link\b[^>]*>")
ATTRIBUTE = re.compile(r'\b(rel|href|as)="([^"]*)"')
# An address relative to the stylesheet would mean another place inside a page.
RELATIVE_ADDRESS = re.compile(r"url\(\s*(?![\"']?(?:/|data:|#))|@import|</style", re.IGNORECASE)


class NotMovable(Exception):
    """The stylesheet says something that only a file of its own may say."""


def with_style(html: str, sheets: dict[str, str]) -> str:
    """The page with the known stylesheets inside; their links stay, switched off.

    The links stay because the browser code expects the elements it was built with: a missing one makes it draw
    the whole document anew.
    """

    def moved(match: re.Match[str]) -> str:
        link = match[0]
        known = dict(ATTRIBUTE.findall(link))
        sheet = sheets.get(known.get("href", ""))
        if sheet is None:
            return link
        if known.get("rel") == "stylesheet":
            return f"<style>{sheet}</style>{_added(link, 'disabled')}"
        return _added(link, 'media="not all"') if known.get("rel") == "preload" else link

    return LINK.sub(moved, html)


def _added(link: str, attribute: str) -> str:
    return f"{link.removesuffix('>').removesuffix('/')} {attribute}/>"


def read_sheets(folder: Path) -> dict[str, str]:
    """The built stylesheets by their address; raises NotMovable."""
    sheets: dict[str, str] = {}
    for path in (folder / "assets").glob("*.css"):
        text = path.read_text().strip()
        if found := RELATIVE_ADDRESS.search(text):
            raise NotMovable(f"{path.name} holds {found[0]!r} and cannot stand inside a page.")
        sheets[f"/assets/{path.name}"] = text
    return sheets


def put_styles_inside(folder: Path) -> None:
    """Rewrite every page of a build; runs before the compressed copies are made."""
    sheets = read_sheets(folder)
    for page in folder.rglob("*.html"):
        page.write_text(with_style(page.read_text(), sheets))
