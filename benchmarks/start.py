"""Measures the start of an existing build without node, idle memory, and what each open tab adds."""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import aiohttp

from benchmarks import stage
from benchmarks.page_load import PLANNER, Visitor, gather
from benchmarks.row import Row

WARM, TABS = 50, 150


def start(folder: Path) -> tuple[float, float, float]:
    """Seconds to the first 200 of /health, seconds to the first page, and idle memory in MB; no node on PATH."""
    port = stage.free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if "node" not in name.lower()},
        **stage.QUIET,
        "PATH": "/nowhere",
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "ENVIRONMENT": "production",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "coaching_app", "serve"],
        cwd=stage.ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        health = stage.wait_for(f"http://localhost:{port}/health", process)
        page = health + stage.wait_for(f"http://localhost:{port}/", process)
        stage.time.sleep(2)
        return health, page, stage.memory(process.pid)
    finally:
        stage.end(process)


def starts(quick: bool) -> list[Row]:
    """The first start on an empty folder migrates; later ones are what a person waits for each day."""
    with tempfile.TemporaryDirectory(prefix="bench-start-") as folder:
        first = start(Path(folder))
        again = [start(Path(folder)) for _ in range(2 if quick else 5)]
    began = stage.time.perf_counter()
    with stage.counter() as counter:
        floor = stage.time.perf_counter() - began
        stage.time.sleep(2)
        bare = stage.memory(counter.group)
    return [
        Row("start with a build, to /health 200", statistics.median(one[0] for one in again), None, 3.0, "s"),
        Row(
            "start with a build, to the first page",
            statistics.median(one[1] for one in again),
            None,
            3.0,
            "s",
        ),
        Row("start of the bare counter, to its page", floor, None, None, "s"),
        Row("first start on an empty data folder, to the first page", first[1], None, None, "s"),
        Row("idle memory, all processes", statistics.median(one[2] for one in again), None, 250.0, "MB"),
        Row("idle memory of the bare counter", bare, None, None, "MB"),
    ]


async def _growth(site: stage.Site, cookies: list[str], session: aiohttp.ClientSession, event: str) -> float:
    """KB that each open tab adds, after the first ones have warmed everything up."""

    async def open_tabs(some: list[str]) -> list[Visitor]:
        if not event:
            tabs = [Visitor(site.url) for _ in some]
            for tab in tabs:
                tab.socket = await session.ws_connect(site.url.replace("http", "ws", 1) + "/socket")
            return tabs
        tabs = await gather(site.url, some, "/planner", session)
        for tab in tabs:
            await tab.ask(event)
        return tabs

    warm = await open_tabs(cookies[:WARM])
    await asyncio.sleep(1.5)
    before = stage.memory(site.group)
    tabs = await open_tabs(cookies[WARM:])
    await asyncio.sleep(1.5)
    grown = (stage.memory(site.group) - before) * 1024 / len(tabs)
    for tab in (*warm, *tabs):
        await tab.socket.close()
    return grown


async def tabs() -> list[Row]:
    """Signed-in tabs on the planner, and bare websockets."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        with stage.bare(b"") as bare:
            floor = await _growth(bare, [""] * (WARM + TABS), session, "")
        async with stage.product(WARM + TABS, 6) as (site, people):
            cookies = [person.cookie for person in people]
            own = await _growth(site, cookies, session, f"{PLANNER}.load")
    return [
        Row("memory of each idle signed-in tab above a bare websocket", own - floor, None, 60.0, "KB"),
        Row("memory of each bare websocket", floor, None, None, "KB"),
    ]


async def run(quick: bool = False) -> list[Row]:
    """Every row of this module."""
    await asyncio.to_thread(stage.counter_folder)
    return [*await asyncio.to_thread(starts, quick), *await tabs()]
