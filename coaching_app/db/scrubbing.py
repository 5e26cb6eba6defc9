"""Makes the database files forget what was deleted or overwritten, as far as a database can."""

import asyncio
import sqlite3

from sqlalchemy import text

from coaching_app.core.logging import get_logger
from coaching_app.db.unit_of_work import current_database

log = get_logger(__name__)
# What holds the words of notes; other tables keep their private text sealed.
_TABLES = "note, note_search, notetag, notealias, notelink, importproblem, resource"


class StillRead(Exception):
    """Somebody reads what was before, so the log could not be emptied; it is worth trying again."""


async def scrub_disk(*, patient: bool = True) -> None:
    """Rewrite the SQLite file and empty its log; on PostgreSQL clear away dead rows.

    Raises StillRead when a reader kept the log from being emptied; without `patient` that is only logged. Copies made
    before, the blocks of a file system and PostgreSQL's own log are beyond what can be done here.
    """
    database = current_database()
    path = database.engine.url.database
    if not database.is_sqlite:
        async with database.engine.connect() as connection:
            alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await alone.execute(text(f"VACUUM {_TABLES}"))
        return
    if not path:
        return
    assert database.write_turn is not None
    async with database.write_turn:
        is_empty = await asyncio.to_thread(_rewrite, path)
    if not is_empty:
        log.info("scrub_waits_for_readers")
        if patient:
            raise StillRead


def _rewrite(path: str) -> bool:
    """Whether the log is empty now."""
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        # The index keeps deleted words until it is merged, the file keeps freed pages, the log keeps both.
        connection.execute("INSERT INTO note_search(note_search) VALUES ('optimize')")
        connection.execute("VACUUM")
        busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    finally:
        connection.close()
