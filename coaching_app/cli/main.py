"""Finds the subcommand that was asked for and turns known problems into one plain sentence."""

import importlib
import os
import sys
from pathlib import Path

import click

from coaching_app.core.errors import AppError
from coaching_app.core.settings import SettingsError
from coaching_app.launcher import stamp
from coaching_app.launcher.build import BuildError
from coaching_app.launcher.server import PortTaken

HERE = Path(__file__).parent
# Settings, .env and the data folder are the project's own, wherever the command is called from.
CALLED_FROM = Path.cwd()
NOT_COMMANDS = {"__init__", "main", "running", "shape"}
EXPECTED = (SettingsError, BuildError, PortTaken, AppError)


class OnDemand(click.Group):
    """A group whose commands are the modules beside this one, each holding `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click gives the signature
        """The names as typed."""
        found = {path.stem for path in HERE.glob("*.py")} - NOT_COMMANDS
        return sorted(name.replace("_", "-") for name in found)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one module that is needed."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = importlib.import_module(f"coaching_app.cli.{cmd_name.replace('-', '_')}").command
        return command if isinstance(command, click.Command) else None


@click.command(cls=OnDemand)
def root() -> None:
    """The coaching platform."""


def main() -> None:
    """Entry point of the console command."""
    os.chdir(stamp.ROOT)
    try:
        root()
    except EXPECTED as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
