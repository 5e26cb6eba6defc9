"""Plans and reads a vault inside a zip file, unpacking with its own bounds and never to disk."""

from __future__ import annotations

import stat
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from coaching_app.core.errors import Invalid, TooLarge
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.vault.paths import path_problem, printable, skip_reason
from coaching_app.domain.vault.plans import (
    ArchiveLimits,
    ArchivePlan,
    Packed,
    PlannedFile,
    SkippedFile,
    VaultFile,
    check_sizes,
    make_plan,
    planned,
    refused,
)
from coaching_app.domain.vault.zip_directory import (
    Listing,
    ZipEntry,
    damaged,
    data_start,
    directory_digest,
    read_directory,
)

_CHUNK = 65_536
_STORED, _DEFLATED = 0, 8


def plan_zip(source: Path, limits: ArchiveLimits) -> ArchivePlan:
    """Check every entry of a zip file; the first that is unacceptable refuses the file."""
    with source.open("rb") as stream:
        listing = read_directory(stream, limits.max_files)
        _check_tree(listing.entries)
        total = 0
        for entry in listing.entries:
            _check_entry(entry)
            total += entry.size
            check_sizes(entry.name, entry.size, total, limits)
            _check_ratio(entry.name, entry.size, entry.packed, limits)
        places = _places(stream, listing)
        _check_ratio(source.name, total, stream.seek(0, 2), limits)
    return _to_plan(source, listing, places)


def _to_plan(source: Path, listing: Listing, places: dict[str, Packed]) -> ArchivePlan:
    files: list[PlannedFile] = []
    skipped: list[SkippedFile] = []
    for entry in listing.entries:
        if entry.is_folder:
            continue
        if reason := skip_reason(entry.name):
            skipped.append(SkippedFile(entry.name, reason))
        else:
            files.append(planned(entry.name, entry.size, places[entry.name]))
    return make_plan(source, files, skipped, _empty_folders(listing.entries), directory=listing.digest)


def _empty_folders(entries: list[ZipEntry]) -> list[str]:
    filled = _parents(entry.name.rstrip("/") for entry in entries)
    folders = (entry.name.rstrip("/") for entry in entries if entry.is_folder)
    return [name for name in folders if name not in filled and skip_reason(f"{name}/-") is None]


def _parents(paths: Iterator[str]) -> set[str]:
    found: set[str] = set()
    for path in paths:
        parent = path.rpartition("/")[0]
        while parent and parent not in found:
            found.add(parent)
            parent = parent.rpartition("/")[0]
    return found


def _check_tree(entries: list[ZipEntry]) -> None:
    """Names are unique, and nothing is a file and a folder at the same time."""
    seen: set[str] = set()
    for entry in entries:
        if entry.name in seen:
            raise refused(entry.name, _("the name is in the zip file twice"))
        seen.add(entry.name)
    folders = _parents(iter(seen)) | {name[:-1] for name in seen if name.endswith("/")}
    if clash := folders & seen:
        raise refused(min(clash), _("it is a file and a folder at the same time"))


def _check_entry(entry: ZipEntry) -> None:
    name = entry.name[:-1] if entry.is_folder else entry.name
    if problem := path_problem(name):
        raise refused(entry.name, problem)
    if entry.encrypted:
        raise refused(entry.name, _("it is protected by a password"))
    if stat.S_ISLNK(entry.mode):
        raise refused(entry.name, _("it is a link to another place"))
    kind = stat.S_IFMT(entry.mode)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise refused(entry.name, _("it is a device, not a file"))
    if (kind == stat.S_IFDIR or entry.is_folder) and (entry.size or not entry.is_folder):
        raise refused(entry.name, _("it is a folder that claims to have content"))
    if entry.method not in {_STORED, _DEFLATED}:
        raise refused(entry.name, _("it is packed in an unusual way; use an ordinary zip file"))
    if entry.method == _STORED and entry.size != entry.packed:
        raise refused(entry.name, _("its size is not what the zip file says"))


def _check_ratio(name: str, size: int, packed: int, limits: ArchiveLimits) -> None:
    if size > limits.ratio_floor and size > packed * limits.max_ratio:
        message = _("“{path}” unpacks to an unreasonable size, so the vault was not imported.")
        raise TooLarge(message.format(path=printable(name)), detail={"path": name})


def _places(stream: BinaryIO, listing: Listing) -> dict[str, Packed]:
    """Where each entry's bytes lie: no two share any, and none reaches into the directory."""
    places: dict[str, Packed] = {}
    free_from = 0
    for entry in sorted(listing.entries, key=lambda entry: entry.offset):
        if entry.offset < free_from or entry.offset >= listing.start:
            raise refused(entry.name, _("it overlaps another file inside the zip file"))
        at = data_start(stream, entry)
        free_from = at + entry.packed
        if free_from > listing.start:
            raise refused(entry.name, _("it overlaps another file inside the zip file"))
        places[entry.name] = Packed(at, entry.packed, entry.crc, entry.method == _DEFLATED)
    return places


def read_zip(plan: ArchivePlan) -> Iterator[VaultFile]:
    """The files of a planned zip, in the order of its directory."""
    with plan.source.open("rb") as stream:
        if directory_digest(stream) != plan.directory:
            raise Invalid(_("The zip file changed while it was being read."))
        for file in plan.files:
            chunks: Callable[[], Iterator[bytes]] = partial(_read_file, stream, file)
            yield VaultFile(file.path, file.key, file.size, file.kind, chunks)


def _read_file(stream: BinaryIO, file: PlannedFile) -> Iterator[bytes]:
    """The unpacked bytes of a file, exactly as many as its entry declares and with its checksum."""
    assert file.packed is not None
    place = file.packed
    lie = refused(file.path, _("its content is not what the zip file says"))
    if place.packed <= _CHUNK and file.size <= _CHUNK:
        yield _read_small(stream, file.size, place, lie)
        return
    size = crc = 0
    for chunk in _unpacked(stream, place, lie):
        size += len(chunk)
        if size > file.size:
            raise lie
        crc = zlib.crc32(chunk, crc)
        yield chunk
    if size != file.size or crc != place.crc:
        raise lie


def _read_small(stream: BinaryIO, size: int, place: Packed, lie: Invalid) -> bytes:
    """All bytes at once, as most notes fit; never unpacks more than one byte too many."""
    stream.seek(place.at)
    data = stream.read(place.packed)
    if place.deflated:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            data = unpacker.decompress(data, size + 1)
        except zlib.error:
            raise lie from None
        if not unpacker.eof or unpacker.unused_data:
            raise lie
    if len(data) != size or zlib.crc32(data) != place.crc:
        raise lie
    return data


def _packed(stream: BinaryIO, place: Packed) -> Iterator[bytes]:
    at, left = place.at, place.packed
    while left:
        # The position is set anew each time, as two files may be read in turns.
        stream.seek(at)
        chunk = stream.read(min(_CHUNK, left))
        if not chunk:
            raise damaged()
        at, left = at + len(chunk), left - len(chunk)
        yield chunk


def _unpacked(stream: BinaryIO, place: Packed, lie: Invalid) -> Iterator[bytes]:
    if not place.deflated:
        yield from _packed(stream, place)
        return
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for chunk in _packed(stream, place):
            data = chunk
            while data and not unpacker.eof:
                if piece := unpacker.decompress(data, _CHUNK):
                    yield piece
                data = unpacker.unconsumed_tail
            if unpacker.eof and unpacker.unused_data:
                raise lie
        while not unpacker.eof and (piece := unpacker.decompress(b"", _CHUNK)):
            yield piece
    except zlib.error:
        raise lie from None
    if not unpacker.eof:
        raise lie
