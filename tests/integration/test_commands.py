"""The console commands that work on the data: setup and import-vault."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coaching_app.cli.main import root
from coaching_app.core.errors import AppError

PASSWORD = "Corr3ct horse battery!"


@pytest.fixture
def data(tmp_path: Path, set_settings) -> Path:
    set_settings(DATA_DIR=str(tmp_path / "data"), DATABASE_URL="", ADMIN_PASSWORD=PASSWORD)
    return tmp_path / "data" / "coaching.db"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "Garden"
    (folder / "beds").mkdir(parents=True)
    (folder / "Plan.md").write_text("# Plan\n\nSee [[Carrots]].\n")
    (folder / "beds" / "Carrots.md").write_text("---\ntags: [root]\n---\nSow in April.\n")
    return folder


def call(*words: str) -> Result:
    return CliRunner().invoke(root, words)


def count(database: Path, table: str) -> int:
    with sqlite3.connect(database) as connection:
        found = connection.execute(f"select count(*) from {table}").fetchone()[0]
    connection.close()
    return found


def test_setup_makes_the_first_admin_once(data):
    first = call("setup", "--email", "ana@example.org", "--tenant", "Home")
    assert first.exit_code == 0, first.output
    assert "Sign in as ana@example.org" in first.output
    again = call("setup", "--email", "eve@example.org")
    assert again.exit_code == 1
    assert isinstance(again.exception, AppError)
    assert (count(data, "person"), count(data, "tenant")) == (1, 1)


def test_setup_takes_everything_from_the_settings(data, set_settings):
    set_settings(ADMIN_EMAIL="ana@example.org", TENANT_NAME="Haus")
    done = call("setup")
    assert done.exit_code == 0, done.output
    assert done.output.strip().endswith("Haus is set up. Sign in as ana@example.org.")


def test_setup_without_a_password_says_how_to_give_one(data, set_settings):
    set_settings(ADMIN_PASSWORD="")
    assert "ADMIN_PASSWORD" in str(call("setup", "--email", "ana@example.org").exception)


def test_setup_refuses_a_weak_password(data, set_settings):
    set_settings(ADMIN_PASSWORD="password")
    assert call("setup", "--email", "ana@example.org").exit_code == 1


def test_a_folder_is_imported_once_however_often_it_is_sent(data, vault):
    call("setup", "--email", "ana@example.org")
    first = call("import-vault", str(vault), "--user", "ana@example.org")
    assert first.exit_code == 0, first.output
    assert "2 new" in first.output
    again = call("import-vault", str(vault), "--user", "ana@example.org")
    assert "0 new, 0 changed, 2 as before" in again.output
    assert count(data, "note") == 2


@pytest.mark.parametrize(("path", "user"), [("nowhere.zip", "ana@example.org"), (".", "nobody@example.org")])
def test_a_wrong_path_or_person_is_refused(data, path, user):
    call("setup", "--email", "ana@example.org")
    assert call("import-vault", path, "--user", user).exit_code != 0


def test_a_broken_archive_leaves_nothing(data, tmp_path):
    call("setup", "--email", "ana@example.org")
    (tmp_path / "broken.zip").write_bytes(b"PK but not really")
    done = call("import-vault", str(tmp_path / "broken.zip"), "--user", "ana@example.org")
    assert done.exit_code == 1
    assert "damaged" in done.output
    assert count(data, "note") == 0


def test_a_path_means_what_it_meant_where_it_was_typed(data, vault, monkeypatch):
    monkeypatch.setattr("coaching_app.cli.import_vault.CALLED_FROM", vault.parent)
    call("setup", "--email", "ana@example.org")
    done = call("import-vault", "Garden", "--user", "ana@example.org")
    assert "Imported Garden: 2 new" in done.output
