"""`migrate`: bring the database to the newest schema."""

import asyncio

import click

from coaching_app.core.settings import get_settings
from coaching_app.db.engine import open_database
from coaching_app.db.migrations import current_revision, newest_revision
from coaching_app.db.migrations import migrate as upgrade
from coaching_app.launcher.narration import step


async def revision_of(url: str) -> str | None:
    """The revision a database is at, its connections closed again."""
    database = open_database(url)
    try:
        return await current_revision(database)
    finally:
        await database.dispose()


def migrate() -> None:
    """Upgrade when the database is behind; say so only then."""
    url = get_settings().database
    if asyncio.run(revision_of(url)) == newest_revision():
        return
    with step("Bringing the database to the newest schema"):
        upgrade(url)


@click.command()
def command() -> None:
    """Bring the database to the newest schema."""
    migrate()
    click.echo(f"The database is at {newest_revision()}.")
