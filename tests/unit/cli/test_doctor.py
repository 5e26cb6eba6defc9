"""The doctor finds what is wrong and says it plainly."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from coaching_app.cli import doctor
from coaching_app.cli.main import root
from coaching_app.core import clock
from coaching_app.core.settings import get_settings
from coaching_app.db.migrations import migrate
from coaching_app.launcher import stamp


@pytest.fixture
def healthy(set_settings, tmp_path, monkeypatch):
    set_settings(DATA_DIR=str(tmp_path))
    migrate(get_settings().database)
    monkeypatch.setattr(stamp, "is_built", lambda: True)
    monkeypatch.setattr(stamp, "is_fresh", lambda: True)


def examined() -> dict[str, tuple[bool, str]]:
    return {name: (passed, sentence) for name, passed, sentence in doctor.examine()}


def test_a_healthy_installation_is_all_ok(healthy):
    found = CliRunner().invoke(root, ["doctor"])
    assert found.exit_code == 0, found.output
    assert found.output.count("ok ") == 9
    assert "PROBLEM" not in found.output


def test_a_bad_setting_is_named(healthy, set_settings):
    set_settings(JWT_SECRET="short")
    found = CliRunner().invoke(root, ["doctor"])
    assert found.exit_code == 1
    assert "PROBLEM settings: JWT_SECRET" in found.output


def test_a_database_that_is_behind_is_found(healthy, set_settings, tmp_path):
    set_settings(DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/empty.db")
    passed, sentence = examined()["database"]
    assert not passed
    assert "coaching-app migrate" in sentence


def test_a_database_that_cannot_be_reached_is_found(healthy, set_settings):
    set_settings(DATABASE_URL="postgresql+psycopg://nobody:x@127.0.0.1:1/none")
    passed, sentence = examined()["database"]
    assert not passed
    assert "DATABASE_URL" in sentence


def test_tables_and_columns_that_are_missing_are_named(healthy):
    """A data folder that says its newest revision and still lacks something fails quietly, every minute."""
    path = get_settings().database.partition("///")[2]
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("DROP TABLE reminder; ALTER TABLE task DROP COLUMN left_on;")
    found = CliRunner().invoke(root, ["doctor"])
    assert found.exit_code == 1
    assert "ok      database" in found.output
    assert "PROBLEM tables: missing: reminder, task.left_on;" in found.output
    assert "put a whole backup back" in found.output


def test_a_slow_clock_is_found(healthy):
    with clock.freeze(datetime(2020, 1, 1, tzinfo=UTC)):
        passed, sentence = examined()["clock"]
    assert not passed
    assert "days slow" in sentence


def test_a_full_disk_is_found(healthy, monkeypatch):
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 10**18)
    passed, sentence = examined()["disk"]
    assert not passed
    assert "make room" in sentence


def test_a_folder_that_is_not_writable_is_found(healthy, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", refuse)
    passed, sentence = examined()["folders"]
    assert not passed
    assert "cannot write" in sentence


@pytest.mark.parametrize(("is_built", "said"), [(False, "is missing"), (True, "other sources")])
def test_a_missing_or_old_build_is_found(healthy, monkeypatch, is_built, said):
    monkeypatch.setattr(stamp, "is_built", lambda: is_built)
    monkeypatch.setattr(stamp, "is_fresh", lambda: False)
    passed, sentence = examined()["build"]
    assert not passed
    assert said in sentence
