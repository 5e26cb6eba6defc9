"""Understands a Markdown note of a vault: what it is called, what it says and where it leads."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import NamedTuple

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.vault.frontmatter import Value, read_frontmatter, text_list
from coaching_app.domain.vault.outline import clean_tag, find_links, find_tags
from coaching_app.domain.vault.paths import stem
from coaching_app.domain.vault.refs import LinkRef
from coaching_app.domain.vault.source_text import flatten, mask

# A word, or one character of a script that is written without spaces.
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_CJK}]|[^\W{_CJK}]++(?:['’][^\W{_CJK}]++)*+")
_ASCII_GAPS = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) in "_'")}
_TAG_SPLIT = re.compile(r"[,\s]+")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class DecodedNote(NamedTuple):
    """A file's text, the encoding it was in, and what was wrong with it."""

    text: str
    encoding: str
    problem: str | None


@dataclass(frozen=True, slots=True)
class ParsedNote:
    """What is stored of a note, known from its own text; line numbers are those of the file.

    `links` lead into the vault, `urls` out of it. `body_start` is where the text behind the
    properties begins.
    """

    title: str
    properties: dict[str, Value]
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    links: tuple[LinkRef, ...]
    urls: tuple[LinkRef, ...]
    word_count: int
    body_start: int
    problems: tuple[str, ...]


def decode_note(data: bytes) -> DecodedNote:
    """The text of a note's bytes; a fallback or a file that is no text is told as a problem."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode_marked(data, encoding)
    if b"\0" in data:
        return _binary()
    try:
        return DecodedNote(data.decode("utf-8"), "utf-8", None)
    except UnicodeDecodeError:
        pass
    problem = _("The file is not in UTF-8; it was read as Western European text.")
    try:
        return DecodedNote(data.decode("cp1252"), "cp1252", problem)
    except UnicodeDecodeError:
        return DecodedNote(data.decode("latin-1"), "latin-1", problem)


def _decode_marked(data: bytes, encoding: str) -> DecodedNote:
    try:
        text, problem = data.decode(encoding), None
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        problem = _("Some characters of the file are damaged.")
    return _binary() if "\0" in text else DecodedNote(text, encoding, problem)


def _binary() -> DecodedNote:
    return DecodedNote("", "binary", _("The file is not text, although its name says so."))


def parse_note(text: str, path: str) -> ParsedNote:
    """Read a note; never raises, what cannot be read is listed in `problems`."""
    flat = flatten(text)
    front = read_frontmatter(flat)
    start = front.body_start
    masked = mask(flat, start)
    prose = masked.prose
    links = find_links(flat, prose, start)
    return ParsedNote(
        title=_title(front.properties, path),
        properties=front.properties,
        aliases=_aliases(front.properties),
        tags=_tags(front.properties, prose, start),
        links=tuple(ref for ref in links if not ref.external),
        urls=tuple(ref for ref in links if ref.external),
        word_count=count_words(_without(flat, masked.comments, start)),
        body_start=start,
        problems=(front.problem,) if front.problem else (),
    )


def count_words(text: str) -> int:
    """Words of a text; each Chinese or Japanese character counts as one."""
    if text.isascii() and "''" not in text:
        # The same count without a pattern, many times as quick: an apostrophe alone is no word.
        parts = text.translate(_ASCII_GAPS).split()
        return len(parts) - parts.count("'")
    return len(_WORD.findall(text))


def _without(text: str, ranges: tuple[tuple[int, int], ...], start: int) -> str:
    parts: list[str] = []
    for begin, end in ranges:
        parts.append(text[start:begin])
        start = end
    parts.append(text[start:])
    return " ".join(parts)


def _title(properties: dict[str, Value], path: str) -> str:
    title = properties.get("title")
    if isinstance(title, str) and title.strip():
        return " ".join(title.split())
    return stem(path)


def _aliases(properties: dict[str, Value]) -> tuple[str, ...]:
    names = (*text_list(properties.get("aliases")), *text_list(properties.get("alias")))
    return tuple(dict.fromkeys(names))


def _tags(properties: dict[str, Value], prose: str, start: int) -> tuple[str, ...]:
    """Tags of the properties, then those of the text; the first spelling of each is kept."""
    listed = (*text_list(properties.get("tags")), *text_list(properties.get("tag")))
    names = [clean_tag(tag) for text in listed for tag in _TAG_SPLIT.split(text)]
    names += find_tags(prose, start)
    found: dict[str, str] = {}
    for name in names:
        if name:
            found.setdefault(name.casefold(), name)
    return tuple(found.values())
