"""Lighthouse's scores of the main pages, on its slow phone and on its desk, as a signed-in person."""

import asyncio
import json
import os
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import stage
from benchmarks.row import Row

PAGES = ("/", "/sign-in", "/today", "/planner", "/knowledge", "/coach")
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


async def run(quick: bool = False) -> list[Row]:
    """Every row of this module."""
    await asyncio.to_thread(install)
    rows: list[Row] = []
    async with stage.product(1, 6) as (site, people):
        for path in PAGES:
            cookie = "" if path in PUBLIC else people[0].cookie
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
