"""Links of the vault syntax: `[[wikilinks]]`, `![[embeds]]` and Markdown links to files."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import unquote

WIKILINK = re.compile(r"(!?)\[\[([^\[\]\n]++)\]\]")
_PIPE = re.compile(r"\\?\|")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]{1,30}:")
_LONGEST = 2000


class LinkKind(StrEnum):
    """Which syntax a link is written in."""

    WIKI = "wiki"
    MARKDOWN = "markdown"


class LinkRef(NamedTuple):
    """A link as it is written; an empty target is the note itself.

    `line` and `column` count from 1 in the original text, `start` and `end` are places in it.
    """

    kind: LinkKind
    raw: str
    target: str
    heading: str | None = None
    block: str | None = None
    display: str | None = None
    embed: bool = False
    external: bool = False
    in_properties: bool = False
    line: int = 0
    column: int = 0
    start: int = 0
    end: int = 0

    @property
    def label(self) -> str:
        """What to show when nothing better is known."""
        if self.display:
            return self.display
        parts = (self.target, self.heading, f"^{self.block}" if self.block else None)
        return " > ".join(part for part in parts if part) or self.raw


def parse_wikilink(inner: str, *, embed: bool) -> LinkRef | None:
    """The link between the double brackets; None when there is nothing to link to."""
    address, *display = _PIPE.split(inner, maxsplit=1)
    target, heading, block = _split_address(address)
    if not (target or heading or block) or len(address) > _LONGEST:
        return None
    return LinkRef(
        kind=LinkKind.WIKI,
        raw=inner,
        target=target,
        heading=heading,
        block=block,
        display=(display[0].strip() or None) if display else None,
        embed=embed,
    )


def parse_destination(destination: str, display: str, *, embed: bool) -> LinkRef | None:
    """The link to a Markdown destination; None when it leads nowhere."""
    destination = destination.strip()
    if not destination or len(destination) > _LONGEST:
        return None
    if _SCHEME.match(destination) or destination.startswith("//"):
        return LinkRef(
            kind=LinkKind.MARKDOWN,
            raw=destination,
            target=destination,
            display=display or None,
            embed=embed,
            external=True,
        )
    target, heading, block = _split_address(unquote(destination))
    if not (target or heading or block):
        return None
    return LinkRef(
        kind=LinkKind.MARKDOWN,
        raw=destination,
        target=target,
        heading=heading,
        block=block,
        display=display or None,
        embed=embed,
    )


def _split_address(address: str) -> tuple[str, str | None, str | None]:
    """Target, heading and block; of nested headings `a#b#c` the last is meant."""
    target, _hash, rest = address.partition("#")
    last = rest.rpartition("#")[2].strip()
    if last.startswith("^"):
        return target.strip(), None, last[1:].strip() or None
    return target.strip(), last or None, None
