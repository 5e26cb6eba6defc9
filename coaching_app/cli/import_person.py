"""`import-person`: bring the archive of a person from another instance in."""

from pathlib import Path

import click

from coaching_app.cli.main import CALLED_FROM
from coaching_app.cli.running import person, run
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.features.companion import service


async def import_person(path: Path, email: str) -> tuple[int, int]:
    """Bring it in for whoever has this address; how many rows and files came."""
    actor = await person(email)
    async with unit_of_work(actor.tenant_id) as db:
        return await service.read_archive(db, actor, path)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--user", "email", required=True, help="E-mail address of the person whose it becomes.")
def command(path: Path, email: str) -> None:
    """Bring in everything of a person from an archive that another instance made."""
    path = (CALLED_FROM / path.expanduser()).resolve()
    if not path.is_file():
        raise click.BadParameter(f"there is no file at {path}", param_hint="PATH")
    rows, files = run(import_person(path, email))
    click.echo(_("Brought in: {rows} rows, {files} files.").format(rows=rows, files=files))
