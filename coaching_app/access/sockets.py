"""Knows which login each page's token belongs to, and which sockets are open."""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Generator, Iterable, MutableMapping
from contextlib import contextmanager
from typing import Any

_MOST_TOKENS = 100_000
MOST_SOCKETS_PER_LOGIN = 30
_GONE = {"type": "websocket.disconnect", "code": 1006}
_Message = MutableMapping[str, Any]

_login_of: OrderedDict[str, str] = OrderedDict()
_open: Counter[str] = Counter()
_Closer = Callable[[str], Awaitable[None]]
_closers: list[_Closer] = []
_lines: dict[str, "Line"] = {}
# A task that nobody holds may be collected before it is done.
_closing: set[asyncio.Task[None]] = set()


def login_of(token: str) -> str | None:
    """The login that first used this page token."""
    return _login_of.get(token)


def bind(token: str, login_id: str) -> None:
    """Give a page token to a login for good."""
    _login_of[token] = login_id
    _login_of.move_to_end(token)
    while len(_login_of) > _MOST_TOKENS:
        _login_of.popitem(last=False)


def tokens_of(login_id: str) -> tuple[str, ...]:
    """Every page token a login has used."""
    return tuple(token for token, owner in _login_of.items() if owner == login_id)


def enter(login_id: str) -> bool:
    """Count a socket in; False when the login has too many."""
    if _open[login_id] >= MOST_SOCKETS_PER_LOGIN:
        return False
    _open[login_id] += 1
    return True


def leave(login_id: str) -> None:
    """Count a socket out."""
    _open[login_id] -= 1
    if _open[login_id] <= 0:
        del _open[login_id]


def on_close(closer: _Closer) -> None:
    """Tell how a page's socket is closed; the composition root knows."""
    _closers[:] = [closer]


async def close_sockets(login_id: str) -> None:
    """End every open page of a login: it has signed out or lost its access."""
    for token in tokens_of(login_id):
        for closer in _closers:
            await closer(token)


class Line:
    """What comes in over the socket of one page; cut, it ends as if the network had gone."""

    def __init__(self, receive: Callable[[], Awaitable[_Message]]) -> None:
        self._receive = receive
        self._reader: asyncio.Task[Any] | None = None
        self._is_cut = False

    async def receive(self) -> _Message:
        """The next message. Not a wait for two things at once: that would cost every event a task."""
        if self._is_cut:
            return dict(_GONE)
        self._reader = asyncio.current_task()
        try:
            return await self._receive()
        except asyncio.CancelledError:
            if self._reader is None or not self._is_cut:
                raise
            self._reader.uncancel()
            return dict(_GONE)
        finally:
            self._reader = None

    def cut(self) -> None:
        """End it. The server sends nothing, not even a goodbye, while it waits for what comes in."""
        self._is_cut = True
        if self._reader is not None:
            self._reader.cancel()


@contextmanager
def open_line(token: str, line: Line) -> Generator[None]:
    """Know inside the block which line a page has."""
    _lines[token] = line
    try:
        yield
    finally:
        if _lines.get(token) is line:
            del _lines[token]


def cut_others(login_id: str, token: str) -> None:
    """Cut the lines of every page of a login but this one: the pages open them again, with the cookie they have."""
    for other in tokens_of(login_id):
        if other != token and (line := _lines.get(other)) is not None:
            line.cut()


def close_soon(login_ids: Iterable[str]) -> None:
    """End the pages of these logins from code that cannot wait, such as what runs after a commit."""
    for login_id in login_ids:
        task = asyncio.create_task(close_sockets(login_id))
        _closing.add(task)
        task.add_done_callback(_closing.discard)
