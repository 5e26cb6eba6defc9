"""Looks at what somebody shares: for whoever may see it, with receipts, and for the owner as that viewer."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access import audit
from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import speaking
from coaching_app.core.ids import is_id
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.consent import Category, Viewer
from coaching_app.domain.rest import Area
from coaching_app.features.chat import service as chat
from coaching_app.features.companion.schemas import Opened, PersonPage, Row, Said, Section
from coaching_app.features.companion.service.sections import AREAS, READERS, Eyes
from coaching_app.features.consent import service as consent
from coaching_app.features.knowledge import service as knowledge
from coaching_app.features.rest import service as rest
from coaching_app.features.shell.service import initials_of
from coaching_app.models import Membership, Relationship, User

PAGE = "person page"
API = "api"


def eyes_of(actor: Actor) -> Eyes:
    """The acting person as the one who looks."""
    return Eyes(Viewer.of(actor), actor.language, actor.time_zone)


async def eyes_of_viewer(db: AsyncSession, actor: Actor, viewer_id: str) -> Eyes:
    """The eyes of somebody who walks with the actor, to see what they see; NotFound for all others."""
    query = (
        select(col(Membership.role), col(User.language), col(User.time_zone))
        .join(User, col(User.id) == col(Membership.user_id))
        .join(Relationship, col(Relationship.coach_id) == col(User.id))
        .where(
            col(User.id) == viewer_id,
            col(Membership.tenant_id) == actor.tenant_id,
            col(Membership.ended_at).is_(None),
            col(Relationship.mentee_id) == actor.user_id,
            col(Relationship.status) == "active",
        )
    )
    row = (await db.execute(query)).first() if is_id(viewer_id) else None
    if row is None:
        raise NotFound
    return Eyes(Viewer(viewer_id, Role(row[0])), row[1], row[2])


async def draw_person(db: AsyncSession, eyes: Eyes, tenant_id: str, owner_id: str) -> PersonPage:
    """The page of one person as these eyes see it; leaves no receipt."""
    if not is_id(owner_id):
        raise NotFound
    with speaking(eyes.language):
        person = await consent.look_at(db, eyes.viewer, tenant_id, owner_id)
        sections = [
            section
            for category in READERS
            if (section := await _section(db, eyes, owner_id, category)).rows
            or category.value in person.categories
        ]
        is_resting = owner_id in await rest.resting(db, (owner_id,))
        return PersonPage(
            person_id=owner_id,
            name=person.name,
            initials=initials_of(person.name),
            words=_words(bool(sections), person.name, is_forced=person.is_forced),
            is_resting=is_resting,
            is_forced=person.is_forced,
            sections=tuple(sections),
        )


def _words(shares: bool, name: str, *, is_forced: bool) -> str:
    if is_forced:
        return _("Opened by two people, for a limited time. {name} was told and sees every reading.").format(
            name=name
        )
    if not shares:
        return _("{name} shares nothing with you at the moment.").format(name=name)
    return _("What {name} shares with you. Every reading leaves a receipt that {name} can see.").format(
        name=name
    )


async def _section(db: AsyncSession, eyes: Eyes, owner_id: str, category: Category) -> Section:
    area = AREAS.get(category, Area.ALL)
    return Section(
        category=category.value,
        label=consent.category_label(category.value),
        is_resting=owner_id in await rest.resting(db, (owner_id,), area=area.value),
        rows=await READERS[category](db, eyes, owner_id),
    )


async def read_person(db: AsyncSession, actor: Actor, owner_id: str, *, surface: str = PAGE) -> PersonPage:
    """The page of one person for the actor; every row that is shown leaves a receipt."""
    page = await draw_person(db, eyes_of(actor), actor.tenant_id, owner_id)
    for section in page.sections:
        await _leave(db, actor, owner_id, Category(section.category), section.rows, surface=surface)
    return page


async def _leave(
    db: AsyncSession, actor: Actor, owner_id: str, category: Category, rows: tuple[Row, ...], *, surface: str
) -> None:
    if not rows:
        return
    await consent.record_reads(db, actor, owner_id, category, [row.id for row in rows], surface=surface)
    audit.note(db, "consent.read", owner_id=owner_id, category=category.value, count=len(rows))


async def read_shared(
    db: AsyncSession, actor: Actor, owner_id: str, category: str, *, surface: str = API
) -> tuple[Row, ...]:
    """One category of what somebody shares with the actor, with receipts."""
    reader = READERS.get(Category(category)) if category in set(Category) else None
    if reader is None or not is_id(owner_id):
        raise NotFound
    await consent.look_at(db, Viewer.of(actor), actor.tenant_id, owner_id)
    rows = await reader(db, eyes_of(actor), owner_id)
    await _leave(db, actor, owner_id, Category(category), rows, surface=surface)
    return rows


async def draw_opened(db: AsyncSession, eyes: Eyes, owner_id: str, category: str, item_id: str) -> Opened:
    """A note or a conversation as these eyes read it; leaves no receipt."""
    if category == Category.NOTES.value:
        note = await knowledge.shared_note(db, eyes.viewer, owner_id, item_id)
        return Opened(note.id, category, note.title, note.html)
    if category == Category.CONVERSATIONS.value:
        talk = await chat.shared_talk(db, eyes.viewer, owner_id, item_id)
        said = tuple(Said(one.id, one.role, one.html) for one in talk.messages)
        return Opened(talk.id, category, talk.title, "", said)
    raise NotFound


async def open_item(
    db: AsyncSession, actor: Actor, owner_id: str, category: str, item_id: str, *, surface: str = PAGE
) -> Opened:
    """Read one note or conversation that somebody shares with the actor, with a receipt."""
    opened = await draw_opened(db, eyes_of(actor), owner_id, category, item_id)
    await consent.record_reads(
        db, actor, owner_id, Category(category), (opened.id,), surface=f"{surface}: opened"
    )
    audit.note(db, "consent.read", owner_id=owner_id, category=category, count=1)
    return opened
