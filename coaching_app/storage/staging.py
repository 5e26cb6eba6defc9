"""Takes in uploads of any size without holding them in memory, until a job has read them."""

import asyncio
import hashlib
import shutil
from collections.abc import AsyncIterable
from dataclasses import dataclass
from pathlib import Path

from coaching_app.core.errors import NotFound, TooLarge, Unavailable
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id, new_id
from coaching_app.core.settings import get_settings
from coaching_app.storage.files import finish_part, open_part

_WRITE_AT = 1_048_576
# Room that the database and its log need even when people upload.
_KEPT_FREE = 200_000_000


@dataclass(frozen=True, slots=True)
class StagedFile:
    """An upload at rest: its name for `staged_path`, the SHA-256 of its content in hex, its size."""

    name: str
    sha256: str
    size: int


def _folder() -> Path:
    return get_settings().files_dir / "staged"


def staged_path(name: str) -> Path:
    """Where the upload lies; raises NotFound for a name we did not make or that is gone."""
    if not is_id(name):
        raise NotFound
    path = _folder() / name
    if not path.is_file():
        raise NotFound
    return path


def _check_room(size: int, limit: int) -> None:
    if size > limit:
        message = _("This is larger than the {limit} MB that are accepted here.")
        raise TooLarge(message.format(limit=limit // 1_000_000))
    folder = get_settings().data_dir
    if folder.is_dir() and shutil.disk_usage(folder).free < _KEPT_FREE + _WRITE_AT:
        raise Unavailable(_("The server has no room left for this upload."))


async def stage(chunks: AsyncIterable[bytes], *, limit: int, expected: int = 0) -> StagedFile:
    """Write an upload to the disk as it arrives; raises TooLarge as soon as it passes `limit` bytes.

    `expected` is the size the sender announced, if any. Whatever goes wrong, nothing is left behind.
    """
    _check_room(expected, limit)
    digest, size, waiting = hashlib.sha256(), 0, bytearray()
    part, stream = await asyncio.to_thread(open_part)

    def write(data: bytes) -> None:
        digest.update(data)
        stream.write(data)

    try:
        async for chunk in chunks:
            size += len(chunk)
            waiting += chunk
            if len(waiting) >= _WRITE_AT or size > limit:
                _check_room(size, limit)
                await asyncio.to_thread(write, bytes(waiting))
                waiting.clear()
        await asyncio.to_thread(write, bytes(waiting))
        name = new_id()
        await asyncio.to_thread(finish_part, part, stream, _folder() / name)
    finally:
        stream.close()
        part.unlink(missing_ok=True)
    return StagedFile(name, digest.hexdigest(), size)


async def unstage(name: str) -> None:
    """Remove an upload; nothing happens when it is gone."""
    if is_id(name):
        await asyncio.to_thread((_folder() / name).unlink, missing_ok=True)


def list_older(seconds: float, now: float) -> list[str]:
    """The names of uploads that have lain longer than this; parts that a kill left are removed at once."""
    root = get_settings().files_dir
    for part in (root / "parts").glob("*"):
        if part.stat().st_mtime < now - seconds:
            part.unlink(missing_ok=True)
    return [path.name for path in _folder().glob("*") if path.stat().st_mtime < now - seconds]
