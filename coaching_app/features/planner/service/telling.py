"""Tells people what happens to their plans: what the planner needs of whoever reminds, named at the start."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import speaking
from coaching_app.domain.actor import Actor
from coaching_app.models import GoalAssignment, User


class Tell(Protocol):
    """Tells a person something, once for its key."""

    async def __call__(
        self,
        db: AsyncSession,
        /,
        *,
        person_id: str,
        tenant_id: str,
        key: str,
        title: str,
        body: str,
        href: str,
    ) -> object:
        """False when the key was used before."""
        ...


@dataclass(frozen=True, slots=True)
class Teller:
    """How people are told, and `settle(db, key)` once nothing is left to say about it."""

    tell: Tell
    settle: Callable[[AsyncSession, str], Awaitable[None]]


_tellers: list[Teller] = []


def use_teller(teller: Teller) -> None:
    """Tell people there."""
    _tellers[:] = [teller]


async def tell_draft(db: AsyncSession, coach: Actor, given: GoalAssignment, title: str) -> None:
    """A plan is there for the person."""
    with await _speaking(db, given.person_id):
        words = _("{name} prepared a plan for you").format(name=coach.display_name)
        body = _("{title}. It is a draft: make it yours, and ask for a review.").format(title=title)
    await _tell(db, given, "given", words, body)


async def tell_request(db: AsyncSession, person: Actor, given: GoalAssignment) -> None:
    """The coach who gave the plan may look at it; what it says stays in it."""
    await _settle(db, given, "answer")
    with await _speaking(db, given.coach_id):
        words = _("{name} asks you to look at a plan").format(name=person.display_name)
    await _tell(db, given, "review", words)


async def tell_answer(db: AsyncSession, coach: Actor, given: GoalAssignment, *, is_agreed: bool) -> None:
    """The coach has looked at it, and nobody needs to be reminded of that any more."""
    await _settle(db, given, "review")
    with await _speaking(db, given.person_id):
        agreed = _("{name} agreed: your plan begins")
        words = (agreed if is_agreed else _("{name} answered about your plan")).format(
            name=coach.display_name
        )
    await _tell(db, given, "answer", words)


async def forget_request(db: AsyncSession, given: GoalAssignment) -> None:
    """The person took it back before anybody looked."""
    await _settle(db, given, "review")


async def _tell(db: AsyncSession, given: GoalAssignment, about: str, title: str, body: str = "") -> None:
    if about == "review":
        person_id, href = given.coach_id, "/templates"
    else:
        person_id, href = given.person_id, f"/planner/goal/{given.goal_id}"
    for teller in _tellers:
        await teller.tell(
            db,
            person_id=person_id,
            tenant_id=given.tenant_id,
            key=f"plan:{given.id}:{about}",
            title=title,
            body=body,
            href=href,
        )


async def _settle(db: AsyncSession, given: GoalAssignment, about: str) -> None:
    for teller in _tellers:
        await teller.settle(db, f"plan:{given.id}:{about}")


async def _speaking(db: AsyncSession, person_id: str) -> AbstractContextManager[None]:
    """The language of whoever reads it."""
    person = await db.get(User, person_id)
    return speaking(person.language) if person else nullcontext()
