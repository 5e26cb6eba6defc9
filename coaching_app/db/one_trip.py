"""Sends each SQLite statement to the connection's thread once, with the transaction's beginning in the same trip.

The driver's own cursor goes there four times: to open, execute, fetch and close. A trip costs more than most of our reads.
Rows are fetched whole, as SQLAlchemy does anyway; a cursor that streams is the driver's own.
"""

import asyncio
import collections
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any, cast

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    AsyncAdapt_aiosqlite_ss_cursor,
)
from sqlalchemy.util import await_only

READ, WRITE = "BEGIN", "BEGIN IMMEDIATE"
_Answer = tuple[Any, list[Any], int, int | None]


def _begin(connection: sqlite3.Connection, begin: str) -> None:
    if connection.in_transaction:
        # Nobody waited for the end of the read before; if it failed, this is where it is made good.
        connection.rollback()
    connection.execute(begin)


def _trip(connection: sqlite3.Connection, begin: str, sql: str, values: Any, *, many: bool) -> _Answer:
    """Everything one statement needs; runs on the connection's thread."""
    if begin:
        _begin(connection, begin)
    cursor = (connection.executemany if many else connection.execute)(sql, values)
    rows = cursor.fetchall() if cursor.description else []
    answer = (cursor.description, rows, cursor.rowcount, cursor.lastrowid)
    cursor.close()
    return answer


class OneTripCursor:
    """A cursor whose rows are all here once it has executed."""

    server_side = False
    __slots__ = ("_adapted", "_rows", "arraysize", "description", "lastrowid", "rowcount")

    def __init__(self, adapted: "OneTripConnection") -> None:
        self._adapted = adapted
        self._rows: collections.deque[Any] = collections.deque()
        self.arraysize = 1
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    def execute(self, sql: str, values: Any = None) -> None:
        """Run a statement and take its rows."""
        self._run(sql, () if values is None else values, many=False)

    def executemany(self, sql: str, values: Any) -> None:
        """Run a statement once for each set of values."""
        self._run(sql, values, many=True)

    def _run(self, sql: str, values: Any, *, many: bool) -> None:
        answer = self._adapted.trip(sql, values, many=many)
        self.description, rows, self.rowcount, self.lastrowid = answer
        self._rows = collections.deque(rows)

    def fetchone(self) -> Any:
        """The next row, or None."""
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        """The next rows."""
        count = min(size or self.arraysize, len(self._rows))
        return [self._rows.popleft() for _ in range(count)]

    def fetchall(self) -> Sequence[Any]:
        """All rows that are left."""
        rows = list(self._rows)
        self._rows.clear()
        return rows

    def __iter__(self) -> Iterator[Any]:
        while self._rows:
            yield self._rows.popleft()

    def setinputsizes(self, *_sizes: Any) -> None:
        """SQLite has no use for it."""

    def close(self) -> None:
        """Forget the rows; the database's cursor was closed on the trip."""
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        """What SQLAlchemy calls when only the rows are needed any more."""


class _StreamingCursor(AsyncAdapt_aiosqlite_ss_cursor):
    """The driver's own cursor, inside the transaction."""

    __slots__ = ()

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        await cast("OneTripConnection", self._adapt_connection).begin_now()
        return await super()._execute_async(operation, parameters)


class OneTripConnection(AsyncAdapt_aiosqlite_connection):
    """A connection that begins a transaction with its first statement and does not wait for the end of a read."""

    __slots__ = ("_begin", "_idle", "_reads")
    _cursor_cls = cast("type[AsyncAdapt_aiosqlite_cursor]", OneTripCursor)
    _ss_cursor_cls = _StreamingCursor

    def __init__(self, dbapi: Any, connection: aiosqlite.Connection) -> None:
        super().__init__(dbapi, cast("Any", connection))
        self._begin = ""
        self._reads = False
        self._idle = False

    def begin_later(self, begin: str) -> None:
        """Begin when the first statement comes."""
        self._begin, self._reads, self._idle = begin, begin == READ, False

    def trip(self, sql: str, values: Any, *, many: bool) -> _Answer:
        """Run one statement on the connection's thread."""
        try:
            return await_only(self._travel(sql, values, many=many))
        except Exception as error:  # noqa: BLE001 the dialect sorts them
            self._handle_exception(error)

    async def _travel(self, sql: str, values: Any, *, many: bool) -> _Answer:
        async with self._execute_mutex:
            begin, self._begin = self._begin, ""
            try:
                return await self._on_thread(_trip, begin, sql, values, many=many)
            except asyncio.CancelledError:
                # SQLAlchemy throws the connection away now; do not let the thread go on for nobody.
                await self._connection.interrupt()
                raise

    async def _on_thread(self, work: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        driver = cast("Any", self._connection)
        return await driver._execute(work, driver._conn, *arguments, **named)  # noqa: SLF001 what the driver's own calls are made of

    async def begin_now(self) -> None:
        """Begin for a cursor that streams: its statement travels the driver's way."""
        begin, self._begin = self._begin, ""
        if begin:
            await self._on_thread(_begin, begin)

    def commit(self) -> None:
        """Commit, if anything was begun."""
        if self._is_over():
            return
        self._idle = True
        super().commit()

    def rollback(self) -> None:
        """Roll back, if anything was begun; of a read nothing is at stake, so nobody waits for it."""
        if self._is_over():
            return
        self._idle = True
        driver = cast("Any", self._connection)
        if self._reads and driver._connection is not None:  # noqa: SLF001 the dialect asks the same
            driver._tx.put_nowait((None, driver._conn.rollback))  # noqa: SLF001 the driver's own calls all wait
        else:
            super().rollback()

    def _is_over(self) -> bool:
        """Whether the transaction has ended before, or never got as far as the database."""
        if self._begin:
            self._begin, self._idle = "", True
        return self._idle


class OneTripDriver(AsyncAdapt_aiosqlite_dbapi):
    """SQLAlchemy's view of aiosqlite, with our connections."""

    def __init__(self) -> None:
        super().__init__(cast("ModuleType", aiosqlite), cast("ModuleType", sqlite3))

    def connect(self, *arguments: Any, **options: Any) -> OneTripConnection:
        """Open the database on a thread of its own."""
        adapted = super().connect(*arguments, **options)
        return OneTripConnection(self, adapted.driver_connection)
