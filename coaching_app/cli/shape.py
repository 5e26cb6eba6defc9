"""Says which tables and columns a database lacks, whatever revision it says it is at."""

from sqlalchemy import Connection, inspect
from sqlmodel import SQLModel

import coaching_app.models  # noqa: F401  # pyright: ignore[reportUnusedImport]: it registers every table
from coaching_app.db.engine import open_database
from coaching_app.db.search_index import owns_table


async def missing_parts(url: str) -> tuple[str, ...]:
    """Tables by their names, and `table.column` where the table is there."""
    database = open_database(url)
    try:
        async with database.engine.connect() as connection:
            return await connection.run_sync(_missing)
    finally:
        await database.dispose()


def _missing(connection: Connection) -> tuple[str, ...]:
    inspector = inspect(connection)
    there = set(inspector.get_table_names())
    lacking = [name for name in SQLModel.metadata.tables if name not in there]
    if not any(owns_table(name) for name in there):
        lacking.append("the search index")
    for name, table in SQLModel.metadata.tables.items():
        if name in there:
            known = {column["name"] for column in inspector.get_columns(name)}
            lacking += [f"{name}.{column.name}" for column in table.columns if column.name not in known]
    return tuple(sorted(lacking))
