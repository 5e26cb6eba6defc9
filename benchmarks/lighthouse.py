"""Lighthouse's scores of the main pages, on its slow phone and on its desk, as a signed-in person."""

import asyncio
import json
import os
import sqlite3
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import stage
from benchmarks.row import Row

PAGES = ("/", "/sign-in", "/today", "/planner", "/habits", "/knowledge", "/coach", "/coaching")
# Only who walks with others has this page.
COACHES = ("/coaching",)
PEOPLE = 6
KINDS = ("performance", "accessibility", "best-practices", "seo")
WANTED = 95.0
TOOLS = Path(__file__).with_name("node")
# Private pages ask search engines to stay away, which Lighthouse counts against them.
PUBLIC = ("/", "/sign-in")


def install() -> None:
    """Lighthouse as the lock beside it pins it."""
    from tests.support.aimock.server import NODE, NPM

    if not (TOOLS / "node_modules/lighthouse").is_dir():
        command = [str(NODE), str(NPM), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=TOOLS, check=True, capture_output=True, timeout=300)


def _run(url: str, port: int, report: Path, preset: str) -> dict[str, Any]:
    from tests.support.aimock.server import NODE

    command = [
        str(NODE), str(TOOLS / "node_modules/lighthouse/cli/index.js"), url, f"--port={port}", "--quiet",
        "--disable-storage-reset", "--output=json", f"--output-path={report}",
        f"--only-categories={','.join(KINDS)}", *([f"--preset={preset}"] if preset else []),
    ]  # fmt: skip
    environment = {**os.environ, "CI": "1"}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=180)
    return json.loads(report.read_text())["categories"]


async def scores(url: str, cookie: str, path: str, preset: str) -> dict[str, float]:
    """One visit with a fresh browser; each score of 100."""
    from playwright.async_api import async_playwright

    from tests.support.browser import browser_arguments, find_browser

    port = stage.free_port()
    arguments = [
        *browser_arguments(),
        "--disable-gpu",
        "--headless=new",
        f"--remote-debugging-port={port}",
    ]
    async with async_playwright() as playwright:
        with tempfile.TemporaryDirectory() as folder:
            # A profile of its own, so that Lighthouse's tab has the login too.
            context = await playwright.chromium.launch_persistent_context(
                folder, executable_path=find_browser(), args=arguments
            )
            if cookie:
                name, _equals, value = cookie.partition("=")
                secure = url.replace("http://", "https://")
                await context.add_cookies([{"name": name, "value": value, "url": secure, "secure": True}])
            report = Path(folder) / "report.json"
            try:
                found = await asyncio.to_thread(_run, url + path, port, report, preset)
            finally:
                await context.close()
    return {kind: 100 * (found[kind]["score"] or 0) for kind in KINDS}


def make_coach(data: Path, coach: stage.Person, others: list[stage.Person]) -> None:
    """Let one of these people be a mentor, with whom the others walk and share their tasks."""
    from coaching_app.core.clock import now
    from coaching_app.core.ids import new_id

    stamp = now().replace(tzinfo=None).isoformat(" ")
    with sqlite3.connect(data / "coaching.db") as database:
        tenant_id = database.execute("SELECT id FROM tenant").fetchone()[0]
        database.execute("UPDATE membership SET role = 'mentor' WHERE user_id = ?", (coach.id,))
        for other in others:
            database.execute(
                "INSERT INTO relationship (tenant_id, id, coach_id, mentee_id, kind, status, proposed_by, created_at)"
                " VALUES (?,?,?,?,'mentor','active',?,?)",
                (tenant_id, new_id(), coach.id, other.id, other.id, stamp),
            )
            database.execute(
                "INSERT INTO consentgrant (tenant_id, id, owner_id, viewer_id, category, item_id, audience, is_denial, created_at)"
                " VALUES (?,?,?,?,'tasks','','',0,?)",
                (tenant_id, new_id(), other.id, coach.id, stamp),
            )


def cookie_for(path: str, people: list[stage.Person]) -> str:
    """The login of whoever opens this page; the last of the people is the coach."""
    if path in PUBLIC:
        return ""
    return people[-1 if path in COACHES else 0].cookie


async def run(quick: bool = False) -> list[Row]:
    """Every row of this module."""
    await asyncio.to_thread(install)
    rows: list[Row] = []
    async with stage.product(PEOPLE, 6) as (site, people):
        assert site.data is not None
        await asyncio.to_thread(make_coach, site.data, people[-1], people[:-1])
        for path in PAGES:
            cookie = cookie_for(path, people)
            for preset, name in (("", "phone"), ("desktop", "desk")):
                times = 1 if quick else 3
                got = [await scores(site.url, cookie, path, preset) for _ in range(times)]
                for kind in KINDS:
                    if preset and kind != "performance":
                        continue
                    middle = statistics.median(one[kind] for one in got)
                    wanted = WANTED if kind != "seo" or path in PUBLIC else None
                    label = f"{path}, {name}, {kind}" if kind == "performance" else f"{path}, {kind}"
                    rows.append(Row(label, middle, None, wanted, "", lower_is_better=False))
    return rows
