"""Reads the text and the links of a canvas file, whatever state its JSON is in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.vault.note import parse_note
from coaching_app.domain.vault.paths import stem
from coaching_app.domain.vault.refs import LinkKind, LinkRef

MAX_CANVAS = 5 * 1024 * 1024
_MAX_NODES = 20_000
_Object = dict[str, object]


@dataclass(frozen=True, slots=True)
class ParsedCanvas:
    """What a canvas says: the text of its cards and labels, and where they lead."""

    title: str
    text: str
    tags: tuple[str, ...]
    links: tuple[LinkRef, ...]
    urls: tuple[str, ...]
    cards: int
    problems: tuple[str, ...]


def parse_canvas(text: str, path: str) -> ParsedCanvas:
    """Read a canvas; never raises, what cannot be read is listed in `problems`."""
    nodes, edges, problem = _load(text)
    texts: list[str] = []
    links: list[LinkRef] = []
    urls: list[str] = []
    tags: dict[str, str] = {}
    for node in nodes:
        texts += _texts(node, ("text", "label"))
        links += _file_link(node)
        urls += _texts(node, ("url",))
        for card in _texts(node, ("text",)):
            note = parse_note(card, path)
            # Positions inside a card are none of the file.
            links += (ref._replace(line=0, column=0, start=0, end=0) for ref in note.links)
            urls += (ref.target for ref in note.urls)
            tags |= {tag.casefold(): tag for tag in note.tags if tag.casefold() not in tags}
    for edge in edges:
        texts += _texts(edge, ("label",))
    return ParsedCanvas(
        title=stem(path),
        text="\n\n".join(texts),
        tags=tuple(tags.values()),
        links=tuple(dict.fromkeys(links)),
        urls=tuple(dict.fromkeys(urls)),
        cards=len(nodes),
        problems=(problem,) if problem else (),
    )


def _load(text: str) -> tuple[list[_Object], list[_Object], str | None]:
    if not text.strip():
        return [], [], None
    if len(text) > MAX_CANVAS:
        return [], [], _("The canvas is too large to be read; it is kept as it is.")
    unreadable = _("The canvas is not valid; it is kept as it is.")
    try:
        loaded: object = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return [], [], unreadable
    if not isinstance(loaded, dict):
        return [], [], unreadable
    whole = cast("_Object", loaded)
    nodes, edges = list(_objects(whole.get("nodes"))), list(_objects(whole.get("edges")))
    if max(len(nodes), len(edges)) > _MAX_NODES:
        return nodes[:_MAX_NODES], edges[:_MAX_NODES], _("Only the first part of the canvas was read.")
    return nodes, edges, None


def _objects(value: object) -> Iterator[_Object]:
    if isinstance(value, list):
        for item in cast("list[object]", value):
            if isinstance(item, dict):
                yield cast("_Object", item)


def _texts(node: _Object, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = node.get(name)
        if isinstance(value, str) and value.strip():
            yield value


def _file_link(node: _Object) -> Iterator[LinkRef]:
    for file in _texts(node, ("file",)):
        part = next(_texts(node, ("subpath",)), "").lstrip("#")
        yield LinkRef(
            kind=LinkKind.WIKI,
            raw=file,
            target=file,
            heading=part if part and not part.startswith("^") else None,
            block=part[1:] or None if part.startswith("^") else None,
            embed=True,
        )
