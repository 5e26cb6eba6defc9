"""Keeps private files by the hash of their content, each tenant's apart from every other's.

A file appears under its name only when all of it is on the disk: a kill leaves a nameless part in
`parts`, never a file that is cut short. The same content is stored once per tenant.
"""

import asyncio
import hashlib
import os
import re
from collections.abc import AsyncIterator, Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from coaching_app.core.errors import NotFound
from coaching_app.core.ids import is_id, new_id
from coaching_app.core.settings import get_settings

_DIGEST = re.compile(r"[0-9a-f]{64}")
_CHUNK = 262_144


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What was stored: the SHA-256 of the content in hex, and its size in bytes."""

    sha256: str
    size: int


def _path(tenant_id: str, sha256: str) -> Path:
    # Both parts become names on the disk, so neither may be anything but what we made ourselves.
    if not is_id(tenant_id) or not _DIGEST.fullmatch(sha256):
        raise NotFound
    return get_settings().files_dir / tenant_id / sha256[:2] / sha256


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """A folder only we can look into, and its name in the folder above made durable."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def open_part() -> tuple[Path, BinaryIO]:
    """A new nameless file to write into."""
    folder = get_settings().files_dir / "parts"
    make_folder(folder)
    path = folder / new_id()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return path, os.fdopen(handle, "wb")


def finish_part(part: Path, stream: BinaryIO, final: Path) -> None:
    """Give the finished part its name; after this it survives a power cut."""
    stream.flush()
    os.fsync(stream.fileno())
    make_folder(final.parent)
    part.replace(final)
    sync_folder(final.parent)


def put_chunks(tenant_id: str, chunks: Iterable[bytes]) -> StoredFile:
    """Store bytes from a blocking source; call it in a thread. What the source raises leaves nothing."""
    digest, size = hashlib.sha256(), 0
    part, stream = open_part()
    try:
        with stream:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                stream.write(chunk)
            final = _path(tenant_id, digest.hexdigest())
            if final.exists():
                # A sweep spares young files: somebody is about to refer to this one again.
                os.utime(final)
            else:
                finish_part(part, stream, final)
    finally:
        part.unlink(missing_ok=True)
    return StoredFile(digest.hexdigest(), size)


async def exists(tenant_id: str, sha256: str) -> bool:
    """Whether the tenant has a file with this content."""
    return await asyncio.to_thread(_path(tenant_id, sha256).is_file)


def read_chunks(tenant_id: str, sha256: str) -> Generator[bytes]:
    """The bytes of a file in pieces; call it in a thread. Raises NotFound when there is none."""
    try:
        stream = _path(tenant_id, sha256).open("rb")
    except FileNotFoundError:
        raise NotFound from None
    with stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


async def stream(tenant_id: str, sha256: str) -> AsyncIterator[bytes]:
    """The bytes of a file in pieces; raises NotFound, before the first of them, when there is none."""
    chunks = read_chunks(tenant_id, sha256)
    try:
        while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
            yield chunk
    finally:
        chunks.close()


async def delete(tenant_id: str, sha256: str) -> None:
    """Remove a file; nothing happens when there is none."""
    await asyncio.to_thread(_path(tenant_id, sha256).unlink, missing_ok=True)


def list_older(tenant_id: str, seconds: float, now: float) -> Iterator[str]:
    """The hashes of a tenant's files that were last stored longer ago than this; for a sweep, in a thread."""
    if not is_id(tenant_id):
        raise NotFound
    for path in (get_settings().files_dir / tenant_id).glob("??/*"):
        if _DIGEST.fullmatch(path.name) and path.stat().st_mtime < now - seconds:
            yield path.name
