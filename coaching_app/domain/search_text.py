"""Prepares text and questions for full-text search, in every script, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Scripts written without spaces: runs of them are indexed as pairs of neighbours.
_CJK = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_ASCII_GAPS = {code: " " for code in range(128) if not chr(code).isalnum()}
_CJK_RUN = re.compile(rf"[{_CJK}]+")
_MARKS = re.compile("[\u0300-\u036f]")
_OPERATOR = re.compile(
    r"""(?P<minus>-)?(?:(?P<field>tag|path|title):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))""",
    re.IGNORECASE,
)
_LONGEST_QUERY = 500
_MOST_TERMS = 32
_BARE_FIELDS = frozenset({"tag:", "path:", "title:"})
_FTS_COLUMNS = {"tag": "tags", "path": "path", "title": "title"}
_TS_WEIGHTS = {"title": "A", "tag": "B", "path": "C"}


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A question taken apart; words still as they were typed.

    `prefix` says that the last word may be unfinished.
    """

    terms: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    prefix: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for; what is only excluded finds nothing."""
        return not (self.terms or self.phrases or self.tags or self.paths or self.titles)


def fold(text: str) -> str:
    """Text without differences of case, width and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFKC", _MARKS.sub("", decomposed)).casefold()


def index_text(text: str) -> str:
    """The words of a text for the index: folded, CJK runs as pairs, then the last sign of each run.

    With the last signs a single sign is found everywhere as the beginning of a pair.
    """
    if text.isascii():
        # Most notes of most people, and many times as quick.
        return " ".join(text.lower().translate(_ASCII_GAPS).split())
    words: list[str] = []
    tails: dict[str, None] = {}
    for token in _TOKEN.findall(fold(text)):
        if _CJK_RUN.match(token):
            words += _pairs(token)
            if len(token) > 1:
                tails[token[-1]] = None
        else:
            words.append(token)
    return " ".join([*words, *tails])


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for index in range(len(run) - 1):
        yield run[index : index + 2]


def _words(text: str) -> list[str]:
    """The words by which the engine finds a term, in order."""
    words: list[str] = []
    for token in _TOKEN.findall(fold(text)):
        words += _pairs(token) if _CJK_RUN.match(token) else (token,)
    return words


def parse_query(query: str) -> SearchQuery:
    """Words, "phrases", -excluded, tag:x, path:x and title:x; never raises."""
    query = query[:_LONGEST_QUERY]
    parts: dict[str, list[str]] = {name: [] for name in ("term", "phrase", "minus", "tag", "path", "title")}
    last = ""
    for match in list(_OPERATOR.finditer(query))[:_MOST_TERMS]:
        value = match["phrase"] if match["phrase"] is not None else match["word"]
        field = (match["field"] or "").lower()
        last = "minus" if match["minus"] else field or ("phrase" if match["phrase"] is not None else "term")
        value = value.lstrip("#") if last == "tag" else value
        if value.lower() not in _BARE_FIELDS and _words(value):
            parts[last].append(value)
    return SearchQuery(
        terms=tuple(parts["term"]),
        phrases=tuple(parts["phrase"]),
        excluded=tuple(parts["minus"]),
        tags=tuple(parts["tag"]),
        paths=tuple(parts["path"]),
        titles=tuple(parts["title"]),
        prefix=last == "term" and bool(query) and not query[-1].isspace(),
    )


def _parsed(query: str | SearchQuery) -> SearchQuery:
    return parse_query(query) if isinstance(query, str) else query


def query_terms(query: str | SearchQuery) -> tuple[str, ...]:
    """The words and phrases to mark in what was found, as typed, each once."""
    parsed = _parsed(query)
    return tuple(dict.fromkeys((*parsed.terms, *parsed.phrases, *parsed.titles)))


def _wanted(query: SearchQuery) -> Iterator[tuple[str, str, bool]]:
    """Field, text and whether it is the beginning of a word, for all that must be there."""
    for index, term in enumerate(query.terms):
        yield "", term, query.prefix and index == len(query.terms) - 1
    fields = (("", query.phrases), ("tag", query.tags), ("path", query.paths), ("title", query.titles))
    for field, texts in fields:
        for text in texts:
            yield field, text, False


def _is_prefix(words: list[str], *, unfinished: bool) -> bool:
    """A single CJK sign is always looked for as the beginning of a pair."""
    return unfinished or (len(words[-1]) == 1 and _CJK_RUN.match(words[-1]) is not None)


def fts5_match(query: str | SearchQuery) -> str | None:
    """An FTS5 expression that cannot be malformed; None when nothing is asked for.

    Operators use the columns `title`, `tags` and `path` of the search index.
    """
    parsed = _parsed(query)
    wanted = [_fts5_term(*part) for part in _wanted(parsed)]
    if not wanted:
        return None
    match = " AND ".join(wanted)
    if parsed.excluded:
        unwanted = " OR ".join(_fts5_term("", text, unfinished=False) for text in parsed.excluded)
        match = f"({match}) NOT ({unwanted})"
    return match


def _fts5_term(field: str, text: str, unfinished: bool) -> str:
    words = _words(text)
    column = f"{_FTS_COLUMNS[field]} : " if field else ""
    star = " *" if _is_prefix(words, unfinished=unfinished) else ""
    return f'{column}"{" ".join(words)}"{star}'


def tsquery(query: str | SearchQuery) -> str | None:
    """The same as an argument of `to_tsquery('simple', …)`; weights A, B, C are title, tags, path."""
    parsed = _parsed(query)
    wanted = [_ts_term(*part) for part in _wanted(parsed)]
    if not wanted:
        return None
    unwanted = [f"!{_ts_term('', text, unfinished=False)}" for text in parsed.excluded]
    return " & ".join([*wanted, *unwanted])


def _ts_term(field: str, text: str, unfinished: bool) -> str:
    words = _words(text)
    label = _TS_WEIGHTS.get(field, "")
    star = "*" if _is_prefix(words, unfinished=unfinished) else ""
    suffixes = [f":{label}" if label else ""] * len(words)
    suffixes[-1] = f":{star}{label}" if star or label else ""
    joined = " <-> ".join(f"'{word}'{suffix}" for word, suffix in zip(words, suffixes, strict=True))
    return f"({joined})"


def snippet(text: str, terms: Iterable[str], width: int = 200) -> list[tuple[str, bool]]:
    """A piece of the text around the most hits, as (text, is a hit) parts; put together it is that piece."""
    hits = _hits(text, terms)
    start, end = _window(text, hits, width)
    parts: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for hit_start, hit_end in hits:
        if hit_start < at or hit_end > end:
            continue
        parts += [(text[at:hit_start], False), (text[hit_start:hit_end], True)]
        at = hit_end
    parts += [(text[at:end], False), ("…" if end < len(text) else "", False)]
    return [part for part in parts if part[0]]


def _folded_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters where it came from."""
    pieces: list[str] = []
    places: list[int] = []
    for index, char in enumerate(text):
        piece = char.lower() if char.isascii() else fold(char)
        pieces.append(piece)
        places += [index] * len(piece)
    return "".join(pieces), places


def _hits(text: str, terms: Iterable[str]) -> list[tuple[int, int]]:
    """Where the terms stand, each from the beginning of a word, in order and apart from each other."""
    patterns = {pattern for term in terms if (pattern := _pattern(term))}
    if not patterns or not text:
        return []
    folded, places = _folded_with_places(text)
    joined = re.compile("|".join(sorted(patterns, key=len, reverse=True)))
    found: list[tuple[int, int]] = []
    for match in joined.finditer(folded):
        end = places[match.end()] if match.end() < len(places) else len(text)
        found.append((places[match.start()], max(end, places[match.end() - 1] + 1)))
    return found


def _pattern(term: str) -> str:
    """The words of a term with anything but words between them."""
    words = _TOKEN.findall("".join(fold(char) for char in term))
    if not words:
        return ""
    edge = "" if _CJK_RUN.match(words[0]) else r"(?<![^\W_])"
    return edge + r"[\W_]{1,20}".join(re.escape(word) for word in words)


def _window(text: str, hits: list[tuple[int, int]], width: int) -> tuple[int, int]:
    """The stretch of about `width` characters with the most hits, cut between words."""
    width = max(width, 1)
    if len(text) <= width:
        return 0, len(text)
    start, best, last = 0, 0, 0
    for first, (hit_start, _end) in enumerate(hits):
        while last < len(hits) and hits[last][1] <= hit_start + width * 3 // 4:
            last += 1
        if last - first > best:
            start, best = max(0, hit_start - width // 4), last - first
    start = min(start, len(text) - width)
    return _word_start(text, start), _word_end(text, start + width)


def _word_start(text: str, at: int) -> int:
    """The next beginning of a word not far behind, or the place itself."""
    if at <= 0:
        return 0
    for index in range(at, min(at + 20, len(text))):
        if text[index - 1].isspace():
            return index
    return at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    for index in range(at, max(at - 20, 0), -1):
        if text[index].isspace():
            return index
    return at
