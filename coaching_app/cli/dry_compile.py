"""`dry-compile`: evaluate every page without building, as a check."""

import click

from coaching_app.launcher.build import dry_compile
from coaching_app.launcher.narration import step


@click.command()
def command() -> None:
    """Evaluate every page without building."""
    with step("Compiling every page, dry"):
        dry_compile()
