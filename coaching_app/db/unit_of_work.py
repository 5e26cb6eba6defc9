"""One handler, request or job is one transaction: begun at the edge, committed at its end or not at all."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.settings import get_settings
from coaching_app.db.engine import Database, open_database
from coaching_app.db.tenancy import ALL_TENANTS, TenantScope, enter_scope

__all__ = [
    "ALL_TENANTS", "after_commit", "current_database", "snapshot", "unit_of_work", "use_database", "use_recorder",
]  # fmt: skip

_AFTER_COMMIT = "after_commit"
_databases: list[Database] = []
_recorders: list[Callable[[AsyncSession], Awaitable[None]]] = []


class NobodyRecords(RuntimeError):
    """A process would change data without writing the audit trail; it must import `coaching_app.access`."""


def use_recorder(recorder: Callable[[AsyncSession], Awaitable[None]]) -> None:
    """Tell who writes down what a unit of work did; the layers above know who did it."""
    _recorders[:] = [recorder]


def use_database(database: Database | None) -> None:
    """Serve this process from the given database; None forgets it."""
    _databases[:] = [database] if database else []


def current_database() -> Database:
    """The database of this process, opened at first use."""
    if not _databases:
        _databases.append(open_database(get_settings().database))
    return _databases[0]


def after_commit(db: AsyncSession, action: Callable[[], None]) -> None:
    """Do something quick once the work is durable, and never if it is not."""
    db.info.setdefault(_AFTER_COMMIT, []).append(action)


@asynccontextmanager
async def unit_of_work(scope: TenantScope) -> AsyncGenerator[AsyncSession]:
    """A write transaction inside one tenant; commits when the block ends well."""
    database = current_database()
    async with database.write_turn or nullcontext(), database.write() as session:
        enter_scope(session.sync_session, scope)
        async with session.begin():
            yield session
            await session.flush()
            if not _recorders:
                raise NobodyRecords
            await _recorders[0](session)
    for action in session.info.pop(_AFTER_COMMIT, ()):
        action()


@asynccontextmanager
async def snapshot(scope: TenantScope) -> AsyncGenerator[AsyncSession]:
    """A consistent read inside one tenant; nothing written here is kept."""
    database = current_database()
    session = database.read()
    enter_scope(session.sync_session, scope)
    try:
        yield session
    finally:
        # Lets go of the rows first, so those that the caller still reads stay filled, then rolls back. On SQLite the end
        # of a read waits for nothing, so nobody can be cancelled inside of it.
        await (session.close() if database.is_sqlite else asyncio.shield(session.close()))
