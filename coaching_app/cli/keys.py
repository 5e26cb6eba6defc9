"""`keys`: see which keys are in use, make a new one, and encrypt everything with it."""

import base64
import sys

import click

from coaching_app.cli.running import run
from coaching_app.core.crypto import new_key
from coaching_app.core.secret_files import add_kept_key, get_keyring
from coaching_app.core.settings import get_settings
from coaching_app.db.key_rotation import KeyUse, current_use, rotate


@click.group()
def command() -> None:
    """See which keys private text is encrypted with, add one, and encrypt everything anew."""


def sentences(use: KeyUse) -> list[str]:
    """How each key is used and what may be done with it."""
    lines = [
        f"{key_id}: {count} values{' (encrypts new ones)' if key_id == use.current else ''}"
        for key_id, count in use.by_key.items()
    ]
    if use.unknown:
        lines.append(f"{use.unknown} values need a key that is not here; put it back before anything else")
    if use.left > use.unknown:
        lines.append(f"{use.left - use.unknown} values wait for {use.current}; run coaching-app keys rotate")
    lines += [f"{key_id} is needed by nothing any more and may be removed" for key_id in use.removable]
    return lines


@command.command("list")
def list_command() -> None:
    """Count the encrypted values by key."""
    use = run(current_use())
    for line in sentences(use):
        click.echo(line)
    sys.exit(1 if use.unknown else 0)


@command.command("add")
def add_command() -> None:
    """Make a new key that encrypts from the next start on; the old ones stay and decrypt."""
    numbers = [int(key_id[1:]) for key_id, _key in get_keyring().keys if key_id[1:].isdigit()]
    key_id = f"k{max(numbers, default=0) + 1}"
    spelled = f"{key_id}:{base64.b64encode(new_key()).decode()}"
    if get_settings().data_keys.get_secret_value():
        click.echo("DATA_KEYS comes from your settings. Put this in front of it, with a comma between:")
        click.echo(spelled)
    else:
        add_kept_key(get_settings(), spelled)
        click.echo(f"{key_id} is in the secrets folder of DATA_DIR; keep a copy of that folder.")
    click.echo("Restart the server, then run coaching-app keys rotate.")


async def _rotate() -> tuple[int, int]:
    done: dict[str, int] = {}
    unreadable: dict[str, int] = {}
    async for step in rotate():
        done[step.table], unreadable[step.table] = step.done, step.unreadable
        click.echo(f"{step.table}: {step.done} values")
    return sum(done.values()), sum(unreadable.values())


@command.command("rotate")
def rotate_command() -> None:
    """Encrypt with the current key whatever another one encrypted; stopped at any moment, it goes on next time."""
    done, unreadable = run(_rotate())
    click.echo(f"{done} values are encrypted anew with {get_keyring().current_id}.")
    if unreadable:
        click.echo(
            f"{unreadable} values could not be read with the keys given; they were left alone.", err=True
        )
        sys.exit(1)
