"""`import-vault`: bring a vault in from the disk, as a zip file or a folder."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import click

from coaching_app.cli.main import CALLED_FROM
from coaching_app.cli.migrate import migrate
from coaching_app.core.errors import NotFound
from coaching_app.db.unit_of_work import current_database, unit_of_work, use_database
from coaching_app.domain.actor import Actor
from coaching_app.features.knowledge import service
from coaching_app.features.knowledge.schemas import Counts, Finished, Problem, Progress


async def import_vault(path: Path, email: str) -> Finished:
    """Import for the person with this address, saying what happens."""
    try:
        actor = await service.person_of(email)
        return await _import(actor, path)
    finally:
        await current_database().dispose()
        use_database(None)


async def _import(actor: Actor, path: Path) -> Finished:
    async with unit_of_work(actor.tenant_id) as db:
        job = await service.start_import(db, actor, name=path.name, enqueued=False)
    ended: Finished | None = None
    try:
        async with aclosing(service.run_import(actor.tenant_id, job.id, path=path)) as events:
            async for event in events:
                _say(event)
                if isinstance(event, Finished):
                    ended = event
    finally:
        if ended is None:
            # Stopped by hand or by an error: what was read so far never showed and goes away.
            await service.abandon(actor.tenant_id, job.id, status="cancelled")
    if ended is None:
        raise NotFound
    return ended


def _say(event: object) -> None:
    match event:
        case Problem(path, reason):
            click.echo(f"  {path}: {reason}", err=True)
        case Progress(counts):
            click.echo(f"\r{_counted(counts)}", nl=False, err=True)
        case _:
            pass


def _counted(counts: Counts) -> str:
    return f"{counts.seen} of {counts.total} files read"


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--user", "email", required=True, help="E-mail address of the person whose vault it is.")
def command(path: Path, email: str) -> None:
    """Import an Obsidian vault, a zip file or a folder, for a person."""
    # Commands run in the project's folder; a path means what it meant where it was typed.
    path = (CALLED_FROM / path.expanduser()).resolve()
    if not path.exists():
        raise click.BadParameter(f"there is nothing at {path}", param_hint="PATH")
    migrate()
    ended = asyncio.run(import_vault(path, email))
    click.echo("", err=True)
    if ended.status != "done":
        raise click.ClickException(ended.error or "The import was cancelled. Nothing of it was kept.")
    counts = ended.counts
    click.echo(
        f"Imported {path.name}: {counts.added} new, {counts.changed} changed, {counts.unchanged} as before, "
        f"{counts.skipped} left out, {counts.failed} could not be read."
    )
