"""Reads the vendor's event stream off the line: bytes in, plain JSON objects out.

The SDK opens the stream and names its faults; its own reader builds checked objects of every piece of text, which
costs more than everything else that happens to the piece.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

LONGEST_EVENT = 4_000_000
Event = Mapping[str, object]


@dataclass(slots=True)
class Trouble(Exception):
    """The vendor said inside the stream that the answer failed."""

    body: object


class EventBuffer:
    """Holds what has come of an event until it is whole."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """The events that are whole now, then perhaps Trouble, or ValueError for what is no event stream."""
        data = self._rest + chunk
        if b"\r" in data:
            data = _with_plain_lines(data)
        *blocks, self._rest = data.split(b"\n\n")
        if len(self._rest) > LONGEST_EVENT:
            raise ValueError("an event without an end")
        for block in blocks:
            if (event := _event(block)) is not None:
                yield event


def _with_plain_lines(data: bytes) -> bytes:
    """Every line end as one character; a last one may be half of a pair and waits."""
    tail = b"\r" if data.endswith(b"\r") else b""
    return data[: len(data) - len(tail)].replace(b"\r\n", b"\n").replace(b"\r", b"\n") + tail


def _event(block: bytes) -> Event | None:
    name, parts = b"", list[bytes]()
    for line in block.split(b"\n"):
        if line.startswith(b"data:"):
            parts.append(line[5:].removeprefix(b" "))
        elif line.startswith(b"event:"):
            name = line[6:].strip()
    if name == b"error":
        raise Trouble(_body(b"\n".join(parts)))
    if not parts or name == b"ping":
        return None
    found: object = json.loads(b"\n".join(parts).decode())
    if not isinstance(found, dict):
        raise ValueError("an event is no object")  # noqa: TRY004 - the line is at fault, not a type of ours
    return cast("Event", found)


def _body(data: bytes) -> object:
    """What is said about the trouble, as JSON when it is that."""
    text = data.decode(errors="replace")
    try:
        return json.loads(text)
    except ValueError:
        return text
