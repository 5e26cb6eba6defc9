"""`export-person`: write the archive of a person, as they could themselves."""

from pathlib import Path

import click

from coaching_app.cli.main import CALLED_FROM
from coaching_app.cli.running import person, run
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot
from coaching_app.features.companion import service


async def export_person(path: Path, email: str) -> tuple[int, int]:
    """Write everything of whoever has this address; how many rows and files it is."""
    actor = await person(email)
    async with snapshot(actor.tenant_id) as db:
        return await service.write_archive(db, actor, path)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--user", "email", required=True, help="E-mail address of the person whose it is.")
def command(path: Path, email: str) -> None:
    """Write one archive with everything of a person."""
    path = (CALLED_FROM / path.expanduser()).resolve()
    if path.exists():
        raise click.BadParameter(f"there is something at {path} already", param_hint="PATH")
    rows, files = run(export_person(path, email))
    click.echo(_("Written: {rows} rows, {files} files.").format(rows=rows, files=files))
