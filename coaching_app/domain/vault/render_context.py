"""What rendering a note needs to know of the world, and what it collects on its way."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast
from urllib.parse import quote

from coaching_app.domain.vault.outline import Slugs
from coaching_app.domain.vault.refs import LinkRef

_KEY = "vault"


class TargetKind(StrEnum):
    """What a link leads to, which decides how an embed of it is shown."""

    NOTE = "note"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class RenderedTarget:
    """Where a link leads: `href` is a local route that begins with a single slash."""

    href: str
    title: str
    kind: TargetKind = TargetKind.NOTE


Resolver = Callable[[LinkRef], RenderedTarget | None]


@dataclass(frozen=True, slots=True)
class Transclusion:
    """The text to show in place of an embed, and how its own links are resolved."""

    text: str
    resolve: Resolver | None = None


Transcluder = Callable[[LinkRef], Transclusion | None]


@dataclass(frozen=True, slots=True)
class TocEntry:
    """A heading of the table of contents; `anchor` is the id of its element."""

    level: int
    text: str
    anchor: str
    line: int


def tag_route(tag: str) -> str:
    """The page that lists the notes with a tag."""
    return f"/knowledge?tag={quote(tag, safe='')}"


@dataclass(slots=True)
class RenderContext:
    """The state of one rendering; nested ones, for embeds, share the budget."""

    resolve: Resolver
    transclude: Transcluder | None
    tag_href: Callable[[str], str]
    depth: int
    budget: list[int]
    line_offset: int = 0
    nested: bool = False
    brackets: int = 60_000
    toc: list[TocEntry] = field(default_factory=list[TocEntry])
    slugs: Slugs = field(default_factory=Slugs)
    open_links: list[str] = field(default_factory=list[str])

    def line(self, index: int) -> int:
        """The line of the file for a line of the body that counts from zero."""
        return index + self.line_offset + 1


def attach(context: RenderContext) -> dict[str, Any]:
    """An environment for markdown-it that carries the context."""
    return {_KEY: context, "docId": f"e{context.budget[0]}" if context.nested else None}


def context_of(env: MutableMapping[str, Any]) -> RenderContext:
    """The context an environment carries."""
    return cast("RenderContext", env[_KEY])
