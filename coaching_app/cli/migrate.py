"""`migrate`: bring the database to the newest schema."""

import asyncio
import re

import click
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from coaching_app.core.settings import get_settings
from coaching_app.db.engine import open_database
from coaching_app.launcher import stamp
from coaching_app.launcher.narration import step

REVISION = re.compile(r"^(revision|down_revision)\b[^=]*= *[\"']([^\"']+)[\"']", re.MULTILINE)


def newest_revision() -> str | None:
    """The revision no other builds on, read from the files: loading Alembic would slow every start."""
    files = (stamp.ROOT / "alembic" / "versions").glob("*.py")
    found = [pair for file in files for pair in REVISION.findall(file.read_text())]
    heads = {name for kind, name in found if kind == "revision"}
    heads -= {name for kind, name in found if kind == "down_revision"}
    return next(iter(heads), None)


def _stored_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("select version_num from alembic_version"))


async def revision_of(url: str) -> str | None:
    """The revision a database is at, its connections closed again."""
    database = open_database(url)
    try:
        async with database.engine.connect() as connection:
            return await connection.run_sync(_stored_revision)
    finally:
        await database.dispose()


def migrate() -> None:
    """Upgrade when the database is behind; say so only then."""
    url = get_settings().database
    if asyncio.run(revision_of(url)) == newest_revision():
        return
    from coaching_app.db.migrations import migrate as upgrade

    with step("Bringing the database to the newest schema"):
        upgrade(url)


@click.command()
def command() -> None:
    """Bring the database to the newest schema."""
    migrate()
    click.echo(f"The database is at {newest_revision()}.")
