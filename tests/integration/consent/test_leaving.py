"""Leaving with everything: every table is placed, archives come in elsewhere unchanged, deletion leaves nothing."""

import asyncio
import json
import random
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text
from sqlmodel import SQLModel, col

from coaching_app.core.errors import AppError, Conflict, Invalid, ProofNeeded
from coaching_app.core.ids import new_id
from coaching_app.db.sealed import seal
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Role
from coaching_app.features.chat import service as chat
from coaching_app.features.companion.service.leaving import deleting, exporting, importing, tables
from coaching_app.features.habits import service as habits
from coaching_app.features.habits.schemas import HabitDraft
from coaching_app.features.knowledge import service as knowledge
from coaching_app.features.planner import service as planner
from coaching_app.features.planner.schemas import GoalDraft, TaskDraft
from coaching_app.models import (
    AnswerRun,
    Conversation,
    Goal,
    Message,
    Note,
    OutboxMail,
    ReadReceipt,
    Relationship,
    ResourceFile,
    Rest,
    Task,
    User,
)
from coaching_app.storage import files
from tests.support.people import add_person, add_tenant
from tests.support.samples import naughty_strings

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_every_table_is_placed_in_exactly_one_way():
    placed = [tables.IMPORTED, set(tables.ONLY_READ), set(tables.SECRET), set(tables.SHARED)]
    for name, table in SQLModel.metadata.tables.items():
        homes = sum(name in home for home in placed)
        people = {key.parent.name for key in table.foreign_keys if key.column.table.name == "person"}
        parents = {key.column.table.name for key in table.foreign_keys} - {"tenant", "person"}
        assert homes == 1 or (homes == 0 and not people and not parents), (
            f"say in leaving/tables.py what becomes of {name} when a person leaves"
        )
    assert set(SQLModel.metadata.tables) >= tables.IMPORTED


def test_what_is_brought_in_has_an_id_and_an_owner_or_a_parent_that_has():
    conditions = tables.mine("x")
    assert set(tables.IMPORTED) <= set(conditions)


async def fill(actor, words: str = "", seed: int = 0):
    """One of nearly everything, with words that tell a leak."""
    chance = random.Random(seed)
    strings = [one.replace("\x00", "") for one in naughty_strings()] if words == "" else []

    def say(what):
        return f"{what} {words}" if words else f"{what} {chance.choice(strings)}"[:400]

    stored = await asyncio.to_thread(
        files.put_chunks, actor.tenant_id, [say("file").encode("utf-8", "replace")]
    )
    async with unit_of_work(actor.tenant_id) as db:
        goal = await planner.add_goal(db, actor, GoalDraft(say("goal"), say("why")))
        await planner.add_task(
            db,
            actor,
            TaskDraft(
                say("task"), say("notes"), due_on=datetime(2026, 5, 9, tzinfo=UTC).date(), goal_id=goal.id
            ),
        )
        await planner.add_task(db, actor, TaskDraft(say("done")))
        await habits.add_habit(db, actor, HabitDraft(name=say("habit")[:80]))
        note = await knowledge.create_note(
            db, actor, title=f"Note {new_id()}", text=say("# note\n[[Other]] #tag\n")
        )
        talk = await chat.create_conversation(db, actor, say("talk")[:100] or "talk")
        source_id = (await db.scalars(select(col(Note.source_id)).where(col(Note.id) == note.id))).one()
        db.add(
            ResourceFile(
                owner_id=actor.user_id, source_id=source_id, path="pictures/one.png", path_key=new_id(),
                kind="attachment", sha256=stored.sha256, size=stored.size,
            )
        )  # fmt: skip
        db.add(Rest(owner_id=actor.user_id, starts_at=datetime(2026, 5, 8, tzinfo=UTC)))
        message = Message(
            role="person", text="", id=new_id(), tenant_id=actor.tenant_id, conversation_id=talk.id
        )
        message.text = seal(message, "text", say("said") + f" /knowledge/note/{note.id}")
        db.add(message)
        await db.flush()
        db.add(
            AnswerRun(
                conversation_id=talk.id, question_id=message.id, status="failed", tenant_id=actor.tenant_id
            )
        )
    return note.id, stored.sha256


async def export(actor, path: Path):
    async with snapshot(actor.tenant_id) as db:
        return await exporting.write_archive(db, actor, path)


async def bring_in(actor, path: Path):
    async with unit_of_work(actor.tenant_id) as db:
        return await importing.read_archive(db, actor, path)


def content(path: Path) -> dict[str, object]:
    """What is in an archive, with ids and people told apart only by the order in which they appear."""
    found: dict[str, object] = {}
    with zipfile.ZipFile(path) as archive:
        person = json.loads(archive.read("manifest.json"))["person_id"]
        lines: dict[str, list[str]] = {}
        order: list[str] = []
        for name in sorted(tables.IMPORTED):
            if (entry := f"tables/{name}.jsonl") in archive.namelist():
                lines[name] = archive.read(entry).decode("utf-8", "surrogatepass").splitlines()
        for members in lines.values():
            for line in members:
                row = json.loads(line)
                order.extend([row["id"]] if "id" in row else [])
        names = {one: f"id{number}" for number, one in enumerate(order)} | {person: "me"}
        for name, members in lines.items():
            rows = [importing.with_names(json.loads(line), names) for line in members]
            found[name] = [{key: value for key, value in row.items() if key != "tenant_id"} for row in rows]
        for entry in archive.namelist():
            if entry.startswith(("vault/", "files/")):
                found[entry] = archive.read(entry)
        calendar = archive.read("calendar.ics").decode()
        found["calendar"] = sorted(
            line for line in calendar.splitlines() if line.startswith(("SUMMARY", "DUE", "DTSTART"))
        )
    return found


@pytest.mark.parametrize("seed", range(3))
async def test_an_archive_comes_in_elsewhere_and_goes_out_again_the_same(cast, tmp_path, seed):
    for number in range(3):
        await fill(cast.mentee, seed=seed * 10 + number)
    there = await add_person(await add_tenant("Elsewhere two"), "newcomer", Role.MENTEE)
    rows, kept = await export(cast.mentee, tmp_path / "one.zip")
    assert rows > 30
    assert kept >= 1
    await bring_in(there, tmp_path / "one.zip")
    await export(there, tmp_path / "two.zip")
    assert content(tmp_path / "one.zip") == content(tmp_path / "two.zip")


async def test_what_came_in_is_found_opened_and_belongs_to_who_brought_it(cast, tmp_path):
    await fill(cast.mentee, "PELICAN")
    there = await add_person(cast.foreign_mentee.tenant_id, "newcomer", Role.MENTEE)
    await export(cast.mentee, tmp_path / "one.zip")
    await bring_in(there, tmp_path / "one.zip")
    async with snapshot(there.tenant_id) as db:
        hits = await knowledge.search(db, there, "PELICAN")
        assert len(hits.items) == 1
        talks = await chat.list_conversations(db, there)
        said = await chat.list_messages(db, there, talks.items[0].id)
        assert "PELICAN" in said.items[0].text
        # A link in a text leads to the new note, not to the old one.
        assert hits.items[0].id in said.items[0].text
    async with snapshot(cast.mentee.tenant_id) as db:
        assert (await knowledge.search(db, cast.mentee, "PELICAN")).items


async def test_a_second_time_sources_get_another_name(cast, tmp_path):
    await fill(cast.mentee, "twice")
    await export(cast.mentee, tmp_path / "one.zip")
    await bring_in(cast.mentee, tmp_path / "one.zip")
    async with snapshot(cast.mentee.tenant_id) as db:
        goals = await db.scalars(select(Goal).where(col(Goal.owner_id) == cast.mentee.user_id))
        assert len(list(goals)) == 2


def _tampered(tmp_path: Path, change) -> Path:
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(tmp_path / "one.zip") as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            data = change(name, before.read(name))
            if data is not None:
                after.writestr(name, data)
    return path


def _row(table: str, **values):
    def change(name, data):
        if name != f"tables/{table}.jsonl":
            return data
        rows = [json.loads(line) | values for line in data.decode().splitlines()]
        return "\n".join(json.dumps(row) for row in rows).encode()

    return change


@only_sqlite
@pytest.mark.parametrize(
    "change",
    [
        lambda name, data: None if name == "manifest.json" else data,
        lambda name, data: b'{"format": 99}' if name == "manifest.json" else data,
        lambda name, data: b"[1]\n" if name == "tables/goal.jsonl" else data,
        lambda name, data: b"{" if name == "tables/goal.jsonl" else data,
        lambda name, data: b"other" if name.startswith("files/") else data,
        lambda name, data: None if name.startswith("files/") else data,
        _row("goal", title=7),
        _row("goal", title="x" * 501),
        _row("goal", created_at="soon"),
        _row("goal", created_at="2026-01-01T00:00:00"),
        _row("goal", version=True),
        _row("note", path="../../etc/passwd"),
        _row("note", path="/etc/passwd"),
        _row("note", title=None),
    ],
)
async def test_a_damaged_archive_brings_nothing_in(cast, tmp_path, change):
    await fill(cast.mentee, "whole")
    await export(cast.mentee, tmp_path / "one.zip")
    there = await add_person(cast.foreign_mentee.tenant_id, "newcomer", Role.MENTEE)
    with pytest.raises(AppError):
        await bring_in(there, _tampered(tmp_path, change))
    async with snapshot(there.tenant_id) as db:
        assert (await db.scalars(select(Goal).where(col(Goal.owner_id) == there.user_id))).first() is None


async def test_an_archive_cannot_write_into_somebody_else_s_things(cast, tmp_path):
    """Owners and references of an archive mean nothing beyond it."""
    await fill(cast.mentee, "mine")
    async with unit_of_work(cast.other_mentee.tenant_id) as db:
        victim = Conversation(
            owner_id=cast.other_mentee.user_id, title="", id=new_id(), tenant_id=cast.other_mentee.tenant_id
        )
        victim.title = seal(victim, "title", "private")
        db.add(victim)
    await export(cast.mentee, tmp_path / "one.zip")
    owner = _row("goal", owner_id=cast.other_mentee.user_id)
    message = _row("message", conversation_id=victim.id)
    bad = _tampered(tmp_path, lambda name, data: message(name, owner(name, data)))
    await bring_in(cast.mentee, bad)
    async with snapshot(cast.mentee.tenant_id) as db:
        theirs = await db.scalars(select(Message).where(col(Message.conversation_id) == victim.id))
        assert theirs.first() is None
        stolen = await db.scalars(select(Goal).where(col(Goal.owner_id) == cast.other_mentee.user_id))
        assert stolen.first() is None


async def test_secrets_and_others_stay_out_of_the_archive(cast, tmp_path):
    await fill(cast.mentee, "mine")
    await fill(cast.other_mentee, "CANARY-other")
    await export(cast.mentee, tmp_path / "one.zip")
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names)
    assert b"CANARY-other" not in everything
    assert not {f"tables/{name}.jsonl" for name in tables.SECRET} & set(names)
    assert any(name.startswith("vault/") and name.endswith(".md") for name in names)
    assert "vault/" in "".join(names)
    assert b"BEGIN:VCALENDAR" in everything


# --- deletion -----------------------------------------------------------------------------------


@pytest.fixture
def fresh(monkeypatch):
    async def fine(_db, _actor):
        return None

    monkeypatch.setattr(deleting, "require_fresh", fine)


async def test_nothing_of_a_deleted_person_remains(cast, fresh, database, tmp_path):
    note_id, digest = await fill(cast.mentee, "CANARYdeleted")
    await fill(cast.other_mentee, "CANARYstays")
    async with unit_of_work(cast.mentee.tenant_id) as db:
        db.add(
            Relationship(
                coach_id=cast.mentor.user_id, mentee_id=cast.mentee.user_id, status="active",
                proposed_by=cast.mentee.user_id,
            )
        )  # fmt: skip
        db.add(
            ReadReceipt(
                owner_id=cast.mentee.user_id, reader_id=cast.mentor.user_id, reader_role="mentor",
                category="notes", item_id=note_id, surface="CANARYdeleted", basis="grant:x",
                minute=datetime(2026, 5, 8, tzinfo=UTC),
            )
        )  # fmt: skip
        db.add(OutboxMail(recipient=cast.mentee.email.upper(), subject="CANARYdeleted", kind="test"))
        name = await db.get(User, cast.mentee.user_id)
        assert name is not None
        name.display_name = "CANARYdeleted Name"
    await deleting.delete_account(cast.mentee, cast.mentee.email)
    assert not await files.exists(cast.mentee.tenant_id, digest)
    for table, row in await _all_rows(database):
        assert "CANARYdeleted" not in row, table
        assert cast.mentee.email.lower() not in row.lower(), table
    async with snapshot(cast.other_mentee.tenant_id) as db:
        assert (await knowledge.search(db, cast.other_mentee, "CANARYstays")).items
        assert (
            await db.scalars(select(Task).where(col(Task.owner_id) == cast.mentee.user_id))
        ).first() is None
    if database.is_sqlite:
        path = Path(str(database.engine.url.database))
        held = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
        assert b"canarydeleted" not in held.lower()
        assert b"canarystays" in held.lower()


async def _all_rows(database):
    """Every row of every table, the search index included, as text."""
    found = []
    async with database.engine.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        for name in names:
            rows = await connection.execute(text(f'SELECT * FROM "{name}"'))
            found.extend((name, repr(tuple(row))) for row in rows)
    return found


async def test_what_others_need_stays_without_the_name(cast, fresh):
    """A step that a mentor confirmed is the mentee's; the mentor's name goes, the mentee's row stays."""
    from coaching_app.models import Pathway, PathwayStep, PathwayWalk

    async with unit_of_work(cast.mentor.tenant_id) as db:
        pathway = Pathway(title="Way", author_id=cast.mentor.user_id)
        db.add(pathway)
        await db.flush()
        db.add(PathwayStep(pathway_id=pathway.id, title="One", position=0))
        db.add(
            PathwayWalk(pathway_id=pathway.id, person_id=cast.mentee.user_id, started_by=cast.mentor.user_id)
        )
    await deleting.delete_account(cast.mentor, cast.mentor.email)
    async with snapshot(ALL_TENANTS) as db:
        row = await db.get(User, cast.mentor.user_id)
        assert row is not None
        assert (row.display_name, row.password_hash) == ("Somebody who has left", None)
        assert cast.mentor.email not in row.email
        assert row.deactivated_at is not None
        assert (await db.scalars(select(PathwayWalk))).one().person_id == cast.mentee.user_id


async def test_deletion_asks_who_one_is_and_for_the_address_and_for_a_successor(cast, monkeypatch):
    with pytest.raises(ProofNeeded):
        await deleting.delete_account(cast.mentee, cast.mentee.email)

    async def fine(_db, _actor):
        return None

    monkeypatch.setattr(deleting, "require_fresh", fine)
    with pytest.raises(Invalid):
        await deleting.delete_account(cast.mentee, "somebody@else.org")
    with pytest.raises(Conflict):
        await deleting.delete_account(cast.admin, cast.admin.email)
    async with snapshot(ALL_TENANTS) as db:
        assert await db.get(User, cast.mentee.user_id) is not None
