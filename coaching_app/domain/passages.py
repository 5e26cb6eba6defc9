"""Splits a note into passages small enough to cite, each with its exact place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coaching_app.domain.vault.frontmatter import read_frontmatter
from coaching_app.domain.vault.outline import Heading, find_headings
from coaching_app.domain.vault.source_text import Line, flatten, mask, split_lines

TARGET = 600
_LONGEST = 2
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+|[。！？]|\n")
_ITEM = re.compile(r"[-*+][ \t]|\d{1,9}[.)][ \t]")
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a note: `text` is exactly what stands there from `start_char` to `end_char`.

    Lines count from 1 and include the last. `heading_path` are the headings it stands under.
    """

    start_line: int
    end_line: int
    start_char: int
    end_char: int
    text: str
    heading_path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that belong together: a paragraph, a list item, a fence, a heading."""

    first: int
    last: int
    heading: Heading | None = None


def split_passages(text: str, *, target: int = TARGET) -> list[Passage]:
    """All of a note's body in order, in passages of about `target` characters, none of them blank."""
    flat = flatten(text)
    lines = split_lines(flat)
    start = read_frontmatter(flat).body_start
    first = flat.count("\n", 0, start)
    prose = mask(flat, start).prose
    headings = {heading.line: heading for heading in find_headings(flat, prose, lines[first:])}
    found: list[Passage] = []
    for group, path in _groups(_blocks(flat, prose, lines, first, headings), lines, target):
        span = lines[group[0].first].start, lines[group[-1].last].end
        for begin, end in _pieces(flat, *span, target):
            found.append(_passage(text, lines, begin, end, path))
    return found


def _passage(text: str, lines: Sequence[Line], begin: int, end: int, path: tuple[str, ...]) -> Passage:
    return Passage(
        start_line=_line_at(lines, begin),
        end_line=_line_at(lines, end - 1),
        start_char=begin,
        end_char=end,
        text=text[begin:end],
        heading_path=path,
    )


def _line_at(lines: Sequence[Line], at: int) -> int:
    low, high = 0, len(lines) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if lines[middle].start <= at else (low, middle - 1)
    return lines[low].number


def _blocks(
    flat: str, prose: str, lines: Sequence[Line], first: int, headings: dict[int, Heading]
) -> Iterator[_Block]:
    """The body's blocks in order; only in `prose`, not in code, does a dash begin a list item."""
    begin: int | None = None
    for index in range(first, len(lines)):
        line = lines[index]
        raw = flat[line.start : line.end]
        heading = headings.get(line.number)
        blank_line = not raw.strip()
        opens = heading is not None or _ITEM.match(prose[line.start : line.end].lstrip()) is not None
        if begin is not None and (blank_line or opens):
            yield _Block(begin, index - 1)
            begin = None
        if heading is not None:
            yield _Block(index, index, heading)
        elif not blank_line and begin is None:
            begin = index
    if begin is not None:
        yield _Block(begin, len(lines) - 1)


def _groups(
    blocks: Iterator[_Block], lines: Sequence[Line], target: int
) -> Iterator[tuple[list[_Block], tuple[str, ...]]]:
    """Blocks that make a passage together: never across a heading, and about the target long."""
    path: list[Heading] = []
    group: list[_Block] = []
    only_headings = True
    for block in blocks:
        size = lines[block.last].end - lines[group[0].first].start if group else 0
        if group and ((block.heading and not only_headings) or (size > target and not only_headings)):
            yield group, tuple(heading.text for heading in path)
            group, only_headings = [], True
        if block.heading:
            path = [heading for heading in path if heading.level < block.heading.level]
            path.append(block.heading)
        only_headings = only_headings and block.heading is not None
        group.append(block)
    if group:
        yield group, tuple(heading.text for heading in path)


def _pieces(flat: str, begin: int, end: int, target: int) -> Iterator[tuple[int, int]]:
    """A span cut at ends of lines or sentences where it is too long, blanks around pieces left out."""
    while end - begin > target * _LONGEST:
        cut = _cut(flat, begin, target)
        yield from _trimmed(flat, begin, cut)
        begin = cut
    yield from _trimmed(flat, begin, end)


def _cut(flat: str, begin: int, target: int) -> int:
    """The last good place to cut near the target, or the target itself."""
    window = flat[begin : begin + target]
    for pattern in (_SENTENCE_END, _SPACE):
        cuts = [match.end() for match in pattern.finditer(window)]
        if cuts and cuts[-1] >= target // 3:
            return begin + cuts[-1]
    return begin + target


def _trimmed(flat: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    while begin < end and flat[begin].isspace():
        begin += 1
    while end > begin and flat[end - 1].isspace():
        end -= 1
    if begin < end:
        yield begin, end
