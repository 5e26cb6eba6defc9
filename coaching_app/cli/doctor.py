"""`doctor`: look at everything a healthy start needs and say in plain words what is wrong."""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from coaching_app.access.key_check import check_keys
from coaching_app.cli.migrate import newest_revision, revision_of
from coaching_app.cli.shape import missing_parts
from coaching_app.core import clock
from coaching_app.core.secret_files import get_keyring, signing_secret
from coaching_app.core.settings import Settings, SettingsError, encryption_of, get_settings, remote_hosts
from coaching_app.db.engine import open_database
from coaching_app.db.key_rotation import KeyUse, current_use
from coaching_app.db.unit_of_work import use_database
from coaching_app.launcher import stamp

LEAST_FREE_BYTES = 500_000_000
Check = Callable[[Settings], str]


class Problem(Exception):
    """What is wrong, in one sentence that says what to do."""


def check_secrets(settings: Settings) -> str:
    """The keys that encrypt and sign can be read."""
    signing_secret(settings)
    get_keyring()
    return "the keys can be read"


def check_clock(_settings: Settings) -> str:
    """A clock before the product's own files is wrong."""
    newest = max(path.stat().st_mtime for path in (Path(__file__), stamp.ROOT / "requirements.lock"))
    behind = timedelta(seconds=newest - clock.now().timestamp())
    if behind > timedelta(days=1):
        raise Problem(f"the clock is at least {behind.days} days slow; set it, or sign-in and schedules fail")
    return f"it is {clock.now():%Y-%m-%d %H:%M} UTC"


def nearest_folder(path: Path) -> Path:
    """The folder itself or the first one above it that exists."""
    return next(folder for folder in (path.resolve(), *path.resolve().parents) if folder.is_dir())


def check_disk(settings: Settings) -> str:
    """Room for the database to grow and for an import."""
    free = shutil.disk_usage(nearest_folder(settings.data_dir)).free
    if free < LEAST_FREE_BYTES:
        raise Problem(f"only {free // 1_000_000} MB are free at {settings.data_dir}; make room")
    return f"{free / 1_000_000_000:.1f} GB free"


def check_folders(settings: Settings) -> str:
    """Everything that is kept must be writable."""
    for folder in (settings.data_dir, settings.files_dir):
        place = nearest_folder(folder)
        try:
            with tempfile.TemporaryFile(dir=place):
                pass
        except OSError as error:
            raise Problem(f"cannot write in {place} ({error.strerror}); check its owner and mode") from error
    return f"{settings.data_dir} is writable"


def check_database(settings: Settings) -> str:
    """The database answers and has the newest schema."""
    try:
        revision = asyncio.run(revision_of(settings.database))
    except Exception as error:
        raise Problem(f"cannot be reached ({type(error).__name__}); check DATABASE_URL") from error
    if revision != newest_revision():
        raise Problem(
            f"is at revision {revision or 'none'}, not {newest_revision()}; run coaching-app migrate"
        )
    is_open = remote_hosts(settings.database) and encryption_of(settings.database) == "disable"
    return f"answers, at revision {revision}{'; unencrypted, as DATABASE_URL says' if is_open else ''}"


def check_tables(settings: Settings) -> str:
    """What the revision promises is really there: without it reminders and much else fail quietly."""
    try:
        missing = asyncio.run(missing_parts(settings.database))
    except Exception as error:
        raise Problem("cannot be looked at before the database answers") from error
    if missing:
        raise Problem(
            f"missing: {', '.join(missing)}; coaching-app migrate makes what a newer revision adds, and when the "
            "database is at the newest already, put a whole backup back or begin with an empty DATA_DIR"
        )
    return "every table and column is there"


async def _key_use() -> KeyUse:
    database = open_database(get_settings().database)
    use_database(database)
    try:
        await check_keys()
        return await current_use()
    finally:
        use_database(None)
        await database.dispose()


def check_key_use(_settings: Settings) -> str:
    """Every stored value has its key, and which key is not needed any more."""
    try:
        use = asyncio.run(_key_use())
    except SQLAlchemyError as error:
        raise Problem("cannot be counted before the database answers") from error
    if use.unknown:
        raise Problem(f"{use.unknown} encrypted values need a key that is not here; put it back")
    if use.left:
        return f"{use.left} of {use.total} values wait for {use.current}; run coaching-app keys rotate"
    old = ", ".join(use.removable)
    return f"all {use.total} values use {use.current}" + (f"; {old} may be removed" if old else "")


def check_build(_settings: Settings) -> str:
    """The pages are built from these sources."""
    if not stamp.is_built():
        raise Problem("is missing; run coaching-app build")
    if not stamp.is_fresh():
        raise Problem("belongs to other sources; run coaching-app build")
    return "present and fresh"


CHECKS: tuple[tuple[str, Check], ...] = (
    ("keys", check_secrets),
    ("clock", check_clock),
    ("disk", check_disk),
    ("folders", check_folders),
    ("database", check_database),
    ("tables", check_tables),
    ("encryption", check_key_use),
    ("build", check_build),
)


def examine() -> Iterator[tuple[str, bool, str]]:
    """Each check as its name, whether it passed, and a sentence."""
    try:
        settings = get_settings()
    except SettingsError as problem:
        yield "settings", False, str(problem)
        return
    yield "settings", True, "every setting can be used"
    for name, check in CHECKS:
        try:
            yield name, True, check(settings)
        except (Problem, SettingsError, OSError) as problem:
            yield name, False, str(problem)


@click.command()
def command() -> None:
    """Check settings, keys, clock, disk, folders, database, tables, encryption and build; exit status 1 on any problem."""
    healthy = True
    for name, passed, sentence in examine():
        healthy = healthy and passed
        click.echo(f"{'ok     ' if passed else 'PROBLEM'} {name}: {sentence}")
    sys.exit(0 if healthy else 1)
