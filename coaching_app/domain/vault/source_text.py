"""Lines and hidden ranges of a note's text, with positions that stay those of the original text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

_FENCE = re.compile(
    r"[ \t]*+(?P<quote>(?:>[ \t]*+)*+)(?:[-*+][ \t]++|\d{1,9}[.)][ \t]++)?(?P<mark>`{3,}+|~{3,}+)(?P<info>.*)"
)
_FENCE_END = re.compile(r"[ \t>]*+(`{3,}+|~{3,}+)[ \t]*")
_LIST_ITEM = re.compile(r"[ \t]*+(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_MARK = re.compile(r"`++|%%|<!--|\$\$|\n(?:[ \t>]*+\n)++")
_VISIBLE = re.compile(r"[^\n]")
_SPAN_MARKS = ("`", "%%", "<!--", "$$")
_INDENTS = ("    ", "\t")
_CODE_MARKS = ("```", "~~~", "\n    ", "\n\t")


class Line(NamedTuple):
    """A line by its 1-based number and its place in the text, line ending not included."""

    number: int
    start: int
    end: int


def flatten(text: str) -> str:
    """The text with every line ending as a single `\\n`, each character still at its own place."""
    if text.startswith("\ufeff") and not text.startswith("\ufeff---"):
        # A byte order mark is no part of the first line; before properties their reader skips it.
        text = f" {text[1:]}"
    return text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text


def split_lines(flat: str) -> list[Line]:
    """All lines of a flattened text; an ending at the very end opens no further line."""
    starts = [0, *(match.end() for match in re.finditer("\n", flat))]
    lines = [Line(i, a, b - 1) for i, (a, b) in enumerate(pairwise(starts), start=1)]
    if starts[-1] < len(flat):
        lines.append(Line(len(starts), starts[-1], len(flat)))
    return lines


def blank(text: str) -> str:
    """The same length and the same lines, and nothing to see."""
    return _VISIBLE.sub(" ", text)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text in which what is not prose is blanked, and the ranges of its comments."""

    prose: str
    comments: tuple[tuple[int, int], ...]


def mask(flat: str, body_start: int = 0) -> Masked:
    """Blank code, comments and display math in a flattened text, in linear time.

    What precedes `body_start` is left as it is.
    """
    body = flat[body_start:]
    if _may_hold_code(body):
        flat = flat[:body_start] + _mask_blocks(body)
    if any(flat.find(mark, body_start) >= 0 for mark in _SPAN_MARKS):
        return _mask_spans(flat, body_start)
    return Masked(flat, ())


def _may_hold_code(body: str) -> bool:
    """Whether there could be a block of code; most notes have none and need no look at each line."""
    return body.startswith(_INDENTS) or any(mark in body for mark in _CODE_MARKS)


def _mask_blocks(flat: str) -> str:
    """Blank fenced code, and indented code outside of lists."""
    out: list[str] = []
    fence: re.Match[str] | None = None
    in_list = False
    after_blank = True
    for line in flat.split("\n"):
        if not line:
            # A blank line without a mark ends a quote, and with it a fence inside the quote.
            after_blank = True
            fence = None if fence is not None and fence["quote"] else fence
            out.append(line)
            continue
        if fence is not None:
            if not fence["quote"] or line.lstrip(" \t").startswith(">"):
                out.append(blank(line))
                fence = None if _closes(fence, line) else fence
                continue
            fence = None
        if opened := _opens(line):
            fence = opened
            out.append(blank(line))
            continue
        empty = not line.strip(" \t")
        indented = line.startswith(_INDENTS)
        if _LIST_ITEM.match(line):
            in_list = in_list or not (indented and after_blank)
        elif after_blank and not empty and not line.startswith((" ", "\t")):
            in_list = False
        code = indented and not in_list and after_blank and not empty
        out.append(blank(line) if code else line)
        # Code goes on line by line, so the line after it counts as following a blank one.
        after_blank = empty or code
    return "\n".join(out)


def _opens(line: str) -> re.Match[str] | None:
    if "```" not in line and "~~~" not in line:
        return None
    match = _FENCE.match(line)
    # An inline code span on one line is no fence.
    return None if match is None or (match["mark"][0] == "`" and "`" in match["info"]) else match


def _closes(fence: re.Match[str], line: str) -> bool:
    match = _FENCE_END.fullmatch(line)
    return match is not None and match[1].startswith(fence["mark"])


def _partners(marks: list[re.Match[str]]) -> list[int]:
    """For each run of backticks the next of the same length in its paragraph, or -1."""
    partners = [-1] * len(marks)
    waiting: dict[str, int] = {}
    for index in range(len(marks) - 1, -1, -1):
        found = marks[index][0]
        if found[0] == "\n":
            waiting.clear()
        elif found[0] == "`":
            partners[index] = waiting.get(found, -1)
            waiting[found] = index
    return partners


def _mask_spans(text: str, start: int) -> Masked:
    """Blank inline code, comments and display math, whichever opens first."""
    marks = list(_MARK.finditer(text, start))
    partners = _partners(marks)
    out: list[str] = []
    comments: list[tuple[int, int]] = []
    done = 0
    unclosed: set[str] = set()
    for index, found in enumerate(marks):
        if found.start() < done or found[0][0] == "\n" or found[0] in unclosed:
            continue
        end = _span_end(text, found, marks, partners[index])
        if end < 0:
            if found[0][0] != "`":
                unclosed.add(found[0])
            continue
        if found[0] in {"%%", "<!--"}:
            comments.append((found.start(), end))
        out += (text[done : found.start()], blank(text[found.start() : end]))
        done = end
    out.append(text[done:])
    return Masked("".join(out), tuple(comments))


def _span_end(text: str, found: re.Match[str], marks: list[re.Match[str]], partner: int) -> int:
    """Where the span that opens here ends; -1 when it never does."""
    opening = found[0]
    if opening[0] == "`":
        return marks[partner].end() if partner >= 0 else -1
    closing = "-->" if opening == "<!--" else opening
    at = text.find(closing, found.end())
    return at + len(closing) if at >= 0 else -1
