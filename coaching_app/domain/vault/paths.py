"""Names inside a vault: which are acceptable, what kind of file they are, how they compare."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from coaching_app.core.i18n import gettext as _

_MAX_PATH_BYTES = 4096
_MAX_DEPTH = 100
# A letter, a colon and more is a Windows drive; "A: a note" is an ordinary title.
_DRIVE = re.compile(r"[A-Za-z]:(?:\S|$)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SKIPPED_FOLDERS = frozenset({".trash", ".git", "__MACOSX"})


class FileKind(StrEnum):
    """What a file of a vault is to us."""

    NOTE = "note"
    CANVAS = "canvas"
    BASE = "base"
    ATTACHMENT = "attachment"
    CONFIG = "config"
    SKIPPED = "skipped"


_KINDS = {".md": FileKind.NOTE, ".canvas": FileKind.CANVAS, ".base": FileKind.BASE}


def path_key(path: str) -> str:
    """The normal form (NFC) under which a path is one and the same on every system."""
    return unicodedata.normalize("NFC", path)


def fold_key(path: str) -> str:
    """The form in which names are compared without regard to case or Unicode form."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def path_problem(path: str) -> str | None:
    """Why a path cannot be accepted, as a part of a sentence; None when it can."""
    parts = path.split("/")
    checks = (
        not path,
        _CONTROL.search(path),
        "\\" in path,
        path.startswith("/") or _DRIVE.match(path),
        "" in parts or "." in parts or ".." in parts,
        len(parts) > _MAX_DEPTH,
        len(path) > _MAX_PATH_BYTES // 4 and len(path.encode("utf-8", "replace")) > _MAX_PATH_BYTES,
        not path.isascii() and _SURROGATE.search(path),
    )
    return (
        next((reason for bad, reason in zip(checks, _reasons(), strict=True) if bad), None)
        if any(checks)
        else None
    )


def _reasons() -> tuple[str, ...]:
    return (
        _("it has an empty name"),
        _("its name has a control character"),
        _("its name has a backslash"),
        _("its path is absolute"),
        _("its path leads outside the vault"),
        _("its path is too deep"),
        _("its path is too long"),
        _("its name is not valid text"),
    )


def printable(path: str) -> str:
    """A path that can stand in a message: no control characters, not endless."""
    clean = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in path)
    return clean if len(clean) <= 120 else f"{clean[:60]}…{clean[-59:]}"


def skip_reason(path: str) -> str | None:
    """Why a file is left out on purpose; None when it belongs to the vault."""
    parts = path.split("/")
    if folder := _SKIPPED_FOLDERS.intersection(parts):
        return _("files in {folder} are not part of the vault").format(folder=min(folder))
    if parts[-1] == ".DS_Store":
        return _("a file the system keeps for itself")
    if len(parts) > 1 and parts[-2] == ".obsidian" and parts[-1].startswith("workspace"):
        return _("only remembers which windows were open")
    return None


def classify(path: str) -> FileKind:
    """What kind of file a path names; files in hidden places are configuration."""
    if skip_reason(path) is not None:
        return FileKind.SKIPPED
    if any(part.startswith(".") for part in path.split("/")):
        return FileKind.CONFIG
    return _KINDS.get(suffix(path), FileKind.ATTACHMENT)


def suffix(path: str) -> str:
    """The file name's ending in lower case with its dot, or nothing."""
    name = path.rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and stem else ""


def stem(path: str) -> str:
    """The file name without folders and without its ending."""
    name = path.rpartition("/")[2]
    ending = suffix(name)
    return name[: -len(ending)] if ending else name


def common_root(paths: Iterable[str]) -> str:
    """The one top folder that holds every file, or nothing."""
    root = ""
    for path in paths:
        first, slash, _rest = path.partition("/")
        if not slash or (root and first != root):
            return ""
        root = first
    # A vault that consists of nothing but a hidden or system folder has no root of its own.
    return "" if root.startswith(".") else root
