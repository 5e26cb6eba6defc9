"""Lets a zip be sent on while it is being written."""

import zipfile
from io import RawIOBase
from typing import Any

# Zip knows no earlier year; a fixed time makes the same vault the same file.
_TIME = (1980, 1, 1, 0, 0, 0)


class Pipe(RawIOBase):
    """Takes what a zip writer writes until it is sent on."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        """Anything may be written."""
        return True

    def write(self, data: Any, /) -> int:
        """Keep bytes for `take`."""
        self._waiting += data
        return len(data)

    def take(self) -> bytes:
        """Everything written since the last time."""
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def entry(path: str, method: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    """A file of the zip, the same whenever it is written."""
    info = zipfile.ZipInfo(path, _TIME)
    info.compress_type = method
    info.external_attr = 0o644 << 16
    return info
