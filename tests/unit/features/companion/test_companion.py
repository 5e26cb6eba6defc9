"""The page of one person: what they share, with receipts; the same for the owner who looks through those eyes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from coaching_app.core import clock
from coaching_app.core.errors import NotFound
from coaching_app.core.ids import new_id
from coaching_app.db.sealed import seal
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.consent import Category
from coaching_app.features.chat import service as chat
from coaching_app.features.companion import service
from coaching_app.features.consent import service as consent
from coaching_app.features.consent.schemas import Decision
from coaching_app.features.knowledge import service as knowledge
from coaching_app.features.planner import service as planner
from coaching_app.features.planner.schemas import GoalDraft, TaskDraft
from coaching_app.features.rest import service as rest
from coaching_app.features.rest.schemas import OnceDraft
from coaching_app.models import Message, ReadReceipt, Relationship

NOW = datetime(2026, 5, 8, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _installed():
    service.install()


async def do(use_case, actor, *args, at=NOW, **kwargs):
    with clock.freeze(at):
        async with unit_of_work(actor.tenant_id) as db:
            return await use_case(db, actor, *args, **kwargs)


@pytest.fixture
async def walk(cast):
    async with unit_of_work(cast.mentee.tenant_id) as db:
        db.add(
            Relationship(
                coach_id=cast.mentor.user_id, mentee_id=cast.mentee.user_id, status="active",
                proposed_by=cast.mentor.user_id,
            )
        )  # fmt: skip
    return cast


async def share(actor, category, **more):
    return await do(consent.decide, actor, Decision(Category(category), audience="mentor", **more))


async def receipts(actor):
    async with snapshot(actor.tenant_id) as db:
        return list(await db.scalars(select(ReadReceipt).where(col(ReadReceipt.owner_id) == actor.user_id)))


async def everything(actor):
    await do(planner.add_goal, actor, GoalDraft("Understand forgiveness", "because of my father"))
    await do(planner.add_task, actor, TaskDraft("Call my brother"))
    note = await do(knowledge.create_note, actor, title="Father", text="# May\nSee [[Secret]] and #family\n")
    talk = await do(chat.create_conversation, actor, "On anger")
    async with unit_of_work(actor.tenant_id) as db:
        for role, text in (
            ("person", "Why **me**?"),
            ("coach", "You wrote so [1]. [Secret](https://x.test)"),
        ):
            row = Message(role=role, text="", id=new_id(), tenant_id=actor.tenant_id, conversation_id=talk.id)
            row.text = seal(row, "text", text)
            db.add(row)
    return note.id, talk.id


async def test_nothing_is_there_before_anything_is_shared(walk):
    await everything(walk.mentee)
    page = await do(service.read_person, walk.mentor, walk.mentee.user_id)
    assert page.sections == ()
    assert "shares nothing" in page.words
    assert await receipts(walk.mentee) == []


async def test_each_category_shows_its_rows_and_leaves_one_receipt_each(walk):
    await everything(walk.mentee)
    for category in ("goals", "tasks", "notes", "conversations"):
        await share(walk.mentee, category)
    page = await do(service.read_person, walk.mentor, walk.mentee.user_id)
    shown = {section.category: [row.title for row in section.rows] for section in page.sections}
    assert shown == {
        "goals": ["Understand forgiveness"], "tasks": ["Call my brother"], "notes": ["Father"],
        "conversations": ["On anger"],
    }  # fmt: skip
    assert len(await receipts(walk.mentee)) == 4
    rows = await do(service.read_shared, walk.mentor, walk.mentee.user_id, "tasks")
    assert [row.title for row in rows] == ["Call my brother"]
    assert {row.surface for row in await receipts(walk.mentee)} == {"person page", "api"}


async def test_a_shared_note_and_talk_say_nothing_of_what_they_lead_to(walk):
    note_id, talk_id = await everything(walk.mentee)
    for category in ("notes", "conversations"):
        await share(walk.mentee, category)
    note = await do(service.open_item, walk.mentor, walk.mentee.user_id, "notes", note_id)
    assert "May" in note.html
    assert "href" not in note.html.replace('href="#', "")
    talk = await do(service.open_item, walk.mentor, walk.mentee.user_id, "conversations", talk_id)
    assert [said.role for said in talk.messages] == ["person", "coach"]
    assert "<strong>me</strong>" in talk.messages[0].html
    assert "[1]" not in talk.messages[1].html
    assert "href" not in talk.messages[1].html
    assert {row.surface for row in await receipts(walk.mentee)} == {"person page: opened"}


async def test_the_owner_sees_exactly_what_the_viewer_sees_and_leaves_nothing(walk):
    note_id, _talk_id = await everything(walk.mentee)
    await share(walk.mentee, "goals")
    await share(walk.mentee, "notes", item_id=note_id)

    async def preview(db, actor):
        eyes = await service.eyes_of_viewer(db, actor, walk.mentor.user_id)
        opened = await service.draw_opened(db, eyes, actor.user_id, "notes", note_id)
        return await service.draw_person(db, eyes, actor.tenant_id, actor.user_id), opened

    seen = await do(preview, walk.mentee)
    assert await receipts(walk.mentee) == []
    real = await do(service.read_person, walk.mentor, walk.mentee.user_id)
    opened = await do(service.open_item, walk.mentor, walk.mentee.user_id, "notes", note_id)
    assert seen == (real, opened)


async def test_nobody_looks_through_the_eyes_of_a_stranger(walk):
    for viewer in (walk.pastor, walk.other_mentee, walk.foreign_mentee, walk.mentee):
        with pytest.raises(NotFound):
            await do(service.eyes_of_viewer, walk.mentee, viewer.user_id)


async def test_strangers_and_ended_relationships_find_no_page(walk):
    await everything(walk.mentee)
    await share(walk.mentee, "goals")
    for viewer in (walk.pastor, walk.other_mentee, walk.admin, walk.foreign_mentee, walk.mentee):
        with pytest.raises(NotFound):
            await do(service.read_person, viewer, walk.mentee.user_id)
        with pytest.raises(NotFound):
            await do(service.read_shared, viewer, walk.mentee.user_id, "goals")
    async with unit_of_work(walk.mentee.tenant_id) as db:
        (await db.scalars(select(Relationship))).one().status = "ended"
    with pytest.raises(NotFound):
        await do(service.read_person, walk.mentor, walk.mentee.user_id)


async def test_withdrawal_acts_on_the_next_read(walk):
    note_id, _talk = await everything(walk.mentee)
    given = await share(walk.mentee, "notes")
    assert await do(service.read_shared, walk.mentor, walk.mentee.user_id, "notes")
    await do(consent.withdraw, walk.mentee, given.id)
    assert not await do(service.read_shared, walk.mentor, walk.mentee.user_id, "notes")
    with pytest.raises(NotFound):
        await do(service.open_item, walk.mentor, walk.mentee.user_id, "notes", note_id)


async def test_the_coach_never_finds_what_others_share(walk):
    """Search and retrieval are about one's own notes, however much somebody shares."""
    await everything(walk.mentee)
    await share(walk.mentee, "notes")

    async def search(db, actor):
        return await knowledge.search(db, actor, "May"), await knowledge.retrieve(db, actor, "May father")

    hits, passages = await do(search, walk.mentor)
    assert not hits.items
    assert not passages
    assert (await do(search, walk.mentee))[0].items


async def test_others_see_resting_and_never_why(walk):
    await everything(walk.mentee)
    await share(walk.mentee, "goals")
    await do(rest.add_once, walk.mentee, OnceDraft(NOW - timedelta(days=2), NOW + timedelta(days=8)))
    page = await do(service.read_person, walk.mentor, walk.mentee.user_id)
    assert page.is_resting
    assert all(section.is_resting for section in page.sections)
    ended = await do(rest.end_now, walk.mentee)
    assert ended
    assert not (await do(service.read_person, walk.mentor, walk.mentee.user_id)).is_resting


async def test_dates_are_in_the_viewer_s_language(walk):
    await do(planner.add_task, walk.mentee, TaskDraft("Call", due_on=datetime(2026, 8, 9).date()))  # noqa: DTZ001 - a day
    await share(walk.mentee, "tasks")
    german = replace(walk.mentor, language="de")
    rows = await do(service.read_shared, german, walk.mentee.user_id, "tasks")
    assert "9. Aug" in rows[0].facts[0]


async def test_a_handover_passes_on_what_was_picked_and_ends_the_rest(walk):
    from coaching_app.domain.actor import Role
    from coaching_app.features.companion.service.handing_over import handed_over
    from coaching_app.features.people.schemas import HandedOver, Picked
    from tests.support.people import add_person

    await everything(walk.mentee)
    after = await add_person(walk.mentee.tenant_id, "mentor_two", Role.MENTOR)
    await do(consent.decide, walk.mentee, Decision(Category.NOTES, viewer_id=walk.mentor.user_id))
    async with unit_of_work(walk.mentee.tenant_id) as db:
        (await db.scalars(select(Relationship))).one().status = "ended"
        tie = Relationship(
            coach_id=after.user_id, mentee_id=walk.mentee.user_id, status="active", proposed_by=after.user_id
        )
        db.add(tie)
        await db.flush()
        told = HandedOver(
            handover_id=new_id(), relationship_id=tie.id, mentee_id=walk.mentee.user_id,
            from_id=walk.mentor.user_id, to_id=after.user_id, picked=(Picked("goals", ""),), moment=NOW,
        )  # fmt: skip
        await handed_over(db, after, told)
    page = await do(service.read_person, after, walk.mentee.user_id)
    assert [section.category for section in page.sections] == ["goals"]
    async with unit_of_work(walk.mentee.tenant_id) as db:
        tie = (
            await db.scalars(select(Relationship).where(col(Relationship.coach_id) == walk.mentor.user_id))
        ).one()
        tie.status = "active"
    assert (await do(service.read_person, walk.mentor, walk.mentee.user_id)).sections == ()
