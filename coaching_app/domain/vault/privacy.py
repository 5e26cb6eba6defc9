"""Reads and writes the mark by which a note says of itself that it is private: `private: true` in its properties."""

from __future__ import annotations

import re
from collections.abc import Mapping

from coaching_app.domain.vault.frontmatter import Value, read_frontmatter
from coaching_app.domain.vault.source_text import flatten

_NAME = "private"
_YES = frozenset({"true", "yes"})
_OPEN = re.compile(r"\ufeff?---[ \t]*\n")
_CLOSE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_NO = frozenset({"", "false", "no", "off", "null", "~"})
_COMMENT = re.compile(r"(?:^|[ \t]+)#.*")
_LINE = re.compile(rf"^{_NAME}[ \t]*:[ \t]*([^\n]*?)[ \t]*(?:\n|\Z)", re.MULTILINE | re.IGNORECASE)


class MarkNotPossible(ValueError):
    """The properties are written in a way in which one line cannot be put in or taken out."""


def is_private(properties: Mapping[str, Value], text: str, *, problems: bool = False) -> bool:
    """Whether the note asks to be private; where its properties cannot be read, a line that says so is enough."""
    if any(name.casefold() == _NAME and _is_yes(value) for name, value in properties.items()):
        return True
    return problems and any(_is_yes(line[1].strip("\"'")) for line in _LINE.finditer(_source(flatten(text))))


def _is_yes(value: Value) -> bool:
    return value is True or (isinstance(value, str) and value.casefold() in _YES)


def _source(flat: str) -> str:
    opened = _OPEN.match(flat)
    closed = _CLOSE.search(flat, opened.end()) if opened else None
    return flat[opened.end() : closed.start()] if opened and closed else ""


def says_private(text: str) -> bool:
    """The same, of a text that nobody has read yet."""
    front = read_frontmatter(flatten(text))
    return is_private(front.properties, text, problems=front.problem is not None)


def with_mark(text: str, *, private: bool) -> str:
    """The text with the mark put in or taken out, every other byte as it was; raises MarkNotPossible."""
    if says_private(text) == private:
        return text
    marked = _marked(text) if private else _unmarked(text)
    if says_private(marked) != private or _others(marked) != _others(text) or _broke(text, marked):
        raise MarkNotPossible
    return marked


def _broke(before: str, after: str) -> bool:
    """Whether properties that could be read cannot be any more."""
    return read_frontmatter(flatten(before)).problem is None and (
        read_frontmatter(flatten(after)).problem is not None
    )


def _comment(value: str) -> str:
    found = _COMMENT.search(value)
    return found[0] if found else ""


def _others(text: str) -> dict[str, Value]:
    found = read_frontmatter(flatten(text)).properties
    return {name: value for name, value in found.items() if name.casefold() != _NAME}


def _ending(text: str) -> str:
    if "\r\n" in text:
        return "\r\n"
    return "\r" if "\r" in text and "\n" not in text else "\n"


def _block(text: str) -> tuple[int, int, int] | None:
    """Where the properties begin, where they end, and where what is behind them begins."""
    flat = flatten(text)
    opened = _OPEN.match(flat)
    closed = _CLOSE.search(flat, opened.end()) if opened else None
    return (opened.end(), closed.start(), min(closed.end() + 1, len(flat))) if opened and closed else None


def _marked(text: str) -> str:
    end = _ending(text)
    line = f"{_NAME}: true{end}"
    block = _block(text)
    if block is None:
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        return f"{mark}---{end}{line}---{end}{text.removeprefix(mark)}"
    begin, stop, _behind = block
    if found := _LINE.search(flatten(text)[begin:stop]):
        comment = _comment(found[1])
        if found[1].removesuffix(comment).strip("\"'").casefold() not in _NO:
            # Somebody has put words of their own there.
            raise MarkNotPossible
        line = f"{_NAME}: true{comment and '  ' + comment.strip()}{end}"
        return text[: begin + found.start()] + line + text[begin + found.end() :]
    return text[:stop] + line + text[stop:]


def _unmarked(text: str) -> str:
    """Without the line, and without properties when it was the only one; a comment on the line keeps it there."""
    block = _block(text)
    if block is None:
        raise MarkNotPossible
    begin, stop, behind = block
    flat, kept, at = flatten(text), "", begin
    for found in _LINE.finditer(flat[begin:stop]):
        kept += text[at : begin + found.start()]
        at = begin + found.end()
        if comment := _comment(found[1]):
            kept += f"{_NAME}: false  {comment.strip()}{_ending(text)}"
    kept += text[at:stop]
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    without = mark + text[behind:]
    # Empty properties stay where what is behind them would be taken for properties.
    return text[:begin] + kept + text[stop:] if kept or _block(without) else without
