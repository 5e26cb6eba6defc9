"""Reads a vault from a zip file or a folder without trusting anything it says about itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.vault.folder_source import plan_folder, read_folder
from coaching_app.domain.vault.plans import (
    ArchiveLimits,
    ArchivePlan,
    PlannedFile,
    SkippedFile,
    VaultFile,
)
from coaching_app.domain.vault.zip_source import plan_zip, read_zip

__all__ = [
    "ArchiveLimits",
    "ArchivePlan",
    "PlannedFile",
    "SkippedFile",
    "VaultFile",
    "inspect_archive",
    "read_archive",
    "verify_archive",
]


def inspect_archive(source: Path, limits: ArchiveLimits | None = None) -> ArchivePlan:
    """Check a zip file or folder as a whole, reading only its directory.

    Raises Invalid or TooLarge with a sentence that names the file when any of it is unacceptable.
    """
    limits = limits or ArchiveLimits()
    if source.is_dir():
        return plan_folder(source, limits)
    if not source.is_file():
        raise NotFound(_("There is no file or folder at this place."))
    return plan_zip(source, limits)


def read_archive(plan: ArchivePlan) -> Iterator[VaultFile]:
    """The files of an inspected vault in order; a file's bytes can be read until the next is taken."""
    reader = read_zip if plan.is_zip else read_folder
    return reader(plan)


def verify_archive(plan: ArchivePlan) -> None:
    """Unpack everything once without keeping it, so that lies are found before a first write."""
    for file in read_archive(plan):
        for _chunk in file.read():
            pass
