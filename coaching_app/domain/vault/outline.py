"""Finds the structure of a note: headings, block names, tags and links."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coaching_app.domain.vault.refs import WIKILINK, LinkRef, parse_destination, parse_wikilink
from coaching_app.domain.vault.source_text import Line

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?")
_HEADING_END = re.compile(r"(?:^|[ \t])#+$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_NO_TITLE = re.compile(r"[ \t]*(?:$|[#>|]|[-*+][ \t]|\d{1,9}[.)][ \t]|\t| {4})")
_BLOCK = re.compile(r"(?:^|(?<=\s))\^([A-Za-z0-9-]+)[ \t]*$")
# The characters Obsidian ends a tag at.
TAG = re.compile(r"(?<!\S)#([^\u2000-\u206F\u2E00-\u2E7F'!\"#$%&()*+,.:;<=>?@\[\]^`{|}~\\\s]++)")
_LINK = re.compile(
    r"(?<!\\)(!?)\[((?:[^\[\]\n\\]|\\.|\[[^\[\]\n]*+\])*+)\]"
    r"\([ \t]*+(?:<([^<>\n]*+)>|((?:[^\s()\\]|\\.|\([^\s()]*+\))*+))"
    r"""(?:[ \t]++(?:"[^"\n]*+"|'[^'\n]*+'|\([^()\n]*+\)))?[ \t]*+\)"""
)
_COMMENT = re.compile(r"%%[^%\n]*+%%")
_SLUG_DROP = re.compile(r"[^\w\s-]")
_SLUG_GAP = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; its slug is unique within the note."""

    level: int
    text: str
    line: int
    slug: str


@dataclass(frozen=True, slots=True)
class BlockId:
    """A block that was given a name, and the line the name stands on."""

    id: str
    line: int


def slugify(text: str) -> str:
    """A heading as it stands in an address: lower case, words joined by dashes."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _SLUG_GAP.sub("-", _SLUG_DROP.sub("", folded).strip()).strip("-") or "section"


class Slugs:
    """Hands out slugs, each only once."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def take(self, text: str) -> str:
        """The slug of a heading, numbered when it has been taken before."""
        slug = taken = slugify(text)
        number = self._used.get(slug, 0)
        while taken in self._used:
            number += 1
            taken = f"{slug}-{number}"
        self._used[slug] = number
        self._used.setdefault(taken, 0)
        return taken


def find_headings(flat: str, prose: str, lines: Sequence[Line]) -> tuple[Heading, ...]:
    """Headings by hash signs and by underlines; code inside them keeps its text."""
    slugs = Slugs()
    found: list[Heading] = []
    for index, line in enumerate(lines):
        sign = prose[line.start : line.start + 4].lstrip(" ")[:1]
        if not sign or sign not in "#=-":
            continue
        heading = _hash_heading(flat, prose, line) if sign == "#" else _underlined(flat, prose, lines, index)
        if heading:
            level, text, number = heading
            found.append(Heading(level, text, number, slugs.take(text)))
    return tuple(found)


def clean_heading(text: str) -> str:
    """A heading's text without comments, closing hash signs and the name of its block."""
    text = _HEADING_END.sub("", _COMMENT.sub("", text).strip())
    return _BLOCK.sub("", text).strip()


def _hash_heading(flat: str, prose: str, line: Line) -> tuple[int, str, int] | None:
    match = _HEADING.fullmatch(prose, line.start, line.end)
    if match is None:
        return None
    text = flat[match.start(2) : line.end].strip() if match[2] else ""
    return len(match[1]), clean_heading(text), line.number


def _underlined(flat: str, prose: str, lines: Sequence[Line], index: int) -> tuple[int, str, int] | None:
    """The paragraph above an underline, all of it, is a heading."""
    line = lines[index]
    if not _UNDERLINE.fullmatch(prose, line.start, line.end):
        return None
    first = index
    while first and _goes_into_title(prose[lines[first - 1].start : lines[first - 1].end]):
        first -= 1
    if first == index:
        return None
    level = 1 if "=" in prose[line.start : line.end] else 2
    text = flat[lines[first].start : lines[index - 1].end]
    return level, " ".join(clean_heading(text).split()), lines[first].number


def _goes_into_title(line: str) -> bool:
    return not _NO_TITLE.match(line) and not _UNDERLINE.fullmatch(line)


def find_blocks(prose: str, lines: Sequence[Line]) -> tuple[BlockId, ...]:
    """Names given to blocks by `^name` at the end of a line."""
    if "^" not in prose:
        return ()
    matches = ((line.number, _BLOCK.search(prose[line.start : line.end])) for line in lines)
    return tuple(BlockId(match[1], number) for number, match in matches if match)


def find_tags(prose: str, start: int) -> Iterator[str]:
    """Tags in the running text without their hash sign; a number alone is none."""
    # Looking for the sign first is many times quicker than letting the pattern look at every place.
    at = prose.find("#", start)
    while at >= 0:
        match = TAG.match(prose, at)
        if match and (tag := clean_tag(match[1])):
            yield tag
        at = prose.find("#", match.end() if match else at + 1)


def clean_tag(tag: str) -> str:
    """A tag without hash sign and stray slashes; empty when it is no tag."""
    tag = unicodedata.normalize("NFC", tag.strip().lstrip("#").strip("/"))
    return "" if not tag or tag.replace("/", "").isdecimal() else tag


def find_links(flat: str, prose: str, body_start: int) -> tuple[LinkRef, ...]:
    """Every link in the order of the text; wikilinks in the properties count as well."""
    found = [*_wikilinks(flat, prose, body_start), *_markdown_links(flat, prose, body_start)]
    found.sort(key=lambda ref: ref.start)
    line, done = 1, 0
    for index, ref in enumerate(found):
        line += flat.count("\n", done, ref.start)
        done = ref.start
        column = done - flat.rfind("\n", 0, done)
        found[index] = ref._replace(line=line, column=column)
    return tuple(found)


def _wikilinks(flat: str, prose: str, body_start: int) -> Iterator[LinkRef]:
    at = prose.find("[[")
    while at >= 0:
        embed = prose[at - 1 : at] == "!"
        match = WIKILINK.match(prose, at - 1 if embed else at)
        at = prose.find("[[", match.end() if match else at + 1)
        if match is None or prose[match.start() - 1 : match.start()] == "\\":
            continue
        inner = flat[match.start(2) : match.end(2)]
        if ref := parse_wikilink(inner, embed=embed):
            start, end = match.span()
            yield ref._replace(start=start, end=end, in_properties=start < body_start)


def _markdown_links(flat: str, prose: str, start: int, end: int | None = None) -> Iterator[LinkRef]:
    if prose.find("](", start) < 0:
        return
    for match in _LINK.finditer(prose, start, len(prose) if end is None else end):
        destination = match[3] if match[3] is not None else match[4]
        display = flat[match.start(2) : match.end(2)].strip()
        if ref := parse_destination(destination or "", display, embed=bool(match[1])):
            yield ref._replace(start=match.start(), end=match.end())
        # An image may stand inside the text of a link, and no deeper.
        if end is None and "](" in match[2]:
            yield from _markdown_links(flat, prose, match.start(2), match.end(2))
