"""Measures page events with 200 people connected, beside the smallest Reflex counter: click to DOM, and throughput."""

import asyncio
import statistics

import aiohttp

from benchmarks import browser, stage
from benchmarks.page_load import PLANNER, SHELL, Visitor, gather, saturate, think
from benchmarks.row import Row

PEOPLE = 200
TASKS = 27
BUMP = "reflex___state____state.counter___counter____counter.bump"
# Asks the wall, runs a handler, sends a small difference: what a counter does, inside the product.
LIGHT = (f"{SHELL}.dismiss", {"notice_id": "none"})
READ = (f"{PLANNER}.show_all", {"key": ""})
NEW_GOAL = ".split > .stack:last-child > .row > button"


async def _clicks(
    page, selector: str, watched: str, times: int, reset: str = "", *, rows: bool = False
) -> list[float]:
    found: list[float] = []
    for _ in range(times):
        found.append(await browser.click(page, selector, watched, attributes=not rows))
        await asyncio.sleep(0.1)
        if reset:
            await page.click(reset)
            await asyncio.sleep(0.2)
    return found


def _at(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


async def _while_others_think(visitors: list[Visitor], event: str, payload, measure) -> list[float]:
    others = asyncio.create_task(think(visitors, event, payload))
    await asyncio.sleep(2)
    try:
        return await measure
    finally:
        others.cancel()
        await asyncio.gather(others, return_exceptions=True)


async def _pages(site: stage.Site, cookie: str, counter: stage.Site, context):
    floor_page = await context.new_page()
    await floor_page.goto(counter.url.replace("127.0.0.1", "localhost"))
    await browser.sign_in(context, site.url, cookie)
    page = await context.new_page()
    await page.goto(f"{site.url}/planner")
    await page.wait_for_selector(".item-title")
    await asyncio.sleep(1)
    return floor_page, page


async def _measure(site, people, counter, context, quick: bool) -> dict[str, list[float]]:
    rounds, clicks = (1, 10) if quick else (3, 40)
    seen: dict[str, list[float]] = {
        key: [] for key in ("floor", "light", "read", "write", "floor/s", "light/s", "read/s")
    }
    floor_page, page = await _pages(site, people[0].cookie, counter, context)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        address = counter.url.replace("127.0.0.1", "localhost")
        floor_crowd = await gather(address, [""] * (PEOPLE - 1), "/", session)
        crowd = await gather(site.url, [one.cookie for one in people[1:]], "/planner", session)
        seconds = 3.0 if quick else 5.0
        for _round in range(rounds):
            await floor_page.bring_to_front()
            seen["floor"] += await _while_others_think(
                floor_crowd, BUMP, None, _clicks(floor_page, "#more", "#n", clicks)
            )
            await page.bring_to_front()
            seen["light"] += await _while_others_think(
                crowd,
                *LIGHT,
                _clicks(page, NEW_GOAL, "#planner-goal", clicks // 2, "#planner-goal [data-closes]"),
            )
            seen["read"] += await _while_others_think(
                crowd,
                *LIGHT,
                _clicks(page, ".item-title", "#planner-task", clicks // 2, "#planner-task [data-closes]"),
            )
            seen["write"] += await _while_others_think(
                crowd, *LIGHT, _clicks(page, ".task[data-done=false] .check", ".split", 8, rows=True)
            )
            seen["floor/s"].append(await saturate(floor_crowd, BUMP, None, seconds))
            seen["light/s"].append(await saturate(crowd, *LIGHT, seconds))
            await asyncio.sleep(1)
            seen["read/s"].append(await saturate(crowd[:50], *READ, seconds))
        for one in (*floor_crowd, *crowd):
            await one.close()
    return seen


async def run(quick: bool = False) -> list[Row]:
    """Every row of this module."""
    await asyncio.to_thread(stage.counter_folder)
    with stage.counter() as counter:
        async with stage.product(PEOPLE, TASKS) as (site, people), browser.chromium() as chromium:
            context = await chromium.new_context(viewport={"width": 1280, "height": 900})
            seen = await _measure(site, people, counter, context, quick)
    rows = [
        Row(f"click to DOM, {what}, {label}", _at(seen[key], share), _at(seen["floor"], share), target, "ms")
        for key, what, target in (
            ("light", "no database (new goal)", 1.3),
            ("read", "a read (open a task)", None),
            ("write", "a durable write (tick a task)", None),
        )
        for label, share in (("p50", 0.5), ("p95", 0.95))
    ]
    floor = statistics.median(seen["floor/s"])
    return [
        *rows,
        Row("events per second, one process", statistics.median(seen["light/s"]), floor, 0.7, "/s", lower_is_better=False),
        Row("events per second that each read the whole board", statistics.median(seen["read/s"]), floor, None, "/s", False),
    ]  # fmt: skip
