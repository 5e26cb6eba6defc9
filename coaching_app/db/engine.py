"""Opens the database, SQLite or PostgreSQL, with the settings each needs to be safe and quick."""

import asyncio
import time
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from prometheus_client import Histogram
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session

from coaching_app.core.metrics import QUERY_SECONDS
from coaching_app.db.at_once import SmallReads
from coaching_app.db.one_trip import IMPATIENT, PATIENT, READ, WRITE, OneTripConnection, OneTripDriver
from coaching_app.db.tenancy import guard_sessions

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # FULL, not NORMAL: an acknowledged write survives a power cut too.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-32000",
    "PRAGMA mmap_size=268435456",
)


class ScopedSession(Session):
    """The synchronous heart of our sessions; carries the tenant guard."""


guard_sessions(ScopedSession)


@dataclass(slots=True)
class Database:
    """A database with its two ways in: `write` and `read`."""

    engine: AsyncEngine
    # On SQLite a pool of its own, whose connections run small reads on the loop.
    reader: AsyncEngine
    write: async_sessionmaker[AsyncSession]
    read: async_sessionmaker[AsyncSession]
    # SQLite has one writer: waiting here is fair, waiting in its busy handler is not.
    write_turn: asyncio.Lock | None = field(default=None)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite rather than PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    async def dispose(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
        await self.reader.dispose()


def _prepare_sqlite(engine: AsyncEngine, *, reads: bool) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:  # pyright: ignore[reportUnusedFunction]: SQLAlchemy calls it
        cursor = connection.cursor()
        for pragma in (*_PRAGMAS, IMPATIENT if reads else PATIENT):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]: SQLAlchemy calls it
        # A deferred transaction that turns into a writer fails at once under load; IMMEDIATE waits.
        adapted = cast("OneTripConnection", connection.connection.dbapi_connection)
        adapted.begin_later(READ if reads else WRITE)


@lru_cache(maxsize=100)
def _timer(begins: str) -> Histogram:
    """The metric of one kind of statement; looking it up costs as much as counting."""
    return QUERY_SECONDS.labels(begins.lower().strip())


def _time_queries(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def _start(_c: Any, _cursor: Any, _sql: str, _p: Any, context: Any, _many: bool) -> None:  # pyright: ignore[reportUnusedFunction]: SQLAlchemy calls it
        if context is not None:
            context.coaching_started = time.perf_counter()

    @event.listens_for(engine.sync_engine, "after_cursor_execute")
    def _stop(_c: Any, _cursor: Any, sql: str, _p: Any, context: Any, _many: bool) -> None:  # pyright: ignore[reportUnusedFunction]: SQLAlchemy calls it
        started = getattr(context, "coaching_started", None)
        if started is not None:
            _timer(sql.lstrip()[:6]).observe(time.perf_counter() - started)


# An error of the database is logged, and what somebody wrote must not be in it: hence `hide_parameters`.
def _open_sqlite(url: URL, *, reads: bool = False) -> AsyncEngine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        module=OneTripDriver(SmallReads() if reads else None),
        # What reads is used from the loop and from its thread, never at once.
        connect_args={"isolation_level": None, "timeout": 10, "check_same_thread": not reads},
        pool_size=6,
        max_overflow=4,
        hide_parameters=True,
    )
    _prepare_sqlite(engine, reads=reads)
    _time_queries(engine)
    return engine


def _open_postgres(url: URL) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True)
    _time_queries(engine)
    return engine


def open_database(url: str) -> Database:
    """Open by SQLAlchemy URL; nothing is connected before the first use."""
    parsed = make_url(url)
    sessions: dict[str, Any] = {"sync_session_class": ScopedSession, "expire_on_commit": False}
    is_sqlite = parsed.get_backend_name() == "sqlite"
    engine = _open_sqlite(parsed) if is_sqlite else _open_postgres(parsed)
    reader = _open_sqlite(parsed, reads=True) if is_sqlite else engine
    return Database(
        engine=engine,
        reader=reader,
        write=async_sessionmaker(engine, **sessions),
        read=async_sessionmaker(reader, **sessions, autoflush=False),
        write_turn=asyncio.Lock() if is_sqlite else None,
    )
