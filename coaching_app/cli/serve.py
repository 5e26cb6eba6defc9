"""`serve`: build if needed, migrate, then serve everything on one port."""

import click

from coaching_app.core.settings import get_settings
from coaching_app.launcher import server, stamp
from coaching_app.launcher.build import ensure_built


@click.command()
@click.option("--host", help="Address to listen on; overrides HOST.")
@click.option("--port", type=int, help="Port to listen on; overrides PORT.")
def command(host: str | None, port: int | None) -> None:
    """Build if needed, migrate, and serve pages, API and websocket on one port."""
    settings = get_settings()
    ensure_built()
    from coaching_app.access.key_check import check_keys
    from coaching_app.cli.running import run

    # Migrates first; a key that does not open what is stored must stop the start, not the first reader.
    run(check_keys())
    server.serve(host or settings.host, port or settings.port, stamp.ROOT)
