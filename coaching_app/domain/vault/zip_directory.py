"""Reads the directory of a zip file strictly: anything ambiguous is refused, nothing is unpacked."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from coaching_app.core.errors import Invalid, TooLarge
from coaching_app.core.i18n import gettext as _

_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 65_535
_BYTES_PER_ENTRY = 1024
_FULL32 = 0xFFFFFFFF
_FULL16 = 0xFFFF
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """One line of the directory, with sizes as it declares them."""

    name: str
    raw_name: bytes
    method: int
    flags: int
    crc: int
    packed: int
    size: int
    offset: int
    mode: int

    @property
    def is_folder(self) -> bool:
        """Whether the entry stands for a folder."""
        return self.name.endswith("/")

    @property
    def encrypted(self) -> bool:
        """Whether a password would be needed."""
        return bool(self.flags & _ENCRYPTED_FLAGS)


@dataclass(frozen=True, slots=True)
class _Directory:
    start: int
    size: int
    count: int


def damaged() -> Invalid:
    """The error for a zip whose structure does not hold together."""
    return Invalid(_("This zip file is damaged or not a zip file. Please pack the vault again."))


def _read_exactly(source: BinaryIO, offset: int, size: int) -> bytes:
    source.seek(offset)
    data = source.read(size)
    if len(data) != size:
        raise damaged()
    return data


def _find_end(source: BinaryIO) -> int:
    """Where the end record starts: its comment must reach exactly to the end of the file."""
    total = source.seek(0, 2)
    tail_start = max(0, total - _END.size - _LONGEST_COMMENT)
    tail = _read_exactly(source, tail_start, total - tail_start)
    at = tail.rfind(b"PK\5\6")
    while at >= 0:
        if at + _END.size <= len(tail):
            comment = int.from_bytes(tail[at + 20 : at + 22], "little")
            if at + _END.size + comment == len(tail):
                return tail_start + at
        at = tail.rfind(b"PK\5\6", 0, at)
    raise damaged()


def _wide_directory(source: BinaryIO, end: int) -> _Directory | None:
    """The zip64 record, when there is one in front of the end record."""
    if end < _LOCATOR.size:
        return None
    raw = _read_exactly(source, end - _LOCATOR.size, _LOCATOR.size)
    magic, disk, at, disks = _LOCATOR.unpack(raw)
    if magic != b"PK\6\7":
        return None
    if disk or disks > 1 or at + _END64.size > end - _LOCATOR.size:
        raise damaged()
    fields = _END64.unpack(_read_exactly(source, at, _END64.size))
    magic, this_disk, first_disk, here, count, size, start = (fields[0], *fields[4:10])
    if magic != b"PK\6\6" or this_disk or first_disk or here != count or start + size != at:
        raise damaged()
    return _Directory(start, size, count)


def _locate(source: BinaryIO) -> _Directory:
    end = _find_end(source)
    fields = _END.unpack(_read_exactly(source, end, _END.size))
    disk, first_disk, here, count, size, start = fields[1:7]
    if wide := _wide_directory(source, end):
        return wide
    if disk or first_disk or here != count or start + size != end:
        raise damaged()
    return _Directory(start, size, count)


def _extra_fields(extra: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        found.setdefault(kind, extra[at + 4 : at + 4 + size])
        at += 4 + size
    return found


def _decode_name(raw: bytes, flags: int, extra: dict[int, bytes]) -> str:
    """The name as text: UTF-8 by flag, by the Unicode extra field or by its bytes, else DOS cp437."""
    path = extra.get(0x7075, b"")
    if len(path) > 5 and path[0] == 1 and path[1:5] == zlib.crc32(raw).to_bytes(4, "little"):
        raw, flags = path[5:], flags | _UTF8_FLAG
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if flags & _UTF8_FLAG:
            raise damaged() from None
        return raw.decode("cp437")


def _wide_numbers(size: int, packed: int, offset: int, extra: dict[int, bytes]) -> list[int]:
    """Size, packed size and offset, taken from the zip64 field where the short ones are full."""
    wide, at = extra.get(1, b""), 0
    numbers: list[int] = []
    for value in (size, packed, offset):
        if value != _FULL32:
            numbers.append(value)
            continue
        if at + 8 > len(wide):
            raise damaged()
        numbers.append(int.from_bytes(wide[at : at + 8], "little"))
        at += 8
    return numbers


def _parse_entries(data: bytes) -> Iterator[ZipEntry]:
    at = 0
    while at < len(data):
        if at + _ENTRY.size > len(data):
            raise damaged()
        fields = _ENTRY.unpack_from(data, at)
        flags, method, crc, packed, size = fields[3], fields[4], *fields[7:10]
        name_size, extra_size, comment_size, disk = fields[10:14]
        external, offset = fields[15], fields[16]
        name_end = at + _ENTRY.size + name_size
        end = name_end + extra_size + comment_size
        if fields[0] != b"PK\1\2" or end > len(data) or disk not in {0, _FULL16}:
            raise damaged()
        raw = data[at + _ENTRY.size : name_end]
        extra = _extra_fields(data[name_end : name_end + extra_size])
        size, packed, offset = _wide_numbers(size, packed, offset, extra)
        name = _decode_name(raw, flags, extra)
        yield ZipEntry(name, raw, method, flags, crc, packed, size, offset, external >> 16)
        at = end


@dataclass(frozen=True, slots=True)
class Listing:
    """All entries in the order of the directory, where the directory starts, and its digest."""

    entries: list[ZipEntry]
    start: int
    digest: str


def directory_digest(source: BinaryIO) -> str:
    """What the directory's bytes come to; the same as that of its listing while nobody changes the file."""
    place = _locate(source)
    return _digest(_read_exactly(source, place.start, place.size))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_directory(source: BinaryIO, max_entries: int) -> Listing:
    """What the zip file says it holds.

    Raises Invalid for a damaged file and TooLarge when it lists more than `max_entries`.
    """
    place = _locate(source)
    too_many = TooLarge(_("This zip file holds more than {count} files.").format(count=max_entries))
    if place.count > max_entries or place.size > max_entries * _BYTES_PER_ENTRY + _FULL16:
        raise too_many
    entries: list[ZipEntry] = []
    data = _read_exactly(source, place.start, place.size)
    for entry in _parse_entries(data):
        entries.append(entry)
        if len(entries) > max_entries:
            raise too_many
    if len(entries) != place.count:
        raise damaged()
    return Listing(entries, place.start, _digest(data))


def data_start(source: BinaryIO, entry: ZipEntry) -> int:
    """Where the packed bytes begin; the entry's own header must tell the same name and method."""
    header = _read_exactly(source, entry.offset, _LOCAL.size + len(entry.raw_name))
    fields = _LOCAL.unpack_from(header)
    name_size, extra_size = fields[9], fields[10]
    # A name of another length is another name: the directory's own is all that is compared.
    same_name = name_size == len(entry.raw_name) and header.endswith(entry.raw_name)
    if fields[0] != b"PK\3\4" or not same_name or fields[3] != entry.method:
        raise damaged()
    return entry.offset + len(header) + extra_size
