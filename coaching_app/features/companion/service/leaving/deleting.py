"""Deletes an account so that nothing of it is left: rows, search index, files, letters, and what the disk still held."""

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from coaching_app.access import audit
from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.db import search_index
from coaching_app.db.scrubbing import scrub_disk
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.features.account.service import require_fresh
from coaching_app.features.companion.service.leaving.archives import remove_archive_file
from coaching_app.features.companion.service.leaving.tables import PERSON, Mine, doomed, tables
from coaching_app.models import Membership, Note, OutboxMail, PersonArchive, ResourceFile
from coaching_app.storage import files

_AT_ONCE = 5_000


async def delete_account(actor: Actor, confirmation: str) -> None:
    """Delete the person everywhere, at once and for good; `confirmation` is their address, typed by them.

    Where others' rows still refer to the person, such as a step they confirmed, a nameless row stays in their place.
    """
    async with unit_of_work(ALL_TENANTS) as db:
        await require_fresh(db, actor)
        if confirmation.strip().casefold() != actor.email.casefold():
            raise Invalid(_("Type your e-mail address to confirm."), detail={"field": "confirmation"})
        await _require_successor(db, actor)
        kept_files = await _files_of(db, actor)
        archives = list(
            await db.scalars(
                select(col(PersonArchive.id)).where(col(PersonArchive.owner_id) == actor.user_id)
            )
        )
        await _forget_notes(db, actor)
        await _delete_rows(db, actor)
        audit.note(db, "person.deleted", tenant_id=actor.tenant_id, person_id=actor.user_id)
    for archive_id in archives:
        await remove_archive_file(archive_id)
    await _remove_files(kept_files)
    await scrub_disk(patient=False)


async def _require_successor(db: AsyncSession, actor: Actor) -> None:
    """The only admin of a tenant with other people in it cannot leave them alone."""
    mine = select(col(Membership.tenant_id)).where(
        col(Membership.user_id) == actor.user_id,
        col(Membership.role) == Role.ADMIN.value,
        col(Membership.ended_at).is_(None),
    )
    others = await db.execute(
        select(
            col(Membership.tenant_id),
            func.count(),
            func.count().filter(col(Membership.role) == Role.ADMIN.value),
        )
        .where(
            col(Membership.tenant_id).in_(mine),
            col(Membership.user_id) != actor.user_id,
            col(Membership.ended_at).is_(None),
        )
        .group_by(col(Membership.tenant_id))
    )
    if any(people and not admins for _tenant, people, admins in others):
        raise Conflict(_("You are the only admin here. Make somebody else an admin first."))


async def _files_of(db: AsyncSession, actor: Actor) -> set[tuple[str, str]]:
    rows = await db.execute(
        select(col(ResourceFile.tenant_id), col(ResourceFile.sha256)).where(
            col(ResourceFile.owner_id) == actor.user_id
        )
    )
    return {(row[0], row[1]) for row in rows}


async def _forget_notes(db: AsyncSession, actor: Actor) -> None:
    numbers = await db.scalars(select(col(Note.number)).where(col(Note.owner_id) == actor.user_id))
    found = [number for number in numbers if number is not None]
    for first in range(0, len(found), _AT_ONCE):
        await search_index.remove(db, found[first : first + _AT_ONCE])


async def _delete_rows(db: AsyncSession, actor: Actor) -> None:
    conditions = doomed(actor.user_id)
    await _let_go(db, conditions, actor.user_id)
    for table in reversed(tables()):
        if table.name in conditions:
            await db.execute(delete(table).where(conditions[table.name]))
    await db.execute(delete(OutboxMail).where(func.lower(col(OutboxMail.recipient)) == actor.email.lower()))
    person = SQLModel.metadata.tables[PERSON]
    if await _is_referred_to(db, actor.user_id):
        await db.execute(
            update(person).where(person.c.id == actor.user_id).values(**_nameless(actor.user_id))
        )
    else:
        await db.execute(delete(person).where(person.c.id == actor.user_id))


def _nameless(person_id: str) -> dict[str, object]:
    return {
        "email": f"{person_id}@deleted.invalid",
        "display_name": _("Somebody who has left"),
        "password_hash": None,
        "time_zone": "UTC",
        "language": "en",
        "is_instance_owner": False,
        "deactivated_at": now(),
    }


async def _let_go(db: AsyncSession, conditions: Mine, person_id: str) -> None:
    """Take the person, and what goes with them, out of rows that stay and can do without."""
    for table in tables():
        for key in table.foreign_keys:
            parent, column = key.column.table, key.parent
            if not column.nullable:
                continue
            if parent.name == PERSON:
                await db.execute(update(table).where(column == person_id).values({column.name: None}))
            elif parent.name in conditions and parent is not table:
                gone = select(key.column).where(conditions[parent.name])
                await db.execute(update(table).where(column.in_(gone)).values({column.name: None}))


async def _is_referred_to(db: AsyncSession, person_id: str) -> bool:
    for table in tables():
        for key in table.foreign_keys:
            if key.column.table.name == PERSON and await db.scalar(
                select(func.count()).select_from(table).where(key.parent == person_id)
            ):
                return True
    return False


async def _remove_files(wanted: set[tuple[str, str]]) -> None:
    """Delete the bytes that nobody else's row refers to."""
    for tenant_id, digest in wanted:
        async with snapshot(tenant_id) as db:
            query = select(col(ResourceFile.id)).where(col(ResourceFile.sha256) == digest).limit(1)
            used = await db.scalar(query)
        if used is None:
            await files.delete(tenant_id, digest)
