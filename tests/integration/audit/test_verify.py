"""Whatever somebody does to the trail by SQL, `verify` names the first place; retention leaves no gap."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coaching_app.access import audit, audit_retention
from coaching_app.access.audit_verify import heads, read_witness, verify
from coaching_app.access.audit_witness import keep_witness, kept_witness
from coaching_app.core import clock
from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work


@pytest.fixture
async def chain(database) -> str:
    """A chain of ten entries."""
    name = new_id()
    for number in range(10):
        await audit.record(name, "counted", number=number)
    return name


async def problem(chain: str, witness=None) -> str:
    async with snapshot(ALL_TENANTS) as db:
        (verdict,) = [verdict async for verdict in verify(db, chain, witness)]
    return verdict.problem


async def by_sql(database, *statements: str, guarded: bool = False, **values) -> None:
    """As somebody who may do anything with the database, triggers included."""
    async with database.engine.begin() as connection:
        if not guarded:
            await connection.execute(text(OFF[database.is_sqlite]))
            if database.is_sqlite:
                for name in ("auditentry_kept", "audithead_kept", "audithead_forward"):
                    await connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            await connection.execute(text(statement), values)


OFF = {True: "DROP TRIGGER auditentry_unchanged", False: "SET LOCAL session_replication_role = replica"}
ENTRY = "chain = :chain AND seq"
COPY = (
    "INSERT INTO auditentry (chain, seq, at, actor_role, login_id, action, address, correlation_id, subjects, "
    "changes, events, payload, hash) SELECT chain, {seq}, at, actor_role, login_id, action, address, "
    "correlation_id, subjects, changes, events, payload, hash FROM auditentry WHERE chain = :chain AND seq = 4"
)
ATTACKS = {
    "changed": (("UPDATE auditentry SET actor_id = 'someone' WHERE chain = :chain AND seq = 4",), "entry 4 was changed"),
    "re-dated": (("UPDATE auditentry SET address = '' || 'x' WHERE chain = :chain AND seq = 1",), "entry 1 was changed"),
    "removed": (("DELETE FROM auditentry WHERE chain = :chain AND seq = 4",), "entry 4 is missing"),
    "several": (("DELETE FROM auditentry WHERE chain = :chain AND seq BETWEEN 3 AND 5",), "entries 3 to 5 are missing"),
    "the first": (("DELETE FROM auditentry WHERE chain = :chain AND seq = 1",), "entry 1 is missing"),
    "the last": (("DELETE FROM auditentry WHERE chain = :chain AND seq = 10",), "entry 10 is missing"),
    "reordered": (
        ("UPDATE auditentry SET seq = 99 WHERE chain = :chain AND seq = 4",
         "UPDATE auditentry SET seq = 4 WHERE chain = :chain AND seq = 5",
         "UPDATE auditentry SET seq = 5 WHERE chain = :chain AND seq = 99"),
        "entry 4 was changed, moved or inserted",
    ),
    "closed up": (
        ("DELETE FROM auditentry WHERE chain = :chain AND seq = 9",
         "UPDATE auditentry SET seq = 9 WHERE chain = :chain AND seq = 10",
         "UPDATE audithead SET seq = 9 WHERE id = :chain"),
        "entry 9 was changed, moved or inserted",
    ),
    "inserted": ((COPY.format(seq=11),), "entry 11 was changed, moved or inserted"),
    "the head moved back": (
        ("DELETE FROM auditentry WHERE chain = :chain AND seq > 8",
         "UPDATE audithead SET seq = 7, hash = 'x' WHERE id = :chain"),
        "the head does not belong to entry 8",
    ),
    "a false anchor": (
        (("UPDATE audithead SET anchor_seq = 3, anchor_mac = 'x', "
         "anchor_hash = (SELECT hash FROM auditentry WHERE chain = :chain AND seq = 3) WHERE id = :chain"),
         "DELETE FROM auditentry WHERE chain = :chain AND seq <= 3"),
        "entries 1 to 3 were removed, and not by retention",
    ),
    "another key": (("UPDATE audithead SET key = 'v1.t1.AAAA' WHERE id = :chain",), "the key of the chain was replaced"),
    "no head": (("DELETE FROM audithead WHERE id = :chain",), "the chain is missing"),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
async def test_an_attack_by_sql_is_named(database, chain: str, attack: str) -> None:
    assert await problem(chain) == ""
    statements, words = ATTACKS[attack]
    await by_sql(database, *statements, chain=chain)
    assert (await problem(chain)).startswith(words)


async def test_the_database_refuses_to_change_the_trail(database, chain: str) -> None:
    for statement in (
        "UPDATE auditentry SET address = 'x' WHERE chain = :chain",
        "DELETE FROM auditentry WHERE chain = :chain AND seq = 1",
        "DELETE FROM audithead WHERE id = :chain",
        "UPDATE audithead SET seq = 1 WHERE id = :chain",
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            await by_sql(database, statement, guarded=True, chain=chain)
    if not database.is_sqlite:
        with pytest.raises(DBAPIError, match="append-only"):
            await by_sql(database, "TRUNCATE auditentry", guarded=True)
    assert await problem(chain) == ""


async def test_an_end_that_was_cut_off_shows_against_an_exported_head(database, chain: str) -> None:
    async with snapshot(ALL_TENANTS) as db:
        lines = [
            json.dumps({"chain": head.chain, "seq": head.seq, "hash": head.hash}) for head in await heads(db)
        ]
    witness = read_witness([*lines, "no head", "{}"])[chain]
    await by_sql(
        database,
        "DELETE FROM auditentry WHERE chain = :chain AND seq > 8",
        "UPDATE audithead SET seq = 8, "
        "hash = (SELECT hash FROM auditentry WHERE chain = :chain AND seq = 8) WHERE id = :chain",
        chain=chain,
    )
    assert await problem(chain) == "", "without a witness nothing can tell"
    assert await problem(chain, {chain: witness}) == "entries 9 to 10 are missing"
    for number in range(3):
        await audit.record(chain, "counted", number=number)
    assert await problem(chain, {chain: witness}) == "entry 10 is not the one that was exported"


async def test_the_witness_is_kept_beside_the_database(chain: str, tmp_path, set_settings) -> None:
    set_settings(DATA_DIR=str(tmp_path))
    await keep_witness()
    await keep_witness()
    assert read_witness(kept_witness())[chain].keys() == {10}
    assert await problem(chain, read_witness(kept_witness())) == ""


async def test_retention_removes_the_beginning_and_the_rest_still_verifies(chain: str) -> None:
    with clock.freeze(clock.now() + timedelta(days=10)):
        for number in range(5):
            await audit.record(chain, "later", number=number)
        trimmed = await audit_retention.trim(chain, clock.now() - timedelta(days=5))
        again = await audit_retention.trim(chain, clock.now() - timedelta(days=5))
    assert (trimmed.through, trimmed.removed, again.removed) == (10, 10, 0)
    async with snapshot(ALL_TENANTS) as db:
        (verdict,) = [verdict async for verdict in verify(db, chain)]
    assert (verdict.entries, verdict.problem) == (6, "")


async def test_a_retention_that_was_killed_in_the_middle_is_no_gap(database, chain: str, monkeypatch) -> None:
    async def killed(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(audit_retention, "_remove_some", killed)
    with pytest.raises(KeyboardInterrupt):
        await audit_retention.trim(chain, clock.now() + timedelta(days=1))
    assert await problem(chain) == ""
    await by_sql(
        database, "DELETE FROM auditentry WHERE chain = :chain AND seq = 3", guarded=True, chain=chain
    )
    assert await problem(chain) == ""
    monkeypatch.undo()
    assert (await audit_retention.trim(chain, clock.now() - timedelta(days=1))).removed > 0
    assert await problem(chain) == ""


async def test_every_tenant_must_have_a_chain(cast, database) -> None:
    async def broken() -> list[str]:
        async with snapshot(ALL_TENANTS) as db:
            return [verdict.chain async for verdict in verify(db) if verdict.problem]

    assert await broken() == []
    gone = cast.mentee.tenant_id
    await by_sql(
        database,
        "DELETE FROM auditentry WHERE chain = :chain",
        "DELETE FROM audithead WHERE id = :chain",
        chain=gone,
    )
    assert await broken() == [gone]


async def test_a_unit_of_work_without_a_recorder_does_not_commit(cast, monkeypatch) -> None:
    from coaching_app.db import unit_of_work as module

    monkeypatch.setattr(module, "_recorders", [])
    with pytest.raises(module.NobodyRecords):
        async with unit_of_work(cast.mentee.tenant_id):
            pass
