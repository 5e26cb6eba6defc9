"""Sends each SQLite statement to the connection's thread once, the transaction's beginning with it, or not at all.

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

from coaching_app.db.at_once import Answer, SmallReads

READ, WRITE = "BEGIN", "BEGIN IMMEDIATE"
# Small reads ask for no patience, see `at_once`; on the thread everybody has it.
PATIENT, IMPATIENT = "PRAGMA busy_timeout=10000", "PRAGMA busy_timeout=0"


def _trip(connection: sqlite3.Connection, begin: str, sql: str, values: Any, *, many: bool) -> Answer:
    """Everything one statement needs; runs on the connection's thread."""
    if begin:
        connection.execute(begin)
    cursor = (connection.executemany if many else connection.execute)(sql, values)
    rows = cursor.fetchall() if cursor.description else []
    answer = (cursor.description, rows, cursor.rowcount, cursor.lastrowid)
    cursor.close()
    return answer


def _patient_trip(connection: sqlite3.Connection, begin: str, sql: str, values: Any, *, many: bool) -> Answer:
    """The same for a connection that reads, and elsewhere waits for nothing."""
    connection.execute(PATIENT)
    try:
        return _trip(connection, begin, sql, values, many=many)
    finally:
        connection.execute(IMPATIENT)


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
    """A connection that begins a transaction with its first statement."""

    __slots__ = ("_begin", "_idle", "_small")
    _cursor_cls = cast("type[AsyncAdapt_aiosqlite_cursor]", OneTripCursor)
    _ss_cursor_cls = _StreamingCursor

    def __init__(self, dbapi: Any, connection: aiosqlite.Connection, small: SmallReads | None) -> None:
        super().__init__(dbapi, cast("Any", connection))
        self._begin = ""
        self._idle = False
        self._small = small

    def begin_later(self, begin: str) -> None:
        """Begin when the first statement comes."""
        self._begin, self._idle = begin, False

    def trip(self, sql: str, values: Any, *, many: bool) -> Answer:
        """Run one statement, here if it is a small read, else on the connection's thread."""
        try:
            if self._small is not None and not many and self._small.suits(sql):
                answer = self._at_once(self._small, sql, values)
                if answer is not None:
                    return answer
            return await_only(self._travel(sql, values, many=many))
        except Exception as error:  # noqa: BLE001 the dialect sorts them
            self._handle_exception(error)

    def _at_once(self, small: SmallReads, sql: str, values: Any) -> Answer | None:
        # Nothing runs on the thread now: whoever used it waited, and who was cancelled lost the connection.
        connection = self._sqlite()
        if self._begin:
            begin, self._begin = self._begin, ""
            connection.execute(begin)
        return small.run(connection, sql, values)

    async def _travel(self, sql: str, values: Any, *, many: bool) -> Answer:
        async with self._execute_mutex:
            begin, self._begin = self._begin, ""
            work = _trip if self._small is None else _patient_trip
            try:
                return await self._on_thread(work, begin, sql, values, many=many)
            except asyncio.CancelledError:
                # SQLAlchemy throws the connection away now; do not let the thread go on for nobody.
                await self._connection.interrupt()
                raise

    def _sqlite(self) -> sqlite3.Connection:
        return cast("Any", self._connection)._conn  # noqa: SLF001 the driver shows it to nobody

    async def _on_thread(self, work: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        driver = cast("Any", self._connection)
        return await driver._execute(work, self._sqlite(), *arguments, **named)  # noqa: SLF001 what the driver's own calls are made of

    async def begin_now(self) -> None:
        """Begin for a cursor that streams: its statement travels the driver's way."""
        begin, self._begin = self._begin, ""
        if begin:
            await self._on_thread(sqlite3.Connection.execute, begin)

    def commit(self) -> None:
        """Commit, if anything was begun."""
        if self._is_over():
            return
        self._idle = True
        super().commit()

    def rollback(self) -> None:
        """Roll back, if anything was begun; the end of a read waits for nothing, so it needs no thread."""
        if self._is_over():
            return
        self._idle = True
        if self._small is None:
            super().rollback()
        elif cast("Any", self._connection)._connection is not None:  # noqa: SLF001 the dialect asks the same
            self._sqlite().rollback()

    def _is_over(self) -> bool:
        """Whether the transaction has ended before, or never got as far as the database."""
        if self._begin:
            self._begin, self._idle = "", True
        return self._idle


class OneTripDriver(AsyncAdapt_aiosqlite_dbapi):
    """SQLAlchemy's view of aiosqlite, with our connections; `small_reads` for a pool that only reads."""

    def __init__(self, small_reads: SmallReads | None = None) -> None:
        super().__init__(cast("ModuleType", aiosqlite), cast("ModuleType", sqlite3))
        self._small_reads = small_reads

    def connect(self, *arguments: Any, **options: Any) -> OneTripConnection:
        """Open the database on a thread of its own."""
        adapted = super().connect(*arguments, **options)
        return OneTripConnection(self, adapted.driver_connection, self._small_reads)
