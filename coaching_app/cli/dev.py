"""`dev`: serve while somebody edits, rebuilding and reloading on every change."""

import click

from coaching_app.cli.migrate import migrate
from coaching_app.core.settings import get_settings
from coaching_app.launcher import stamp
from coaching_app.launcher.dev import develop


@click.command()
def command() -> None:
    """Serve with rebuild and reload on every edit."""
    settings = get_settings()
    migrate()
    develop(settings.host, settings.port, stamp.ROOT)
