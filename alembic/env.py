"""Runs migrations on the database of the settings, or on the connection a caller hands over."""

import asyncio
from typing import Any

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import coaching_app.models  # noqa: F401 - registers every table
from coaching_app.db.engine import open_database
from coaching_app.db.search_index import owns_table
from coaching_app.core.settings import get_settings


def include_object(_object: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """The search index is made by hand, so autogenerate must leave it alone."""
    return not (kind in {"table", "index"} and name is not None and owns_table(name))


def run(connection: Connection) -> None:
    """Run on an open connection, in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        include_object=include_object,
    )
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    """Open the database, migrate, close it."""
    database = open_database(context.config.get_main_option("sqlalchemy.url") or get_settings().database)
    async with database.engine.begin() as connection:
        await connection.run_sync(run)
    await database.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(main())
