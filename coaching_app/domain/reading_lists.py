"""Reads the lists of other programs: browser bookmarks, and the CSV or JSON of Pocket, Readwise and Karakeep.

Nothing is fetched. What cannot be read is told with its line, and the rest arrives.
"""

import csv
import io
import json
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from math import isnan
from typing import Any, Final, cast
from urllib.parse import urlsplit, urlunsplit

MOST_ROWS: Final = 20_000
LONGEST_URL: Final = 2000
LONGEST_TITLE: Final = 500
_TITLES = ("title", "name", "resolved_title", "given_title")
_URLS = ("url", "source_url", "resolved_url", "given_url", "link", "href")
_TAGS = ("tags", "document tags", "labels")
_DELIMITERS = ",;\t"


class UnknownList(Exception):
    """The file is none of the lists that are known here."""


@dataclass(frozen=True, slots=True)
class Found:
    """A link of a list; `progress` in percent, 100 for what was read there."""

    line: int
    url: str
    title: str
    tags: tuple[str, ...] = ()
    progress: int = 0
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that was left out: why is empty, no_url or not_web."""

    line: int
    why: str


def decoded(content: bytes) -> str:
    """The text of a file: UTF-16 where its mark says so, else UTF-8, else what older spreadsheets write."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    # A file in UTF-8 with a broken place stays one; where nothing but broken places is beyond ASCII it never was.
    if broken and broken > sum(char > "\x7f" for char in text) - broken:
        return content.decode("cp1252", errors="replace")
    return text


def clean_url(text: str) -> str | None:
    """The address without its fragment and login, or None where it is none of the web."""
    shown = "".join(char for char in text.strip() if char.isprintable())
    if not shown or len(shown) > LONGEST_URL or " " in shown:
        return None
    try:
        parts = urlsplit(shown)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or "." not in host.strip("."):
        return None
    named = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme.lower(), f"{named}{port}", parts.path, parts.query, ""))


def same_key(url: str) -> str:
    """By what two addresses are known to be the same page."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


def read_list(text: str) -> tuple[list[Found], list[Broken]]:
    """Everything a file holds, and everything it holds that cannot be used."""
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")):
        rows = _json_rows(text.lstrip("\ufeff"))
    elif start.startswith("<"):
        rows = _html_rows(text)
    else:
        rows = _csv_rows(text.lstrip("\ufeff"))
    good: list[Found] = []
    bad: list[Broken] = []
    for line, row in rows:
        if len(good) + len(bad) >= MOST_ROWS:
            bad.append(Broken(line, "too_many"))
            break
        found = _found(line, row)
        (good if isinstance(found, Found) else bad).append(cast("Any", found))
    return good, bad


def _found(line: int, row: Mapping[str, Any] | None) -> Found | Broken:
    if row is None:
        return Broken(line, "unreadable")
    raw = _first(row, _URLS)
    if not raw:
        return Broken(line, "no_url")
    url = clean_url(raw)
    if url is None:
        return Broken(line, "not_web")
    title = " ".join(_first(row, _TITLES).split())[:LONGEST_TITLE]
    return Found(line, url, title or url[:LONGEST_TITLE], _tags(row), _progress(row), _minutes(row))


def _first(row: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = row.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _tags(row: Mapping[str, Any]) -> tuple[str, ...]:
    given: Any = next((row[name] for name in _TAGS if row.get(name)), ())
    if isinstance(given, str):
        given = given.replace("|", ",").strip("[]").split(",")
    if not isinstance(given, (list, tuple)):
        return ()
    names: list[str] = []
    for one in cast("list[Any]", given):
        name = cast("Any", one).get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and (clean := name.strip(" '\"#").lower()[:40]) and clean not in names:
            names.append(clean)
    return tuple(names[:20])


def _progress(row: Mapping[str, Any]) -> int:
    if str(row.get("status", "")).lower() in {"archive", "read"} or row.get("archived") is True:
        return 100
    if str(row.get("location", "")).lower() == "archive":
        return 100
    try:
        share = float(str(row.get("reading progress", "") or 0))
    except ValueError:
        return 0
    if isnan(share):
        return 0
    return round(100 * min(1.0, max(0.0, share if share <= 1 else share / 100)))


def _minutes(row: Mapping[str, Any]) -> int | None:
    try:
        words = int(str(row.get("word count", row.get("word_count", "")) or 0))
    except ValueError:
        return None
    return min(1440, max(1, round(words / 230))) if words > 0 else None


def _csv_rows(text: str) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    names: list[str] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            yield line, None
            continue
        if cells is None:
            return
        if not names:
            names = [cell.strip().lower() for cell in cells]
            if not set(names) & set(_URLS):
                raise UnknownList
        elif any(cell.strip() for cell in cells):
            yield line, dict(zip(names, cells, strict=False))


def _delimiter(text: str) -> str:
    """What stands between the names of the columns: spreadsheets elsewhere write semicolons or tabs."""
    head = text.lstrip().partition("\n")[0].lower()
    names = {mark: {name.strip(' "\r') for name in head.split(mark)} for mark in _DELIMITERS}
    return next((mark for mark in _DELIMITERS if names[mark] & set(_URLS)), ",")


def _json_rows(text: str) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    """The objects of the first list, each with the line it begins on."""
    place = text.find("[")
    if place < 0:
        raise UnknownList
    decoder = json.JSONDecoder()
    place, line, counted = place + 1, 1, 0
    while True:
        while place < len(text) and text[place] in " \t\r\n,":
            place += 1
        if place >= len(text) or text[place] == "]":
            return
        line += text.count("\n", counted, place)
        counted = place
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            # What follows cannot be told apart from what is broken.
            yield line, None
            return
        yield line, _flat(value)


def _flat(value: Any) -> Mapping[str, Any] | None:
    """A bookmark with the fields that Karakeep keeps one level deeper."""
    if not isinstance(value, dict):
        return None
    row = {str(key).lower(): each for key, each in cast("dict[Any, Any]", value).items()}
    content = row.get("content")
    if isinstance(content, dict):
        inner = {str(key).lower(): each for key, each in cast("dict[Any, Any]", content).items()}
        row = inner | {key: each for key, each in row.items() if each}
    return row


def _html_rows(text: str) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    parser = _Links()
    parser.feed(text)
    parser.close()
    yield from parser.rows


class _Links(HTMLParser):
    """Gathers the links of a bookmarks file, with the folder they lie in as their tag."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[int, dict[str, Any]]] = []
        self._words: list[str] | None = None
        self._folder: list[str] = []
        self._heading = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A link or a folder begins."""
        if tag == "a":
            given = {name: value or "" for name, value in attrs}
            tags = given.get("tags", "") or ",".join(self._folder[-1:])
            self.rows.append((self.getpos()[0], {"url": given.get("href", ""), "tags": tags}))
            self._words = []
        elif tag == "h3":
            self._words = []
        elif tag == "dl":
            self._folder.append(self._heading)
            self._heading = ""

    def handle_endtag(self, tag: str) -> None:
        """A link or a folder ends."""
        if tag == "a" and self.rows and self._words is not None:
            self.rows[-1][1]["title"] = "".join(self._words)
            self._words = None
        elif tag == "h3" and self._words is not None:
            self._heading, self._words = "".join(self._words).strip(), None
        elif tag == "dl" and self._folder:
            self._folder.pop()

    def handle_data(self, data: str) -> None:
        """Words of a link or of a folder's name."""
        if self._words is not None:
            self._words.append(data)
