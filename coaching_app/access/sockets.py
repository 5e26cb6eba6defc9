"""Knows which login each page's token belongs to, and which sockets are open."""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Iterable

_MOST_TOKENS = 100_000
MOST_SOCKETS_PER_LOGIN = 30

_login_of: OrderedDict[str, str] = OrderedDict()
_open: Counter[str] = Counter()
_closers: list[Callable[[str], Awaitable[None]]] = []
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


def on_close(closer: Callable[[str], Awaitable[None]]) -> None:
    """Tell how a page's socket is closed; the composition root knows."""
    _closers[:] = [closer]


async def close_sockets(login_id: str) -> None:
    """End every open page of a login: it has signed out or lost its access."""
    for token in tokens_of(login_id):
        for closer in _closers:
            await closer(token)


def close_soon(login_ids: Iterable[str]) -> None:
    """End the pages of these logins from code that cannot wait, such as what runs after a commit."""
    for login_id in login_ids:
        task = asyncio.create_task(close_sockets(login_id))
        _closing.add(task)
        task.add_done_callback(_closing.discard)
