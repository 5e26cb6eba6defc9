"""Knows which login each page's token belongs to, and which sockets are open."""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Generator, Iterable
from contextlib import contextmanager, suppress

_MOST_TOKENS = 100_000
MOST_SOCKETS_PER_LOGIN = 30

_login_of: OrderedDict[str, str] = OrderedDict()
_open: Counter[str] = Counter()
_Closer = Callable[[str], Awaitable[None]]
_closers: list[_Closer] = []
# How the line of a page is cut, so that the page opens it again.
_cutters: dict[str, Callable[[], Awaitable[None]]] = {}
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


@contextmanager
def open_line(token: str, cut: Callable[[], Awaitable[None]]) -> Generator[None]:
    """Know inside the block how the line of a page is cut."""
    _cutters[token] = cut
    try:
        yield
    finally:
        if _cutters.get(token) is cut:
            del _cutters[token]


async def cut_others(login_id: str, token: str) -> None:
    """Cut the lines of every page of a login but this one, as a bad network would: the pages open them again."""
    for other in tokens_of(login_id):
        cut = _cutters.get(other)
        if cut is not None and other != token:
            # It may be gone already; then there is nothing to cut.
            with suppress(Exception):
                await cut()


def close_soon(login_ids: Iterable[str]) -> None:
    """End the pages of these logins from code that cannot wait, such as what runs after a commit."""
    for login_id in login_ids:
        task = asyncio.create_task(close_sockets(login_id))
        _closing.add(task)
        task.add_done_callback(_closing.discard)
