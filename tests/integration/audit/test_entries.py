"""What the audit trail says of a unit of work, and that it is there exactly if the work is."""

import asyncio
import json

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from coaching_app.access import audit
from coaching_app.access.audit_verify import verify
from coaching_app.access.identity import acting
from coaching_app.core.ids import new_id
from coaching_app.core.origin import Origin, coming_from
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.models import AuditEntry, Goal, Job, Login, Note, NoteTag, Source, Task, User
from coaching_app.models.audit import INSTANCE
from tests.support.people import Cast


async def entries(chain: str, *, after: int = 0) -> list[AuditEntry]:
    async with snapshot(ALL_TENANTS) as db:
        query = select(AuditEntry).where(col(AuditEntry.chain) == chain, col(AuditEntry.seq) > after)
        return list(await db.scalars(query.order_by(col(AuditEntry.seq))))


async def newest(chain: str) -> int:
    return len(await entries(chain))


async def changes_of(work, chain: str) -> list:
    """The lines of the one entry that this work writes."""
    before = await newest(chain)
    async with unit_of_work(chain) as db:
        await work(db)
    found = await entries(chain, after=before)
    assert len(found) == 1, [entry.changes for entry in found]
    return json.loads(found[0].changes)


async def test_an_entry_says_who_did_what_when_and_from_where(cast: Cast) -> None:
    mentee, before = cast.mentee, await newest(cast.mentee.tenant_id)
    origin = Origin(
        "POST /api/v1/goals", "203.0.113.7", lambda: {"body": {"title": "my father", "goal_id": new_id()}}
    )
    with acting(mentee), coming_from(origin):
        async with unit_of_work(mentee.tenant_id) as db:
            goal = Goal(owner_id=mentee.user_id, title="about my father", why="because")
            db.add(goal)
    (entry,) = await entries(mentee.tenant_id, after=before)
    assert (entry.actor_id, entry.actor_role, entry.login_id) == (mentee.user_id, "mentee", "test-login")
    assert (entry.action, entry.address) == ("POST /api/v1/goals", "203.0.113.7")
    assert json.loads(entry.changes) == [{"table": "goal", "verb": "insert", "count": 1, "ids": [goal.id]}]
    assert json.loads(entry.payload)["body"]["title"] == "[9 characters]"
    assert entry.subjects == ",goal,"
    assert "father" not in str(vars(entry))
    assert "because" not in str(vars(entry))


async def test_an_update_names_its_columns_and_no_value(cast: Cast) -> None:
    async with unit_of_work(cast.mentee.tenant_id) as db:
        goal = Goal(owner_id=cast.mentee.user_id, title="one")
        db.add(goal)

    async def change(db):
        row = await db.get_one(Goal, goal.id)
        row.title, row.why = "another", row.why

    assert await changes_of(change, cast.mentee.tenant_id) == [
        {"table": "goal", "verb": "update", "count": 1, "ids": [goal.id], "columns": ["title"]}
    ]


async def test_statements_are_seen_too(cast: Cast) -> None:
    tenant, owner = cast.mentee.tenant_id, cast.mentee.user_id
    ids = [new_id() for _ in range(120)]

    async def many(db):
        await db.execute(
            insert(Goal), [{"id": id_, "tenant_id": tenant, "owner_id": owner, "title": "x"} for id_ in ids]
        )

    (line,) = await changes_of(many, tenant)
    assert (line["table"], line["verb"], line["count"], line["ids"]) == ("goal", "insert", 120, ids[:50])

    async def some(db):
        await db.execute(update(Goal).where(col(Goal.id).in_(ids[:3])).values(title="y", status="done"))

    (line,) = await changes_of(some, tenant)
    assert (line["verb"], line["count"], line["ids"]) == ("update", 3, ids[:3])
    assert line["columns"] == ["status", "title"]

    async def gone(db):
        await db.execute(delete(Goal).where(col(Goal.owner_id) == owner))

    (line,) = await changes_of(gone, tenant)
    assert (line["verb"], line["count"], line["where"]) == ("delete", 120, {"owner_id": [owner]})


async def test_values_upserts_and_returning_are_seen(cast: Cast, database) -> None:
    tenant, owner, made = cast.mentee.tenant_id, cast.mentee.user_id, new_id()
    dialect = sqlite if database.is_sqlite else postgresql
    values = {"id": made, "tenant_id": tenant, "owner_id": owner, "kind": "vault", "name": "Mine"}
    add = dialect.insert(Source).values(**values).on_conflict_do_nothing(
        index_elements=["owner_id", "kind", "name"]
    ).returning(col(Source.id))  # fmt: skip

    async def first(db):
        assert await db.scalar(add) == made

    (line,) = await changes_of(first, tenant)
    assert line == {"table": "source", "verb": "insert", "count": 1, "ids": [made]}
    before = await newest(tenant)
    async with unit_of_work(tenant) as db:
        assert await db.scalar(add) is None
        await db.execute(update(Source).where(col(Source.id) == new_id()).values(name="z"))
    assert await newest(tenant) == before, "what changed nothing is no change"


async def test_plain_sql_is_seen(cast: Cast) -> None:
    async def plain(db):
        await db.execute(text("UPDATE goal SET title = :words"), {"words": "CANARY"})

    (line,) = await changes_of(plain, cast.mentee.tenant_id)
    assert (line["table"], line["verb"], line["count"]) == ("goal", "update", None)


async def test_a_key_that_somebody_wrote_is_not_kept(cast: Cast) -> None:
    async def tagged(db):
        source = Source(owner_id=cast.mentee.user_id, kind="written", name="w")
        db.add(source)
        await db.flush()
        note = Note(owner_id=cast.mentee.user_id, source_id=source.id, path="a.md", path_key="a.md", title="t",
                    text="", sha256="")  # fmt: skip
        db.add(note)
        await db.flush()
        db.add(NoteTag(note_id=note.id, tag="canary-of-mine"))

    assert "canary" not in str(await changes_of(tagged, cast.mentee.tenant_id))


async def test_what_failed_left_no_entry_and_what_a_savepoint_undid_is_not_in_one(cast: Cast) -> None:
    tenant, before = cast.mentee.tenant_id, await newest(cast.mentee.tenant_id)
    with pytest.raises(RuntimeError):
        async with unit_of_work(tenant) as db:
            db.add(Goal(owner_id=cast.mentee.user_id, title="x"))
            await db.flush()
            raise RuntimeError
    assert await newest(tenant) == before

    async def half(db):
        db.add(Goal(owner_id=cast.mentee.user_id, title="kept"))
        nested = await db.begin_nested()
        db.add(Task(owner_id=cast.mentee.user_id, title="undone"))
        audit.note(db, "undone")
        await db.flush()
        await nested.rollback()
        async with db.begin_nested():
            db.add(Task(owner_id=cast.mentee.user_id, title="kept"))

    lines = await changes_of(half, tenant)
    assert [(line["table"], line["count"]) for line in lines] == [("goal", 1), ("task", 1)]
    assert json.loads((await entries(tenant))[-1].events) == []


async def test_what_the_machinery_does_for_itself_is_no_entry(cast: Cast) -> None:
    tenant, before = cast.mentee.tenant_id, await newest(cast.mentee.tenant_id)
    async with unit_of_work(tenant) as db:
        db.add(Job(kind="x", tenant_id=tenant))
        await db.execute(update(Login).values(last_seen_at=None).where(col(Login.id) == new_id()))
    assert await newest(tenant) == before


async def test_each_tenant_has_its_own_chain(cast: Cast) -> None:
    ours, theirs = cast.mentee.tenant_id, cast.foreign_mentee.tenant_id
    before = {chain: await newest(chain) for chain in (ours, theirs, INSTANCE)}
    async with unit_of_work(ALL_TENANTS) as db:
        db.add(Goal(tenant_id=ours, owner_id=cast.mentee.user_id, title="x"))
        db.add(Goal(tenant_id=theirs, owner_id=cast.foreign_mentee.user_id, title="x"))
        (await db.get_one(User, cast.mentee.user_id)).display_name = "New"
    for chain, table in ((ours, "goal"), (theirs, "goal"), (INSTANCE, "person")):
        (entry,) = await entries(chain, after=before[chain])
        assert [line["table"] for line in json.loads(entry.changes)] == [table]
    with acting(cast.mentee):
        async with unit_of_work(ALL_TENANTS) as db:
            (await db.get_one(User, cast.mentee.user_id)).display_name = "Newer"
    assert (await entries(ours))[-1].subjects == ",person,", "where the person acts"


async def test_events_are_noted_without_what_was_written(cast: Cast) -> None:
    tenant, item = cast.mentee.tenant_id, new_id()
    async with unit_of_work(tenant) as db:
        audit.note(db, "export", kind="vault", item_id=item, words="My father", count=3, mail="a@example.org")
    await audit.record(None, "sign_in.failed", reason="unknown")
    entry = (await entries(tenant))[-1]
    assert json.loads(entry.events) == [
        {"name": "export", "kind": "vault", "item_id": item, "words": "[9 characters]", "count": 3,
         "mail": "[13 characters]"}
    ]  # fmt: skip
    assert entry.subjects == ",export,"
    assert (await entries(INSTANCE))[-1].subjects == ",sign_in.failed,"


async def test_forty_writers_at_once_make_one_chain(cast: Cast) -> None:
    tenant, before = cast.mentee.tenant_id, await newest(cast.mentee.tenant_id)

    async def write(number: int) -> None:
        async with unit_of_work(tenant if number % 2 else cast.foreign_mentee.tenant_id) as db:
            audit.note(db, "tried", number=number)

    await asyncio.gather(*(write(number) for number in range(80)))
    found = await entries(tenant)
    assert [entry.seq for entry in found] == list(range(1, before + 41))
    async with snapshot(ALL_TENANTS) as db:
        assert {verdict.problem async for verdict in verify(db)} == {""}


async def test_the_first_writers_of_a_new_tenant_agree_on_one_chain(cast: Cast) -> None:
    chain = new_id()

    async def write() -> None:
        await audit.record(chain, "tried")

    await asyncio.gather(*(write() for _ in range(12)))
    assert len(await entries(chain)) == 12
    async with snapshot(ALL_TENANTS) as db:
        assert [verdict.problem async for verdict in verify(db, chain)] == [""]
