"""Plans and reads a vault that lies in a folder, following no link out of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from coaching_app.core.errors import Invalid, TooLarge
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.vault.paths import path_problem, printable, skip_reason
from coaching_app.domain.vault.plans import (
    ArchiveLimits,
    ArchivePlan,
    PlannedFile,
    SkippedFile,
    VaultFile,
    check_sizes,
    make_plan,
    planned,
    refused,
)

_CHUNK = 65_536


def plan_folder(source: Path, limits: ArchiveLimits) -> ArchivePlan:
    """Look at every file under a folder; links are never followed, and one that leaves it refuses it."""
    files: list[PlannedFile] = []
    skipped: list[SkippedFile] = []
    empty: list[str] = []
    total = 0
    for path, entry in _walk(source, "", empty, skipped):
        reason = path_problem(path) or skip_reason(path) or _link_reason(source, path, entry)
        if reason:
            skipped.append(SkippedFile(path.encode("utf-8", "replace").decode(), reason))
            continue
        details = entry.stat(follow_symlinks=False)
        if not stat.S_ISREG(details.st_mode):
            raise refused(path, _("it is a device, not a file"))
        total += details.st_size
        check_sizes(path, details.st_size, total, limits)
        files.append(planned(path, details.st_size))
        if len(files) > limits.max_files:
            message = _("This folder holds more than {count} files.")
            raise TooLarge(message.format(count=limits.max_files))
    return make_plan(source, files, skipped, empty)


def _walk(
    source: Path, folder: str, empty: list[str], skipped: list[SkippedFile]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Everything under a folder that is not a folder itself, in the order of names."""
    pending = [folder]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(source / folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError:
            skipped.append(SkippedFile(printable(folder) or ".", _("the folder cannot be read")))
            continue
        if folder and not entries:
            empty.append(folder)
        below: list[str] = []
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if not entry.is_dir(follow_symlinks=False):
                yield path, entry
            elif reason := skip_reason(f"{path}/-"):
                skipped.append(SkippedFile(path, reason))
            else:
                below.append(path)
        pending.extend(reversed(below))


def _link_reason(source: Path, path: str, entry: os.DirEntry[str]) -> str | None:
    if not entry.is_symlink():
        return None
    target = os.path.realpath(entry.path)
    root = os.path.realpath(source)
    if os.path.commonpath([root, target]) != root:
        raise refused(path, _("it is a link that leaves the folder"))
    return _("links are not followed")


def read_folder(plan: ArchivePlan) -> Iterator[VaultFile]:
    """The files of a planned folder."""
    for file in plan.files:
        chunks: Callable[[], Iterator[bytes]] = partial(_read_file, plan.source, file)
        yield VaultFile(file.path, file.key, file.size, file.kind, chunks)


def _read_file(source: Path, file: PlannedFile) -> Iterator[bytes]:
    """The bytes of a file, as many as were there when the folder was looked at."""
    changed = Invalid(
        _("“{path}” changed while it was being read.").format(path=printable(file.path)),
        detail={"path": file.path},
    )
    try:
        # A link put in the place of the file since is not followed; a pipe does not block.
        handle = os.open(source / file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        raise changed from None
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise changed
        left = file.size
        while left:
            chunk = stream.read(min(_CHUNK, left))
            if not chunk:
                raise changed
            left -= len(chunk)
            yield chunk
        if stream.read(1):
            raise changed
