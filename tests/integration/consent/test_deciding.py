"""Who is asked to be the second person of a forced view, and what they are told."""

from sqlalchemy import select
from sqlmodel import col

from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.consent import Category
from coaching_app.features.consent import service
from coaching_app.features.consent.schemas import AskedRow
from coaching_app.mail.outbox import open_body
from coaching_app.models import OutboxMail
from tests.support.people import Cast, add_person

REASON = "Nobody has reached them for three days."


async def _rows(actor: Actor) -> tuple[AskedRow, ...]:
    async with snapshot(actor.tenant_id) as db:
        return await service.asked_rows(db, actor)


async def test_the_others_who_may_decide_are_written_to_and_nobody_else(cast: Cast) -> None:
    second = await add_person(cast.admin.tenant_id, "second_admin", Role.ADMIN)
    async with unit_of_work(cast.admin.tenant_id) as db:
        await service.ask_to_open(db, cast.admin, cast.mentee.user_id, [Category.NOTES], REASON)
    async with snapshot(ALL_TENANTS) as db:
        found = select(OutboxMail).where(col(OutboxMail.kind) == "consent.asked")
        letters = {letter.recipient: open_body(letter) for letter in await db.scalars(found)}
    assert set(letters) == {cast.pastor.email, second.email}
    # A letter may be read by others: it names neither whom it is about nor why.
    assert not [text for text in letters.values() if REASON in text or cast.mentee.display_name in text]


async def test_whoever_may_decide_sees_it_and_the_one_who_asked_only_waits(cast: Cast) -> None:
    async with unit_of_work(cast.admin.tenant_id) as db:
        asked = await service.ask_to_open(db, cast.admin, cast.mentee.user_id, [Category.NOTES], REASON)
    (row,) = await _rows(cast.pastor)
    assert (row.id, row.reason, row.may_decide, row.is_open) == (asked.id, REASON, True, False)
    (waiting,) = await _rows(cast.admin)
    assert not waiting.may_decide
    for stranger in (cast.mentor, cast.mentee, cast.foreign_mentee):
        assert await _rows(stranger) == ()
    async with unit_of_work(cast.pastor.tenant_id) as db:
        await service.approve_opening(db, cast.pastor, asked.id)
    (now_open,) = await _rows(cast.pastor)
    assert (now_open.may_decide, now_open.is_open) == (False, True)


async def test_nobody_decides_about_themselves(cast: Cast) -> None:
    async with unit_of_work(cast.admin.tenant_id) as db:
        await service.ask_to_open(db, cast.admin, cast.pastor.user_id, [Category.NOTES], REASON)
    assert await _rows(cast.pastor) == ()
    async with snapshot(ALL_TENANTS) as db:
        found = select(OutboxMail).where(col(OutboxMail.kind) == "consent.asked")
        assert [letter.recipient for letter in await db.scalars(found)] == []
