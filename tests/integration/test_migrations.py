"""The migrations: one head, nothing left to generate, and every step can be taken back, on both databases."""

from alembic.script import ScriptDirectory

from alembic import command
from coaching_app.cli.migrate import newest_revision, revision_of
from coaching_app.db.migrations import _config, downgrade, migrate


def test_there_is_one_head():
    assert ScriptDirectory.from_config(_config("")).get_heads() == [newest_revision()]


def test_the_models_need_no_further_migration(database_url: str):
    command.check(_config(database_url))


async def test_a_migrated_database_is_at_the_head(database_url: str):
    assert await revision_of(database_url) == newest_revision()


def test_every_migration_goes_down_and_up_again(database_url: str):
    revisions = [one.revision for one in ScriptDirectory.from_config(_config("")).walk_revisions()]
    for revision in [*revisions[1:], "base"]:
        downgrade(database_url, revision)
    for revision in reversed(revisions):
        migrate(database_url, revision)
    command.check(_config(database_url))


async def test_a_database_without_migrations_is_at_none(tmp_path):
    assert await revision_of(f"sqlite+aiosqlite:///{tmp_path}/empty.db") is None
