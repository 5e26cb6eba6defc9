"""Gives a browser's login another secret, while the pages it has open go on.

A page's line says at its beginning which secret the browser has, and never again. The page on which the person proved
themselves keeps its line; every other one is cut and comes back by itself with the new cookie, which a copy of the old
one cannot.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import sockets
from coaching_app.access.logins import find_by_digest, forget
from coaching_app.core.crypto import digest_secret
from coaching_app.core.ids import new_secret
from coaching_app.db.unit_of_work import after_commit
from coaching_app.domain.actor import Actor
from coaching_app.models import Login

# What a page had begun when its line was cut goes on for so long; no new line opens with the old secret.
_GRACE_SECONDS = 60.0
_MOST_RETIRED = 20_000


@dataclass(frozen=True, slots=True)
class _Retired:
    login_id: str
    until: float


_retired: OrderedDict[str, _Retired] = OrderedDict()
# By login: the secret it has now, and the page tokens that kept their line over its last renewals.
_current: dict[str, str] = {}
_kept: dict[str, set[str]] = {}


async def renew(db: AsyncSession, actor: Actor) -> str | None:
    """The new secret of a browser's login, for its cookie; the old one opens nothing more. None for a program."""
    mine = (
        col(Login.id) == actor.login_id,
        col(Login.user_id) == actor.user_id,
        col(Login.ended_at).is_(None),
    )
    old = await db.scalar(select(col(Login.secret_digest)).where(*mine))
    if old is None or actor.scopes is not None:
        return None
    secret = new_secret()
    await db.execute(update(Login).where(*mine).values(secret_digest=digest_secret(secret)))
    after_commit(db, lambda: _retire(actor, old, digest_secret(secret)))
    return secret


def _retire(actor: Actor, old: str, new: str) -> None:
    _retired[old] = _Retired(actor.login_id, time.monotonic() + _GRACE_SECONDS)
    _current[actor.login_id] = new
    while len(_retired) > _MOST_RETIRED:
        _digest, gone = _retired.popitem(last=False)
        if all(one.login_id != gone.login_id for one in _retired.values()):
            _current.pop(gone.login_id, None)
            _kept.pop(gone.login_id, None)
    forget(user_id=actor.user_id)


def keep_line(login_id: str, token: str) -> None:
    """Let this page of the login go on as it is, and have the others come back with the new cookie."""
    if sockets.login_of(token) == login_id:
        _kept.setdefault(login_id, set()).add(token)
    sockets.cut_others(login_id, token)


async def find_on_line(secret: str, token: str) -> Actor | None:
    """Who sends an event over a line that was opened with this secret."""
    if not 20 <= len(secret) <= 100:
        return None
    digest = digest_secret(secret)
    retired = _retired.get(digest)
    if retired is not None and (token in _kept.get(retired.login_id, ()) or time.monotonic() < retired.until):
        digest = _current[retired.login_id]
    return await find_by_digest(digest)
