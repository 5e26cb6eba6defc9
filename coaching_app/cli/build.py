"""`build`: make the pages without serving them, for images and tests."""

import click

from coaching_app.launcher.build import ensure_built


@click.command()
def command() -> None:
    """Build the pages if the sources changed."""
    ensure_built()
