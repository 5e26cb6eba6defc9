"""Tells which worker processes are surely dead: each holds a file lock that ends with it."""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from coaching_app.core.settings import get_settings


def _folder() -> Path:
    return get_settings().data_dir / "workers"


def _try_lock(descriptor: int) -> bool:
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@dataclass(slots=True)
class Mark:
    """A locked file that says a worker lives; where none can be written there is only the name."""

    name: str
    path: Path | None = None
    descriptor: int = -1

    def wipe(self) -> None:
        """Take the mark away, once the worker holds no lease any more."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)
            os.close(self.descriptor)
        self.path = None


def leave_mark(name: str) -> Mark:
    """Show that a worker of this name lives, as long as this process does."""
    path = _folder() / f"{name}.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError:
        return Mark(name)
    _try_lock(descriptor)
    return Mark(name, path, descriptor)


def dead_workers() -> tuple[str, ...]:
    """Names whose lock nobody holds. Workers that see another data folder are not judged."""
    return tuple(path.stem for path in sorted(_folder().glob("*.lock")) if _is_free(path))


def forget(names: Iterable[str]) -> None:
    """Remove the marks of dead workers, after their leases were given back."""
    for name in names:
        (_folder() / f"{name}.lock").unlink(missing_ok=True)


def _is_free(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return _try_lock(descriptor)
    finally:
        os.close(descriptor)
