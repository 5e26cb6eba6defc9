"""The sample tenant: made once, by the real services, with dates that belong to today."""

import re
import sqlite3
from datetime import date

import pytest
from click.testing import CliRunner

from coaching_app.cli.demo import new_password
from coaching_app.cli.demo_content.dates import NOTES, copy_notes, dated
from coaching_app.cli.demo_content.people import PEOPLE
from coaching_app.cli.main import root
from coaching_app.core.errors import Conflict
from coaching_app.features.account import service as account
from coaching_app.features.account.service import Credentials
from coaching_app.features.account.service import setup as account_setup

PASSWORD = "Lamp-in-the-window-7"


@pytest.fixture
def data(tmp_path, set_settings, monkeypatch):
    monkeypatch.setattr(account_setup, "_is_known_to_be_set_up", [])
    # A key must change nothing: the sample never asks a paid provider.
    set_settings(DATA_DIR=str(tmp_path / "data"), DATABASE_URL="", ANTHROPIC_API_KEY="never-used")
    return tmp_path / "data" / "coaching.db"


def call(*words: str):
    return CliRunner().invoke(root, ["demo", *words])


def rows(database, query: str) -> list[tuple]:
    with sqlite3.connect(database) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def test_the_sample_is_lived_in_and_made_once(data):
    made = call("--password", PASSWORD, "--time-zone", "Europe/Vienna")
    assert made.exit_code == 0, made.output
    for somebody in PEOPLE:
        assert re.search(rf"{somebody.email} +{PASSWORD}", made.output)
    assert rows(data, "select role, count(*) from membership group by role order by role") == [
        ("admin", 1),
        ("mentee", 2),
        ("mentor", 1),
    ]
    assert rows(data, "select count(*) from note where deleted_at is null")[0][0] >= 25
    assert rows(data, "select status from vaultimport") == [("done",)]
    assert rows(data, "select count(*) from importproblem") == [(0,)]
    assert {status for (status,) in rows(data, "select status from proposal")} >= {"accepted", "open"}
    assert rows(data, "select distinct status, provider from answerrun") == [("done", "rules")]
    assert rows(data, "select count(*) from task where origin like 'coach:%'")[0][0] >= 1
    assert rows(data, "select count(*) from seenspan")[0][0] >= 5

    assert rows(data, "select count(*) from habit")[0][0] >= 8
    assert rows(data, "select count(*) from habitentry")[0][0] >= 200
    assert rows(data, "select count(*) from checkin")[0][0] >= 100
    assert rows(data, "select status, count(*) from relationship group by status") == [("active", 2)]
    assert rows(data, "select count(*) from consentgrant") == [(3,)]

    before = rows(data, "select count(*) from task")
    again = call()
    assert again.exit_code == 1
    assert isinstance(again.exception, Conflict)
    assert "set up already" in str(again.exception)
    assert rows(data, "select count(*) from task") == before


def test_tasks_are_spread_over_the_weeks(data):
    assert call("--password", PASSWORD).exit_code == 0
    (pastor,) = rows(data, "select id from person where is_instance_owner")[0]
    mine = f"from task where owner_id = '{pastor}' and"
    for condition in (
        "completed_at is not null",
        "completed_at is null and due_on < date('now')",
        "completed_at is null and due_on = date('now')",
        "completed_at is null and due_on > date('now')",
        "completed_at is null and due_on is null",
    ):
        assert rows(data, f"select count(*) {mine} {condition}")[0][0] >= 2, condition
    assert rows(data, f"select count(distinct date(completed_at)) {mine} completed_at is not null")[0][0] > 8
    assert rows(data, "select count(*) from goal where owner_id = ?".replace("?", f"'{pastor}'")) == [(4,)]


def test_a_weak_password_is_refused_and_leaves_nothing(data):
    refused = call("--password", "password")
    assert refused.exit_code == 1
    assert rows(data, "select count(*) from person") == [(0,)]


@pytest.mark.parametrize("today", [date(2026, 11, 16 + day) for day in range(7)])
def test_the_notes_are_whole_on_every_day_of_the_week(tmp_path, today):
    copy_notes(tmp_path, today)
    sources = [path for path in NOTES.rglob("*") if path.is_file()]
    copies = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert len(copies) == len(sources)
    known = {name.rsplit("/", 1)[-1].removesuffix(".md") for name in copies}
    for name in copies:
        text = (tmp_path / name).read_text()
        assert not re.search(r"\{[a-z]*-\d", text), name
        for link in re.findall(r"\[\[([^\]#|]+)", text):
            assert link in known, f"{name} links to {link}"


def test_a_weekday_is_the_latest_one_that_long_ago():
    assert dated("{mon-8} {-1}", date(2026, 11, 21)) == "2026-11-09 2026-11-20"


def test_random_passwords_pass_the_rules_and_differ():
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"(?:\w{4}-){3}\w{4}", one) for one in made)


async def test_only_an_admin_makes_accounts_and_an_address_has_one(sqlite_database, set_settings):
    from dataclasses import replace

    from coaching_app.cli.running import person
    from coaching_app.core.errors import Forbidden
    from coaching_app.domain.actor import Role
    from coaching_app.features.account.schemas import FirstSetup, NewPerson

    await account.first_setup(FirstSetup("Home", "Ana", "ana@example.org", PASSWORD))
    admin = await person("ana@example.org")
    fresh = NewPerson("Ben", "Ben@Example.org", PASSWORD, Role.MENTEE)
    made = await account.add_person(admin, fresh)
    assert isinstance(made, Credentials)
    ben = await person("ben@example.org")
    assert (ben.user_id, ben.role, ben.tenant_id) == (made.user_id, Role.MENTEE, admin.tenant_id)
    with pytest.raises(Conflict):
        await account.add_person(admin, fresh)
    with pytest.raises(Forbidden):
        await account.add_person(replace(ben), fresh)
