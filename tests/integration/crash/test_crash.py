"""kill -9 of the real server at random moments: no acknowledged write is lost, doubled or torn.

`CRASH_KILLS=50` sets how often, `CRASH_SEED` repeats a run.
"""

import asyncio
import os
import shutil
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine, text

from tests.integration.crash import writers
from tests.integration.crash.writers import Person, ServerGone
from tests.support.live_server import ADMIN, LiveServer
from tests.support.patience import PATIENCE, eventually

KILLS = int(os.environ.get("CRASH_KILLS", "4"))
SEED = int(os.environ.get("CRASH_SEED", str(time.time_ns() % 10**6)))
# The target is 10; a machine that runs other tests beside this one is slower.
USABLE_SECONDS = float(os.environ.get("CRASH_USABLE_SECONDS", "60"))
LONGEST_CALM = 2.5


async def _hammer(
    person: Person, server: LiveServer, *, calm: float, only_worker: bool, is_last: bool
) -> None:
    """Everybody writes at once until the server dies; the last time not before each has written something."""
    loads = [
        writers.edit_tasks(person), writers.edit_tasks(person), writers.write_notes(person),
        writers.chat(person), writers.import_vaults(person), writers.tick_habits(person),
    ]  # fmt: skip
    running = [asyncio.create_task(load) for load in loads]
    if is_last:
        await eventually(lambda: all(ledger.acknowledged for ledger in person.ledgers))
    await asyncio.sleep(calm)
    if only_worker:
        _kill_worker(server)
    else:
        await asyncio.to_thread(server.end, signal.SIGKILL)
    for outcome in await asyncio.wait_for(asyncio.gather(*running, return_exceptions=True), 2 * PATIENCE):
        assert isinstance(outcome, ServerGone), repr(outcome)


def _kill_worker(server: LiveServer) -> None:
    """Kill the process that works and leave the one that watches over it, as the kernel does out of memory."""
    watcher = server.process.pid
    for worker in Path(f"/proc/{watcher}/task/{watcher}/children").read_text().split():
        os.kill(int(worker), signal.SIGKILL)


async def _restart(person: Person, server: LiveServer) -> float:
    """Start again what does not start by itself; seconds until the person could work."""
    begun = time.monotonic()
    await asyncio.to_thread(server.start if server.process is None else server._wait)
    await person.client.aclose()
    person.connect()
    await person.sign_in()
    answer = await person.call("GET", "/tasks")
    assert answer.status_code == 200
    return time.monotonic() - begun


def _assert_sound(data: Path, scratch: Path) -> None:
    """The files as the kill left them pass SQLite's own check; a copy, so that the server does the recovery."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    for file in data.glob("coaching.db*"):
        if not file.name.endswith("-shm"):
            shutil.copy(file, scratch)
    _assert_intact(scratch / "coaching.db")


def _assert_intact(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


async def _check(person: Person, *, wait: bool) -> None:
    await writers.check_tasks(person)
    await writers.check_notes(person)
    await writers.check_chat(person)
    await writers.repeat_questions(person)
    await writers.check_chat(person)
    await writers.check_imports(person, wait=wait)
    await writers.check_habits(person)
    for ledger in person.ledgers:
        assert ledger.surprises == []


def _assert_vaults_whole(url: str) -> None:
    """Each imported vault holds each of its notes once, and the index knows them."""
    engine = create_engine(url.replace("+aiosqlite", ""))
    with engine.connect() as database:
        rows = database.execute(
            text(
                "SELECT s.name, count(n.id), count(DISTINCT n.path) FROM source s LEFT JOIN note n "
                "ON n.source_id = s.id AND n.deleted_at IS NULL WHERE s.kind = 'vault' GROUP BY s.id, s.name"
            )
        ).all()
        unindexed = database.scalar(
            text(
                "SELECT count(*) FROM note WHERE deleted_at IS NULL "
                "AND number NOT IN (SELECT rowid FROM note_search)"
            )
        )
    engine.dispose()
    assert rows
    assert [row for row in rows if tuple(row[1:]) != (writers.VAULT_NOTES, writers.VAULT_NOTES)] == []
    assert unindexed == 0


@pytest.fixture(params=["sqlite", "postgres"])
def database(request, tmp_path):
    """The database of the server: its address and how often it is killed on it."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'data' / 'coaching.db'}", KILLS
    return request.getfixturevalue("postgres_url"), max(2, KILLS // 5)


@pytest.fixture
def server(tmp_path, database):
    """The product, killed at the end however the test ends."""
    settings = {"RATE_LIMIT_PER_MINUTE": "1000000", "LOG_LEVEL": "WARNING", "DATABASE_URL": database[0]}
    # The test process has keys of its own; this server makes and keeps its own, as at home.
    live = LiveServer(tmp_path, {**settings, "JWT_SECRET": "", "DATA_KEYS": "", "ENVIRONMENT": "production"})
    live.start()
    live.set_up()
    yield live
    live.end(signal.SIGKILL)


async def test_no_acknowledged_write_is_lost(tmp_path, server, database):
    url, kills = database
    rng = Random(SEED)
    files = tmp_path / "data" if url.startswith("sqlite") else None
    person = Person(server.url, str(ADMIN["email"]), str(ADMIN["password"]), rng)
    person.connect()
    await person.sign_in()
    await writers.make_habit(person)
    waits = []
    for kill in range(1, kills + 1):
        only_worker = kill % 5 == 2
        calm, is_last = rng.uniform(0.0, LONGEST_CALM), kill == kills
        await _hammer(person, server, calm=calm, only_worker=only_worker, is_last=is_last)
        if files and not only_worker:
            _assert_sound(files, tmp_path / "copy")
        waits.append(await _restart(person, server))
        # Now and then the next kill hits an import that is being resumed.
        await _check(person, wait=kill % 3 == 0 or kill == kills)
    await person.client.aclose()
    await asyncio.to_thread(server.end)
    if files:
        _assert_intact(files / "coaching.db")
    _assert_vaults_whole(url)
    written = {
        name: getattr(person, name).acknowledged
        for name in ("tasks", "notes", "questions", "imports", "ticks")
    }
    print(f"seed {SEED}: {kills} kills, {written}, usable after {min(waits):.1f} to {max(waits):.1f} s")
    assert max(waits) <= USABLE_SECONDS
    assert all(written.values())
