"""What a vault holds before any of it is read, and the limits it has to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from coaching_app.core.errors import Invalid, TooLarge
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.vault.paths import FileKind, classify, common_root, path_key, printable

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What a vault may measure; a ratio counts only for what unpacks to more than `ratio_floor`."""

    max_files: int = 50_000
    max_total_bytes: int = 4096 * _MIB
    max_file_bytes: int = 512 * _MIB
    max_ratio: int = 200
    ratio_floor: int = 4 * _MIB


class Packed(NamedTuple):
    """Where a zip file holds the bytes of a file, and what they must unpack to."""

    at: int
    packed: int
    crc: int
    deflated: bool


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file that will be read; one inside a zip file knows where it lies."""

    path: str
    size: int
    kind: FileKind
    packed: Packed | None = None

    @property
    def key(self) -> str:
        """The path in normal form."""
        return path_key(self.path)


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that will not be read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ArchivePlan:
    """What a vault holds, checked, before any of it is read.

    `directory` is a digest of a zip file's own list, by which a change of the file is noticed.
    """

    source: Path
    files: tuple[PlannedFile, ...]
    skipped: tuple[SkippedFile, ...]
    empty_folders: tuple[str, ...]
    total_bytes: int
    common_root: str
    directory: str

    @property
    def is_zip(self) -> bool:
        """Whether the vault is a zip file, which lists its entries, and not a folder."""
        return bool(self.directory)

    def count(self, kind: FileKind) -> int:
        """How many files of a kind there are."""
        return sum(file.kind is kind for file in self.files)


@dataclass(frozen=True, slots=True)
class VaultFile:
    """A file of a vault, whose bytes are read on demand while the vault is open."""

    path: str
    key: str
    size: int
    kind: FileKind
    _chunks: Callable[[], Iterator[bytes]] = field(repr=False, compare=False)

    def read(self) -> Iterator[bytes]:
        """The bytes in pieces of at most 64 KiB; raises Invalid when they are not as declared."""
        return self._chunks()

    def read_all(self) -> bytes:
        """All bytes at once, for files known to be small."""
        return b"".join(self._chunks())


def make_plan(
    source: Path,
    files: list[PlannedFile],
    skipped: list[SkippedFile],
    empty_folders: list[str],
    *,
    directory: str = "",
) -> ArchivePlan:
    """Put a plan together from what a source found."""
    return ArchivePlan(
        source=source,
        files=tuple(files),
        skipped=tuple(skipped),
        empty_folders=tuple(empty_folders),
        total_bytes=sum(file.size for file in files),
        common_root=common_root(file.path for file in files) if directory else "",
        directory=directory,
    )


def planned(path: str, size: int, packed: Packed | None = None) -> PlannedFile:
    """A file of the plan with its kind worked out."""
    return PlannedFile(path, size, classify(path), packed)


def refused(path: str, reason: str) -> Invalid:
    """The error that refuses a whole vault because of one file."""
    message = _("The vault was not imported because of “{path}”: {reason}.")
    return Invalid(message.format(path=printable(path), reason=reason), detail={"path": path})


def check_sizes(path: str, size: int, total: int, limits: ArchiveLimits) -> None:
    """Raise TooLarge when a file, or everything up to it, measures too much."""
    if size > limits.max_file_bytes:
        message = _("The file “{path}” is larger than {limit} MB.")
        limit = limits.max_file_bytes // _MIB
        raise TooLarge(message.format(path=printable(path), limit=limit), detail={"path": path})
    if total > limits.max_total_bytes:
        message = _("The vault is larger than {limit} MB when unpacked.")
        raise TooLarge(message.format(limit=limits.max_total_bytes // _MIB))
