"""Reads an upload as the bytes of one zip, whatever way it came: raw, as a form with a zip, or as a folder."""

import zipfile
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from coaching_app.core.errors import Invalid, TooLarge
from coaching_app.core.i18n import gettext as _
from coaching_app.features.knowledge.service.zip_pipe import Pipe, entry

MOST_FILES = 50_000
_LONGEST_FIELD = 2_000
_RAW = {"application/zip", "application/x-zip-compressed", "application/octet-stream"}


@dataclass(slots=True)
class _Part:
    """A part of a form: a file when it has a file name."""

    name: str = ""
    path: str | None = None
    value: bytearray = field(default_factory=bytearray)


@dataclass(slots=True)
class Upload:
    """An upload while it arrives; `name` is known when all of it has been read."""

    request: Request
    name: str = ""

    @property
    def expected(self) -> int:
        """The size the sender announced, or 0."""
        announced = self.request.headers.get("content-length", "")
        return int(announced) if announced.isascii() and announced.isdecimal() else 0

    async def zip_bytes(self) -> AsyncGenerator[bytes]:
        """The zip; raises Invalid for anything that is neither a zip nor a folder."""
        kind, options = parse_options_header(self.request.headers.get("content-type"))
        boundary = options.get(b"boundary")
        try:
            if kind == b"multipart/form-data" and boundary:
                async for chunk in _Form(self, boundary).read():
                    yield chunk
            elif kind.decode("latin-1") in _RAW:
                async for chunk in self.request.stream():
                    yield chunk
            else:
                raise _not_a_vault()
        except (ClientDisconnect, FormParserError) as error:
            raise Invalid(_("The upload broke off or is damaged. Please send it again.")) from error


def _not_a_vault() -> Invalid:
    return Invalid(_("Send a vault as one zip file, or as a folder."), code="not_a_vault")


class _Form:
    """Follows the parts of a form as they arrive; a folder is packed into a zip on the way."""

    def __init__(self, upload: Upload, boundary: bytes) -> None:
        self._upload = upload
        self._events: list[tuple[str, bytes]] = []
        self._header: list[bytearray] = [bytearray(), bytearray()]
        self._part = _Part()
        self._files = 0
        self._names: set[str] = set()
        self._pipe = Pipe()
        self._archive: zipfile.ZipFile | None = None
        self._entry: Any = None
        self._parser = MultipartParser(boundary, self._callbacks())

    def _callbacks(self) -> Any:
        def note(kind: str) -> Any:
            return lambda: self._events.append((kind, b""))

        def keep(kind: str) -> Any:
            def take(data: bytes, start: int, end: int) -> None:
                self._events.append((kind, data[start:end]))

            return take

        return {
            "on_part_begin": note("begin"),
            "on_header_field": keep("field"),
            "on_header_value": keep("value"),
            "on_header_end": note("header"),
            "on_headers_finished": note("open"),
            "on_part_data": keep("data"),
            "on_part_end": note("close"),
        }

    async def read(self) -> AsyncIterator[bytes]:
        """The bytes of the zip that was sent, or of the one made of the folder."""
        try:
            async for piece in self._pieces():
                yield piece
        finally:
            self._let_go()

    def _let_go(self) -> None:
        """Close what a broken upload left open, or it would complain when it is collected."""
        if self._archive is not None:
            with suppress(ValueError):
                self._close()
                self._archive.close()

    async def _pieces(self) -> AsyncIterator[bytes]:
        async for chunk in self._upload.request.stream():
            self._parser.write(chunk)
            for kind, data in self._events:
                self._handle(kind, data)
            self._events.clear()
            if piece := self._pipe.take():
                yield piece
        self._parser.finalize()
        if not self._files:
            raise _not_a_vault()
        if self._archive is not None:
            self._archive.close()
        if piece := self._pipe.take():
            yield piece

    def _handle(self, kind: str, data: bytes) -> None:
        match kind:
            case "begin":
                self._part = _Part()
            case "field":
                self._header[0] += data
            case "value":
                self._header[1] += data
            case "header":
                self._read_header(*(bytes(part) for part in self._header))
                self._header = [bytearray(), bytearray()]
            case "open":
                self._open()
            case "data":
                self._take(data)
            case _:
                self._close()

    def _read_header(self, name: bytes, value: bytes) -> None:
        if name.lower() != b"content-disposition":
            return
        _kind, options = parse_options_header(value)
        self._part.name = options.get(b"name", b"").decode("utf-8", "replace")
        if (path := options.get(b"filename")) is not None:
            self._part.path = _browser_name(path)

    def _open(self) -> None:
        path = self._part.path
        if path is None:
            return
        self._files += 1
        if self._files > MOST_FILES:
            raise TooLarge(_("This folder holds more than {count} files.").format(count=MOST_FILES))
        if path.lower().endswith(".zip") and "/" not in path:
            if self._files > 1:
                raise _not_a_vault()
            self._upload.name = self._upload.name or path
            return
        if self._archive is None:
            if self._files > 1:
                raise _not_a_vault()
            self._archive = zipfile.ZipFile(self._pipe, "w", zipfile.ZIP_STORED)
            self._upload.name = self._upload.name or path.partition("/")[0].removesuffix(".md")
        # A folder is sent with its own name in front, which is no part of the vault.
        inside = path.partition("/")[2] or path
        info = entry(inside, zipfile.ZIP_STORED)
        if info.filename in self._names:
            raise Invalid(_("This upload holds two files of the same name."), code="not_a_vault")
        self._names.add(info.filename)
        self._entry = self._archive.open(info, "w", force_zip64=True)

    def _take(self, data: bytes) -> None:
        if self._entry is not None:
            self._entry.write(data)
        elif self._part.path is not None:
            self._pipe.write(data)
        elif len(self._part.value) + len(data) <= _LONGEST_FIELD:
            self._part.value += data

    def _close(self) -> None:
        if self._entry is not None:
            self._entry.close()
            self._entry = None
        elif self._part.path is None and self._part.name == "name":
            self._upload.name = self._part.value.decode("utf-8", "replace").strip() or self._upload.name


def _browser_name(raw: bytes) -> str:
    """A file name as browsers write it into a form: three characters are escaped, no others."""
    name = raw.decode("utf-8", "replace")
    for escaped, char in (("%22", '"'), ("%0D", "\r"), ("%0A", "\n")):
        name = name.replace(escaped, char)
    return name
