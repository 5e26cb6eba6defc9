"""Keys are changed while people's text stays readable, through kill -9, and a wrong key is found at the start."""

import asyncio
import base64
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from coaching_app.access.audit_verify import verify
from coaching_app.access.key_check import check_keys
from coaching_app.core.crypto import DecryptionError
from coaching_app.core.ids import new_id
from coaching_app.core.secret_files import get_keyring
from coaching_app.core.settings import SettingsError
from coaching_app.db.key_rotation import current_use, rotate, sealed_tables
from coaching_app.db.sealed import seal, unseal
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.knowledge import service as knowledge
from coaching_app.models import Conversation
from tests.support.people import Cast

OLD = "t1:" + "QUFB" * 10 + "QUE="
NEW = "t2:" + base64.b64encode(b"n" * 32).decode()
OTHER = "t1:" + base64.b64encode(b"x" * 32).decode()


@pytest.fixture(autouse=True)
def _fresh_keyring():
    yield
    get_keyring.cache_clear()


@pytest.fixture
def use_keys(set_settings):
    def use(*keys: str) -> None:
        set_settings(DATA_KEYS=",".join(keys))
        get_keyring.cache_clear()

    return use


async def conversations(cast: Cast, count: int) -> None:
    async with unit_of_work(ALL_TENANTS) as db:
        for actor in (cast.mentee, cast.foreign_mentee):
            for number in range(count):
                row = Conversation(id=new_id(), tenant_id=actor.tenant_id, owner_id=actor.user_id, title="")
                row.title = seal(row, "title", f"words {number}")
                db.add(row)


async def titles() -> set[str]:
    async with snapshot(ALL_TENANTS) as db:
        return {unseal(row, "title", row.title) for row in await db.scalars(select(Conversation))}


async def test_rotation_changes_every_value_and_no_word(cast: Cast, use_keys) -> None:
    await conversations(cast, 250)
    before = await titles()
    use_keys(NEW, OLD)
    use = await current_use()
    assert (use.current, use.by_key["t2"], use.unknown, use.removable) == ("t2", 0, 0, ())
    assert use.left >= 500
    steps = [step async for step in rotate()]
    assert sum(step.unreadable for step in steps) == 0
    use = await current_use()
    assert (use.left, use.removable) == (0, ("t1",))
    use_keys(NEW)
    assert await titles() == before
    await check_keys()
    async with snapshot(ALL_TENANTS) as db:
        assert {verdict.problem async for verdict in verify(db)} == {""}, (
            "the trail's own keys were rotated too"
        )
    assert [step async for step in rotate()] == []


async def test_a_private_note_is_rotated_with_its_name(cast: Cast, use_keys) -> None:
    me = cast.mentee
    async with unit_of_work(me.tenant_id) as db:
        note = await knowledge.create_note(db, me, title="Hidden", text="words", is_private=True)
    use_keys(NEW, OLD)
    assert {step.table: step.done for step in [step async for step in rotate()]}["note"] == 2
    use_keys(NEW)
    async with snapshot(me.tenant_id) as db:
        assert await knowledge.get_note(db, me, note.id) == note


async def test_what_no_key_opens_is_left_alone_and_told(cast: Cast, use_keys) -> None:
    await conversations(cast, 3)
    async with unit_of_work(ALL_TENANTS) as db:
        one = (await db.scalars(select(Conversation).limit(1))).one()
        swapped = Conversation(id=new_id(), tenant_id=one.tenant_id, owner_id=one.owner_id, title="")
        swapped.title = one.title
        db.add(swapped)
    use_keys(NEW, OLD)
    steps = [step async for step in rotate() if step.table == "conversation"]
    assert (steps[-1].done, steps[-1].unreadable) == (6, 1)
    use_keys(NEW)
    assert (await current_use()).unknown == 1


async def test_a_wrong_or_missing_key_stops_the_start_with_a_sentence(cast: Cast, use_keys) -> None:
    await check_keys()
    for keys in (NEW, OTHER):
        use_keys(keys)
        with pytest.raises(
            SettingsError, match=r"encrypted with the key t1, and the keys given \(t\d\) do not open it"
        ):
            await check_keys()


def test_a_short_key_stops_the_start_with_a_sentence(tmp_path) -> None:
    environment = os.environ | {"DATA_KEYS": "k1:c2hvcnQ=", "DATA_DIR": str(tmp_path)}
    ended = subprocess.run(
        [Path(sys.executable).with_name("coaching-app"), "keys", "list"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr.strip().endswith("DATA_KEYS: an AES-256 key has 32 bytes.")


@pytest.mark.parametrize("where", ["row", "column", "table", "tenant"])
async def test_a_swapped_ciphertext_is_refused_everywhere(cast: Cast, where: str) -> None:
    row = Conversation(id=new_id(), tenant_id=cast.mentee.tenant_id, owner_id=cast.mentee.user_id, title="")
    other = Conversation(id=row.id, tenant_id=row.tenant_id, owner_id=row.owner_id, title="")
    sealed, column = seal(row, "title", "words"), "title"
    assert unseal(other, "title", sealed) == "words"
    if where == "row":
        other.id = new_id()
    elif where == "tenant":
        other.tenant_id = cast.foreign_mentee.tenant_id
    elif where == "column":
        column = "text"
    else:
        other = type(
            "Elsewhere", (), {"__tablename__": "message", "id": row.id, "tenant_id": row.tenant_id}
        )()
    with pytest.raises(DecryptionError):
        unseal(other, column, sealed)


def test_every_sealed_column_can_be_rotated() -> None:
    tables = sealed_tables()
    assert {"conversation", "message", "audithead"} <= {sealed.table.name for sealed in tables}
    assert [sealed.table.name for sealed in tables if "id" not in sealed.table.c] == []


KILLED = """
import asyncio, sys
import coaching_app.access
from coaching_app.db import key_rotation
from coaching_app.db.engine import open_database
from coaching_app.db.unit_of_work import use_database
key_rotation._AT_ONCE = 20
async def main():
    use_database(open_database(sys.argv[1]))
    done = 0
    async for step in key_rotation.rotate():
        print(step.done, flush=True)
        done += 1
        # However long the signal takes: there is work left.
        await asyncio.sleep(0.01 if done < 4 else 3600)
asyncio.run(main())
"""


def _rotate_and_die(url: str) -> None:
    """A rotation in a process of its own, ended in the middle of its fourth batch."""
    environment = os.environ | {"DATA_KEYS": f"{NEW},{OLD}"}
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, url], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for _step in range(3):
        process.stdout.readline()
    time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()


async def test_a_rotation_that_is_killed_goes_on_where_it_was(
    cast: Cast, database_url: str, use_keys
) -> None:
    await conversations(cast, 150)
    before = await titles()
    left = []
    for _kill in range(2):
        await asyncio.to_thread(_rotate_and_die, database_url)
        use_keys(NEW, OLD)
        left.append((await current_use()).left)
        assert await titles() == before
    assert left[0] > left[-1] > 0
    steps = [step async for step in rotate()]
    assert sum(step.unreadable for step in steps) == 0
    use_keys(NEW)
    assert ((await current_use()).unknown, await titles()) == (0, before)


async def test_a_swap_in_the_database_does_not_open(cast: Cast) -> None:
    await conversations(cast, 1)
    async with unit_of_work(ALL_TENANTS) as db:
        mine, theirs = (await db.scalars(select(Conversation).order_by(col(Conversation.id)))).all()
        await db.execute(
            update(Conversation).where(col(Conversation.id) == mine.id).values(title=theirs.title)
        )
    async with snapshot(ALL_TENANTS) as db:
        row = await db.get_one(Conversation, mine.id)
        with pytest.raises(DecryptionError):
            unseal(row, "title", row.title)
