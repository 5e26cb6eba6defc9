"""`import-vault`: bring an Obsidian vault in from this machine, with its progress in the terminal."""

import asyncio
import sys
from contextlib import aclosing
from pathlib import Path

import click

from coaching_app.cli.main import CALLED_FROM
from coaching_app.cli.running import person, run
from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.knowledge import service
from coaching_app.features.knowledge.schemas import Counts, Finished, ImportEvent, Problem, Progress


def described(counts: Counts) -> str:
    """The counts in words."""
    return (
        f"{counts.seen} of {counts.total}: {counts.added} new, {counts.changed} changed, "
        f"{counts.unchanged} unchanged, {counts.skipped} left out, {counts.failed} unreadable"
    )


def show(event: ImportEvent) -> None:
    """Print an event; progress overwrites itself in a terminal and is left out of a pipe."""
    if isinstance(event, Problem):
        click.echo(f"  {event.path}: {event.reason}")
    elif isinstance(event, Progress) and sys.stdout.isatty():
        click.echo(f"\r\033[K{described(event.counts)}", nl=False)
    elif isinstance(event, Finished):
        click.echo(f"\r\033[K{described(event.counts)}" if sys.stdout.isatty() else described(event.counts))


async def _drain(actor: Actor, import_id: str, path: Path) -> Finished:
    ended = Finished("failed", Counts())
    async with aclosing(service.run_import(actor.tenant_id, import_id, path=path)) as events:
        async for event in events:
            show(event)
            ended = event if isinstance(event, Finished) else ended
    return ended


async def import_vault(path: Path, email: str, name: str) -> Finished:
    """Import for this person; what an interruption leaves is taken away."""
    actor = await person(email)
    async with unit_of_work(actor.tenant_id) as db:
        started = await service.start_import(db, actor, name=name, enqueued=False)
    try:
        return await _drain(actor, started.id, path)
    except asyncio.CancelledError:
        await service.abandon(actor.tenant_id, started.id, status="cancelled")
        raise


@click.command()
@click.argument("path", type=Path)
@click.option("--user", "email", required=True, help="E-mail address of the person the vault belongs to.")
@click.option("--name", help="What to call the vault; else its file or folder name.")
def command(path: Path, email: str, name: str | None) -> None:
    """Import the zip file or folder at PATH. A second import of the same vault writes only what changed."""
    place = (CALLED_FROM / path.expanduser()).resolve()
    if not place.exists():
        raise NotFound(_("There is nothing at {path}.").format(path=place))
    ended = run(import_vault(place, email, name or place.name))
    if ended.status != "done":
        click.echo(ended.error or "The import was stopped; nothing of it was kept.", err=True)
        sys.exit(1)
