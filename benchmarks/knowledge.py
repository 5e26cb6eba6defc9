"""Measures import, re-import, search and export against their floors, in the same run on the same machine."""

import asyncio
import gc
import hashlib
import itertools
import random
import sqlite3
import statistics
import tempfile
import time
import zipfile
from pathlib import Path

from benchmarks.row import Row

NOTES = 10_000
SEARCHED = 100_000
NOTE_BYTES = 1_000
VOCABULARY = 20_000


def _vocabulary() -> list[str]:
    """Made-up words of two to four syllables, the frequent ones first."""
    rng = random.Random(11)
    syllables = [
        a + b
        for a in [
            "b",
            "d",
            "f",
            "g",
            "h",
            "j",
            "k",
            "l",
            "m",
            "n",
            "p",
            "r",
            "s",
            "t",
            "v",
            "w",
            "z",
            "br",
            "st",
            "tr",
            "pl",
        ]
        for b in ["a", "e", "i", "o", "u", "an", "el", "or", "is"]
    ]
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        found["".join(rng.choices(syllables, k=rng.choice((2, 2, 3, 3, 4))))] = None
    return list(found)


_WORDS = _vocabulary()
# As in any language: the n-th word is about n times rarer than the first.
_SHARES = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))


def note_text(number: int, rng: random.Random) -> str:
    """About a kilobyte of prose with properties, tags, headings and links, words as uneven as in life."""
    words = rng.choices(_WORDS, cum_weights=_SHARES, k=130)
    lines = [" ".join(words[i : i + 13]) for i in range(0, len(words), 13)]
    lines[2] += f" [[Note {rng.randrange(NOTES)}]]"
    lines[5] += f" [[Folder {number % 7}/Note {rng.randrange(NOTES)}|seen]] #tag{number % 40}"
    front = f"---\ntags: [area{number % 9}]\ncreated: 2026-0{1 + number % 9}-11\n---\n"
    return f"{front}# About {words[0]}\n\n" + "\n".join(lines[:5]) + "\n\n## Later\n\n" + "\n".join(lines[5:])


def write_vault(path: Path, count: int) -> None:
    """A vault as a zip, as Obsidian people send it."""
    rng = random.Random(7)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            archive.writestr(f"Folder {number % 50}/Note {number}.md", note_text(number, rng))


def read_and_hash(path: Path) -> float:
    """The floor: unpack and hash every file, nothing else."""
    started = time.perf_counter()
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            hashlib.sha256(archive.read(info)).hexdigest()
    return time.perf_counter() - started


class LagMeter:
    """The longest time the event loop did not come round."""

    def __init__(self) -> None:
        self.lags: list[float] = []

    async def watch(self) -> None:
        while True:
            started = time.perf_counter()
            await asyncio.sleep(0.005)
            self.lags.append(time.perf_counter() - started - 0.005)


async def measure_import(actor, vault: Path) -> list[Row]:
    floor = statistics.median(read_and_hash(vault) for _ in range(3))
    # As in the product, where what the program itself is made of is never looked through again.
    gc.collect()
    gc.freeze()
    meter = LagMeter()
    watcher = asyncio.create_task(meter.watch())
    first = await _import(actor, vault)
    watcher.cancel()
    again = statistics.median([await _import(actor, vault) for _ in range(3)])
    lags = sorted(meter.lags)
    return [
        Row(f"import of {NOTES:,} notes", first, floor, 5.0, "s"),
        Row(f"unchanged re-import of {NOTES:,} notes", again, floor, 1.5, "s"),
        Row("event loop held during the import, p99", lags[int(len(lags) * 0.99)] * 1000, None, 50.0, "ms"),
        Row("event loop held during the import, longest", lags[-1] * 1000, None, 100.0, "ms"),
    ]


async def _import(actor, vault: Path) -> float:
    from coaching_app.db.unit_of_work import unit_of_work
    from coaching_app.features.knowledge import service

    started = time.perf_counter()
    async with unit_of_work(actor.tenant_id) as db:
        job = await service.start_import(db, actor, name="bench", enqueued=False)
    async for event in service.run_import(actor.tenant_id, job.id, path=vault):
        last = event
    assert last.status == "done", last
    return time.perf_counter() - started


async def fill(actor, count: int) -> None:
    """Notes for the search, stored as an import stores them."""
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, count, 25_000):
            path = Path(folder) / "big.zip"
            rng = random.Random(start)
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                for number in range(start, start + 25_000):
                    archive.writestr(f"F{number % 90}/N{number}.md", note_text(number, rng))
            await _import_as(actor, path, f"big {start}")


async def _import_as(actor, path: Path, name: str) -> None:
    from coaching_app.db.unit_of_work import unit_of_work
    from coaching_app.features.knowledge import service

    async with unit_of_work(actor.tenant_id) as db:
        job = await service.start_import(db, actor, name=name, enqueued=False)
    async for _event in service.run_import(actor.tenant_id, job.id, path=path):
        pass


def queries() -> list[str]:
    """Common, middling and rare words, alone, in pairs and unfinished."""
    rng = random.Random(3)
    singles = [_WORDS[rank] for rank in (8, 30, 100, 300, 1_000, 3_000, 10_000)]
    pairs = [f"{_WORDS[rng.randrange(20, 400)]} {_WORDS[rng.randrange(20, 2_000)]} " for _ in range(20)]
    return [f"{word} " for word in singles] + pairs + [word[:4] for word in singles[1:]]


async def measure_search(actor, database: Path) -> list[Row]:
    from coaching_app.db.unit_of_work import snapshot
    from coaching_app.domain.search_text import fts5_match
    from coaching_app.features.knowledge import service

    ours: list[float] = []
    floor: list[float] = []
    for _round in range(5):
        for query in queries():
            started = time.perf_counter()
            async with snapshot(actor.tenant_id) as db:
                await service.search(db, actor, query, limit=10)
            ours.append(time.perf_counter() - started)
            started = time.perf_counter()
            await asyncio.to_thread(_bare_query, database, fts5_match(query))
            floor.append(time.perf_counter() - started)
    return [
        Row(f"search at {SEARCHED:,} notes, p50", _at(ours, 0.5), _at(floor, 0.5), 2.0, "ms"),
        Row(f"search at {SEARCHED:,} notes, p95", _at(ours, 0.95), _at(floor, 0.95), 2.0, "ms"),
        Row(f"search at {SEARCHED:,} notes, p95 itself", _at(ours, 0.95), None, 50.0, "ms"),
    ]


def _bare_query(database: Path, match: str) -> None:
    connection = sqlite3.connect(database)
    try:
        connection.execute(
            "SELECT rowid, snippet(note_search, 4, '[', ']', '…', 20) FROM note_search "
            "WHERE note_search MATCH ? ORDER BY rank LIMIT 10",
            (match,),
        ).fetchall()
    finally:
        connection.close()


def _at(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


async def measure_retrieval(actor) -> list[Row]:
    from coaching_app.db.unit_of_work import snapshot
    from coaching_app.features.knowledge import service

    times: list[float] = []
    for _round in range(3):
        for query in queries()[7:27]:
            started = time.perf_counter()
            async with snapshot(actor.tenant_id) as db:
                await service.retrieve(db, actor, f"what did I say about {query}?")
            times.append(time.perf_counter() - started)
    return [Row(f"passages for the coach at {SEARCHED:,} notes, p95", _at(times, 0.95), None, 150.0, "ms")]


async def run() -> list[Row]:
    """Every row of this module, on a SQLite database of its own."""
    from coaching_app.access import audit  # noqa: F401 nothing can be written before the trail is there
    from coaching_app.core.settings import get_settings
    from coaching_app.db.engine import open_database
    from coaching_app.db.migrations import migrate
    from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work, use_database
    from coaching_app.domain.actor import Actor, Role
    from coaching_app.models import Membership, Tenant, User

    with tempfile.TemporaryDirectory(prefix="bench-knowledge-") as folder:
        path = Path(folder) / "bench.db"
        get_settings().data_dir = Path(folder)
        url = f"sqlite+aiosqlite:///{path}"
        await asyncio.to_thread(migrate, url)
        database = open_database(url)
        use_database(database)
        async with unit_of_work(ALL_TENANTS) as db:
            tenant, user = Tenant(name="bench"), User(email="bench@example.org", display_name="Bench")
            db.add_all((tenant, user))
            await db.flush()
            db.add(Membership(tenant_id=tenant.id, user_id=user.id, role="mentee"))
        actor = Actor(user.id, tenant.id, Role.MENTEE, "bench", "Bench", "bench@example.org")
        vault = Path(folder) / "vault.zip"
        write_vault(vault, NOTES)
        rows = await measure_import(actor, vault)
        await fill(actor, SEARCHED)
        rows += await measure_search(actor, path)
        rows += await measure_retrieval(actor)
        use_database(None)
        await database.dispose()
    return rows
