"""Brings a database to the newest schema, and tells how far it is."""

from pathlib import Path
from typing import TYPE_CHECKING

from coaching_app.db.engine import Database

# Loading it takes a twentieth of the start, and most starts have nothing to migrate: so inside the functions.
if TYPE_CHECKING:
    from alembic.config import Config

_ROOT = Path(__file__).resolve().parent.parent.parent


def _config(url: str) -> "Config":
    from alembic.config import Config

    config = Config(str(_ROOT / "alembic.ini"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(url: str, revision: str = "head") -> None:
    """Upgrade to a revision; not to be called from inside an event loop."""
    from alembic import command

    command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Go back to a revision; not to be called from inside an event loop."""
    from alembic import command

    command.downgrade(_config(url), revision)


def newest_revision() -> str | None:
    """The one head of the migrations; raises when there are several."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config("")).get_current_head()


async def current_revision(database: Database) -> str | None:
    """The revision the database is at."""
    from alembic.runtime.migration import MigrationContext

    async with database.engine.connect() as connection:
        return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
