"""Nudges: a few words from a coach, at most one a week to a person, never to whoever rests."""

from datetime import datetime, timedelta
from math import ceil

from babel.dates import format_datetime
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, Invalid, NotFound, TooManyRequests
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.db.sealed import seal, unseal
from coaching_app.domain.actor import Actor
from coaching_app.domain.consent import Viewer, kinds_of
from coaching_app.domain.local_day import zone
from coaching_app.features.coaching import queries
from coaching_app.features.coaching.schemas import WORDS_LENGTH, NudgeRow, NudgeView
from coaching_app.features.rest import service as rest
from coaching_app.models import Nudge

WEEK = timedelta(days=7)
UNDO = timedelta(minutes=10)
# What nobody put away stays on the day's page for this long.
SHOWN = timedelta(days=14)
_MOST = 200


async def send_nudge(db: AsyncSession, actor: Actor, person_id: str, words: str) -> NudgeView:
    """Send somebody one walks with a few words; refused within a week of the last, and while they rest."""
    kinds = kinds_of(Viewer.of(actor))
    if not is_id(person_id) or not await queries.lock_tie(db, actor, person_id, kinds):
        raise NotFound
    text = _clean(words)
    if person_id in await rest.resting(db, (person_id,)):
        raise Conflict(_("Nobody is nudged while they rest."), code="resting")
    last = await queries.last_nudges(db, actor.user_id, (person_id,), now() - WEEK)
    if person_id in last:
        wait = last[person_id] + WEEK - now()
        raise TooManyRequests(
            ceil(wait.total_seconds()),
            _("One nudge a week is enough. You sent one within the last seven days."),
        )
    nudge = Nudge(
        tenant_id=actor.tenant_id, owner_id=person_id, coach_id=actor.user_id, words="", created_at=now()
    )
    nudge.words = seal(nudge, "words", text)
    db.add(nudge)
    await db.flush()
    return await _one(db, nudge.id)


def _clean(words: str) -> str:
    shown = "".join(char for char in words if char.isprintable() or char == "\n").strip()
    if not shown or len(shown) > WORDS_LENGTH:
        message = _("Write a few words, at most {limit} characters.").format(limit=WORDS_LENGTH)
        raise Invalid(message, detail={"field": "words"})
    return shown


async def list_nudges(db: AsyncSession, actor: Actor) -> tuple[NudgeView, ...]:
    """Every nudge the actor got or sent, the latest first: who, when, and what was said."""
    mine = (col(Nudge.owner_id) == actor.user_id, col(Nudge.coach_id) == actor.user_id)
    return tuple(_view(*row) for row in await queries.nudges(db, *mine, limit=_MOST))


async def open_nudges(db: AsyncSession, actor: Actor) -> tuple[NudgeRow, ...]:
    """The nudges the actor has not put away yet; none while they rest."""
    if actor.user_id in await rest.resting(db, (actor.user_id,)):
        return ()
    found = await queries.nudges(db, col(Nudge.owner_id) == actor.user_id, limit=_MOST)
    return tuple(
        NudgeRow(one.id, one.coach, _when(one.sent_at, actor), one.words)
        for one in (_view(*row) for row in found)
        if one.seen_at is None and one.sent_at > now() - SHOWN
    )


async def see_nudge(db: AsyncSession, actor: Actor, nudge_id: str) -> None:
    """Put a nudge away."""
    nudge = await _own(db, actor, nudge_id)
    nudge.seen_at = nudge.seen_at or now()
    await db.flush()


async def unsee_nudge(db: AsyncSession, actor: Actor, nudge_id: str) -> None:
    """Undo that."""
    (await _own(db, actor, nudge_id)).seen_at = None
    await db.flush()


async def take_back_nudge(db: AsyncSession, actor: Actor, nudge_id: str) -> None:
    """The coach takes back what nobody has put away yet, within ten minutes."""
    nudge = await db.get(Nudge, nudge_id) if is_id(nudge_id) else None
    if nudge is None or nudge.coach_id != actor.user_id or nudge.taken_back_at is not None:
        raise NotFound
    if nudge.seen_at is not None or nudge.created_at < now() - UNDO:
        raise Conflict(_("It has been read, or ten minutes are over."), code="settled")
    nudge.taken_back_at = now()
    await db.flush()


async def _own(db: AsyncSession, actor: Actor, nudge_id: str) -> Nudge:
    nudge = await db.get(Nudge, nudge_id) if is_id(nudge_id) else None
    if nudge is None or nudge.owner_id != actor.user_id or nudge.taken_back_at is not None:
        raise NotFound
    return nudge


async def _one(db: AsyncSession, nudge_id: str) -> NudgeView:
    return _view(*(await queries.nudges(db, col(Nudge.id) == nudge_id, limit=1))[0])


def _view(nudge: Nudge, coach: str, person: str) -> NudgeView:
    return NudgeView(
        nudge.id, nudge.coach_id, coach, nudge.owner_id, person, unseal(nudge, "words", nudge.words),
        nudge.created_at, nudge.seen_at,
    )  # fmt: skip


def _when(moment: datetime, actor: Actor) -> str:
    local = moment.astimezone(zone(actor.time_zone))
    return format_datetime(local, "EEE d MMM HH:mm", locale=actor.language.replace("-", "_"))
