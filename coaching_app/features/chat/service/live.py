"""Keeps the runs that are being answered in this process: what was said so far, and who waits for more."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from coaching_app.core.errors import TooManyRequests
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.quotes import SourceSpan
from coaching_app.features.chat.schemas import Answered, Broke, Idle, Remarked, RunEvent, Said

PING_SECONDS = 15.0
MOST_READERS = 24


@dataclass(slots=True, eq=False)
class LiveRun:
    """One answer in the making; readers follow it by how many characters they have."""

    run_id: str
    owner_id: str
    text: str = ""
    sources: tuple[SourceSpan, ...] = ()
    remarks: list[str] = field(default_factory=list[str])
    ending: Answered | Broke | None = None
    is_stop_asked: bool = False
    task: asyncio.Task[None] | None = None
    listening: asyncio.Task[object] | None = None
    _pulse: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, text: str) -> None:
        """Add to the answer."""
        self.text += text
        self._beat()

    def remark(self, message: str) -> None:
        """Show something in passing."""
        self.remarks.append(message)
        self._beat()

    def end(self, ending: Answered | Broke) -> None:
        """Nothing follows."""
        self.ending = ending
        self._beat()

    def ask_to_stop(self) -> None:
        """Stop listening to the provider; what was said is kept."""
        self.is_stop_asked = True
        if self.listening is not None:
            self.listening.cancel()

    def _beat(self) -> None:
        pulse, self._pulse = self._pulse, asyncio.Event()
        pulse.set()

    async def follow(self, after: int) -> AsyncGenerator[RunEvent]:
        """Everything from that character on, each piece once, until the end; Idle when the line is quiet."""
        remarked = 0
        while True:
            pulse = self._pulse
            if len(self.text) > after:
                piece, after = self.text[after:], len(self.text)
                yield Said(after, piece)
            for message in self.remarks[remarked:]:
                remarked += 1
                yield Remarked(message)
            if self.ending is not None and len(self.text) <= after:
                yield self.ending
                return
            try:
                # What came while a reader was slow has already set this pulse. Not wait_for: that makes a task each.
                async with asyncio.timeout(PING_SECONDS):
                    await pulse.wait()
            except TimeoutError:
                yield Idle()


_live: dict[str, LiveRun] = {}
_readers: Counter[str] = Counter()


def begin(run: LiveRun) -> None:
    """Make the run known."""
    _live[run.run_id] = run


def live_run(run_id: str) -> LiveRun | None:
    """The run, if it is being answered now."""
    return _live.get(run_id)


def forget(run_id: str) -> None:
    """The run has ended and is stored."""
    _live.pop(run_id, None)


def live_runs() -> tuple[LiveRun, ...]:
    """All runs being answered now."""
    return tuple(_live.values())


@contextmanager
def reading(user_id: str) -> Generator[None]:
    """Count an open stream of the person; raises TooManyRequests when there are too many."""
    if _readers[user_id] >= MOST_READERS:
        raise TooManyRequests(5, _("Too many open answers. Please close some tabs."))
    _readers[user_id] += 1
    try:
        yield
    finally:
        _readers[user_id] -= 1
        if not _readers[user_id]:
            del _readers[user_id]
