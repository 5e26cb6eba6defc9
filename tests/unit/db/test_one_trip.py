"""A statement on SQLite is one trip to the connection's thread, a small read none; errors, streams and cancellation stay as they were."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from typing import Any, cast

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from coaching_app.db import at_once
from coaching_app.db.at_once import SmallReads
from coaching_app.db.engine import Database, open_database
from coaching_app.db.tenancy import ALL_TENANTS, enter_scope
from tests.support.patience import PATIENCE

_ENDLESS = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900000000) SELECT count(*) FROM n"
)


@pytest.fixture
async def opened(sqlite_url: str) -> AsyncIterator[Database]:
    database = open_database(sqlite_url)
    async with database.write() as db, db.begin():
        enter_scope(db.sync_session, ALL_TENANTS)
        await db.execute(text("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"))
        await db.execute(text("INSERT INTO thing (name) VALUES (:name)"), [{"name": "a"}, {"name": "b"}])
    yield database
    await database.dispose()


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    made: list[object] = []
    # What counts here is the work of a read, not how long the machine stood still meanwhile.
    monkeypatch.setattr(at_once, "_LONGEST", PATIENCE)
    execute = aiosqlite.Connection._execute

    async def counted(self, work, *arguments, **named):
        made.append(work)
        return await execute(self, work, *arguments, **named)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    return made


async def _names(database: Database) -> list[str]:
    async with database.read() as db:
        enter_scope(db.sync_session, ALL_TENANTS)
        return list((await db.scalars(text("SELECT name FROM thing ORDER BY id"))).all())


async def test_a_small_read_does_not_travel(opened: Database, trips: list[object]) -> None:
    await _names(opened)
    trips.clear()
    assert await _names(opened) == ["a", "b"]
    assert not trips


async def _counted(database: Database, most: int) -> int:
    numbers = (
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most}) SELECT i FROM n"
    )
    async with database.read() as db:
        enter_scope(db.sync_session, ALL_TENANTS)
        before = await db.scalar(text("SELECT count(*) FROM thing"))
        found = await db.scalar(text(f"SELECT count(*) FROM ({numbers})"))
        assert await db.scalar(text("SELECT count(*) FROM thing")) == before
    return found


async def test_a_large_read_holds_up_nobody_and_is_known_the_next_time(
    opened: Database, trips: list[object]
) -> None:
    await _names(opened)
    steps: list[float] = []

    async def walk() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0)
            steps.append(time.perf_counter() - began)

    walker = asyncio.create_task(walk())
    trips.clear()
    assert await _counted(opened, 1_000_000) == 1_000_000
    walker.cancel()
    assert len(trips) == 1
    assert len(steps) > 10
    driver = cast("Any", opened.reader.dialect.dbapi)
    assert max(driver._small_reads._known.values()) > 0


async def test_a_word_search_always_travels(opened: Database, trips: list[object]) -> None:
    async with opened.write() as db, db.begin():
        enter_scope(db.sync_session, ALL_TENANTS)
        await db.execute(text("CREATE VIRTUAL TABLE words USING fts5(body)"))
    await _names(opened)
    trips.clear()
    async with opened.read() as db:
        enter_scope(db.sync_session, ALL_TENANTS)
        await db.execute(text("SELECT rowid FROM words WHERE body MATCH 'x'"))
    assert len(trips) == 1


async def test_a_locked_database_is_waited_for_on_the_thread(opened: Database, sqlite_url: str) -> None:
    await _names(opened)
    holder = sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///"), isolation_level=None)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    await opened.dispose()
    holder.execute("BEGIN EXCLUSIVE")
    reading = asyncio.create_task(_names(opened))
    await asyncio.sleep(0.3)
    assert not reading.done()
    holder.close()
    assert await reading == ["a", "b"]


def test_the_budget_lets_go_and_looks_again_ever_more_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_once, "_LONGEST", -1.0)
    small, connection, sql = SmallReads(), sqlite3.connect(":memory:"), "SELECT 1"
    assert small.suits(sql)
    for _ in range(9):
        assert small.run(connection, sql, ()) is None
        assert not small.suits(sql)
    assert small._pause == 1.0
    monkeypatch.setattr(at_once, "_LONGEST", 1.0)
    assert small.run(connection, sql, ()) is not None
    connection.close()


async def test_a_write_is_one_trip_and_its_commit(opened: Database, trips: list[object]) -> None:
    trips.clear()
    async with opened.write() as db, db.begin():
        enter_scope(db.sync_session, ALL_TENANTS)
        result = await db.execute(text("UPDATE thing SET name = name || '!'"))
        assert result.rowcount == 2
    assert len(trips) == 2
    assert await _names(opened) == ["a!", "b!"]


async def test_what_does_nothing_does_not_travel(opened: Database, trips: list[object]) -> None:
    async with opened.write() as db, db.begin():
        enter_scope(db.sync_session, ALL_TENANTS)
        await db.connection()
        trips.clear()
    assert not trips


async def test_a_failed_statement_keeps_its_error_and_undoes_the_rest(opened: Database) -> None:
    with pytest.raises(IntegrityError) as caught:
        async with opened.write() as db, db.begin():
            enter_scope(db.sync_session, ALL_TENANTS)
            await db.execute(text("INSERT INTO thing (name) VALUES ('c')"))
            await db.execute(text("INSERT INTO thing (name) VALUES ('a')"))
    assert isinstance(caught.value.orig, sqlite3.IntegrityError)
    with pytest.raises(OperationalError, match="no such table"):
        async with opened.read() as db:
            enter_scope(db.sync_session, ALL_TENANTS)
            await db.execute(text("SELECT 1 FROM nowhere"))
    assert await _names(opened) == ["a", "b"]


async def test_a_read_sees_one_moment(opened: Database) -> None:
    async with opened.read() as reader:
        enter_scope(reader.sync_session, ALL_TENANTS)
        before = await reader.scalar(text("SELECT count(*) FROM thing"))
        async with opened.write() as db, db.begin():
            enter_scope(db.sync_session, ALL_TENANTS)
            await db.execute(text("INSERT INTO thing (name) VALUES ('c')"))
        assert await reader.scalar(text("SELECT count(*) FROM thing")) == before
    assert len(await _names(opened)) == 3


async def test_a_cursor_that_streams_reads_inside_the_transaction(opened: Database) -> None:
    async with opened.reader.connect() as connection:
        result = await connection.stream(text("SELECT name FROM thing ORDER BY id"))
        assert [row.name async for row in result] == ["a", "b"]
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        assert raw.driver_connection.in_transaction


async def test_a_cancelled_read_stops_and_the_next_is_right(opened: Database) -> None:
    reading = asyncio.create_task(_counted(opened, 900_000_000))
    await asyncio.sleep(0.1)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert await _names(opened) == ["a", "b"]


async def test_a_cancelled_statement_stops_and_leaves_nothing_behind(opened: Database) -> None:
    async def count() -> None:
        async with opened.write() as db, db.begin():
            enter_scope(db.sync_session, ALL_TENANTS)
            await db.execute(text("INSERT INTO thing (name) VALUES ('never')"))
            await db.execute(_ENDLESS)

    task = asyncio.create_task(count())
    await asyncio.sleep(0.1)
    began = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with opened.write() as db, db.begin():
        enter_scope(db.sync_session, ALL_TENANTS)
        await db.execute(text("INSERT INTO thing (name) VALUES ('later')"))
    # Counting to the end takes most of a minute.
    assert time.monotonic() - began < 30
    assert await _names(opened) == ["a", "b", "later"]


async def test_many_readers_and_a_writer_at_once(opened: Database) -> None:
    async def write(number: int) -> None:
        assert opened.write_turn is not None
        async with opened.write_turn, opened.write() as db, db.begin():
            enter_scope(db.sync_session, ALL_TENANTS)
            await db.execute(text("INSERT INTO thing (name) VALUES (:name)"), {"name": f"n{number}"})

    await asyncio.gather(*(write(number) for number in range(20)), *(_names(opened) for _ in range(40)))
    assert len(await _names(opened)) == 22
