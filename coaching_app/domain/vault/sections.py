"""Cuts the part of a note that a link to a heading or a block means."""

from __future__ import annotations

import re

from coaching_app.domain.vault.frontmatter import read_frontmatter
from coaching_app.domain.vault.outline import find_blocks, find_headings, slugify
from coaching_app.domain.vault.source_text import Line, flatten, mask, split_lines

_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")


def section_of(text: str, *, heading: str | None = None, block: str | None = None) -> str | None:
    """The text below a heading down to the next of its rank, or the block of a name.

    The whole body when neither is asked for, None when there is no such heading or block.
    """
    flat = flatten(text)
    start = read_frontmatter(flat).body_start
    if not (heading or block):
        return text[start:]
    lines = split_lines(flat)
    body = lines[flat.count("\n", 0, start) :]
    prose = mask(flat, start).prose
    if block:
        span = _block_lines(prose, lines, body, block)
    else:
        span = _heading_lines(flat, prose, lines, body, slugify(heading or ""))
    return text[span[0].start : span[1].end] if span else None


def _heading_lines(
    flat: str, prose: str, lines: list[Line], body: list[Line], slug: str
) -> tuple[Line, Line] | None:
    headings = find_headings(flat, prose, body)
    for index, heading in enumerate(headings):
        if slug not in {heading.slug, slugify(heading.text)}:
            continue
        following = (other.line for other in headings[index + 1 :] if other.level <= heading.level)
        return lines[heading.line - 1], lines[next(following, len(lines) + 1) - 2]
    return None


def _block_lines(prose: str, lines: list[Line], body: list[Line], block: str) -> tuple[Line, Line] | None:
    """The lines around the name up to blank ones; a list item alone when the name ends one."""
    found = next((b.line for b in find_blocks(prose, body) if b.id.casefold() == block.casefold()), None)
    if found is None:
        return None
    top, last = body[0].number, lines[found - 1]
    first = found
    # A name on a line of its own belongs to the block above it.
    if prose[last.start : last.end].strip().startswith("^"):
        while first > top and not _text(prose, lines[first - 2]).strip():
            first -= 1
        first = max(first - 1, top)
    while first > top and _goes_on(prose, lines, first):
        first -= 1
    return lines[first - 1], last


def _goes_on(prose: str, lines: list[Line], number: int) -> bool:
    """Whether a line belongs to the same block as the one before it."""
    return bool(_text(prose, lines[number - 2]).strip()) and not _ITEM.match(_text(prose, lines[number - 1]))


def _text(prose: str, line: Line) -> str:
    return prose[line.start : line.end]
