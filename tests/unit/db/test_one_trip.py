"""A statement on SQLite is one trip to the connection's thread; errors, streams and cancellation stay as they were."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from coaching_app.db.engine import Database, open_database
from coaching_app.db.tenancy import ALL_TENANTS, enter_scope

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


async def test_a_read_is_one_trip(opened: Database, trips: list[object]) -> None:
    await _names(opened)
    trips.clear()
    assert await _names(opened) == ["a", "b"]
    assert len(trips) == 1


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
    async with opened.engine.connect() as connection:
        result = await connection.stream(text("SELECT name FROM thing ORDER BY id"))
        assert [row.name async for row in result] == ["a", "b"]
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        assert raw.driver_connection.in_transaction


async def test_a_read_whose_end_was_lost_does_not_hold_up_the_next(opened: Database) -> None:
    async with opened.engine.connect() as connection:
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        await raw.driver_connection.execute("BEGIN")
        assert await connection.scalar(text("SELECT count(*) FROM thing")) == 2


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
    assert time.monotonic() - began < 5
    assert await _names(opened) == ["a", "b", "later"]


async def test_many_readers_and_a_writer_at_once(opened: Database) -> None:
    async def write(number: int) -> None:
        assert opened.write_turn is not None
        async with opened.write_turn, opened.write() as db, db.begin():
            enter_scope(db.sync_session, ALL_TENANTS)
            await db.execute(text("INSERT INTO thing (name) VALUES (:name)"), {"name": f"n{number}"})

    await asyncio.gather(*(write(number) for number in range(20)), *(_names(opened) for _ in range(40)))
    assert len(await _names(opened)) == 22
