"""Knows whether the built frontend still belongs to the sources beside it."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("coaching_app", "assets", "rxconfig.py")
INSTALLS = ("rxconfig.py", "requirements.lock", ".npmrc", "reflex.lock")
GENERATED = {"__pycache__", "external"}


def web_dir(root: Path = ROOT) -> Path:
    """Where Reflex works; the same variable that Reflex reads may move it."""
    return root / os.environ.get("REFLEX_WEB_WORKDIR", ".web")


def client_dir(root: Path = ROOT) -> Path:
    """The built pages, the only part of the frontend that serving needs."""
    return web_dir(root) / "build" / "client"


def files_under(path: Path) -> Iterator[Path]:
    """Every source file of a file or folder, in a fixed order."""
    if path.is_file():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(set(folders) - GENERATED)
        yield from (Path(folder, name) for name in sorted(names))


def digest(names: tuple[str, ...], root: Path = ROOT) -> str:
    """SHA-256 over names and contents."""
    total = hashlib.sha256()
    for name in names:
        for path in files_under(root / name):
            total.update(f"{path.relative_to(root).as_posix()}\0".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def stamp_file(root: Path = ROOT) -> Path:
    """Beside the built pages, not among them, so that it is not served."""
    return web_dir(root) / "build" / "stamp"


def current(root: Path = ROOT) -> str:
    """The stamp that a build of the present sources carries: sources, then what npm installs."""
    return f"{digest(SOURCES, root)} {digest(INSTALLS, root)}"


def is_built(root: Path = ROOT) -> bool:
    """Whether there is a build at all."""
    return (client_dir(root) / "index.html").is_file()


def is_fresh(root: Path = ROOT) -> bool:
    """Whether the build was made from exactly these sources and pins."""
    stamp = stamp_file(root)
    return is_built(root) and stamp.is_file() and stamp.read_text() == current(root)


def same_installs(root: Path = ROOT) -> bool:
    """Whether what npm installed for the last build is still what a new one needs."""
    stamp = stamp_file(root)
    return stamp.is_file() and stamp.read_text().rpartition(" ")[2] == digest(INSTALLS, root)
