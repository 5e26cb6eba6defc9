"""Measures the page of habits: a tick beside the smallest Reflex counter, and 5,000 days beside none."""

import asyncio
import sqlite3
import statistics
from datetime import timedelta

from benchmarks import browser, pages, stage
from benchmarks.row import Row

HABITS, DAYS = 14, 358
TODAY = ".cell[data-today]"


def _fill(data, owner_id: str, tenant_id: str, days: int) -> None:
    """That many habits, each with that many days, written as the product writes them."""
    from coaching_app.core.clock import now
    from coaching_app.core.ids import new_id

    moment = now()
    stamp = moment.replace(tzinfo=None).isoformat(" ")
    with sqlite3.connect(data / "coaching.db") as database:
        for number in range(HABITS):
            habit_id = new_id()
            first = (moment.date() - timedelta(days=days)).isoformat() if days else None
            # fmt: off
            database.execute(
                "INSERT INTO habit (tenant_id, id, owner_id, name, question, description, kind, aim, target, unit, times,"
                " days, weekdays, color, tags, position, first_day, checked_rest, origin, version, created_at, updated_at)"
                " VALUES (?,?,?,?,'','','yes_no','at_least',0,'',3,7,0,8,'[]',?,?,'','',1,?,?)",
                (tenant_id, habit_id, owner_id, f"Habit {number}", number, first, stamp, stamp),
            )
            database.executemany(
                "INSERT INTO habitentry (tenant_id, id, habit_id, day, mark, version, created_at, updated_at)"
                " VALUES (?,?,?,?,?,1,?,?)",
                [(tenant_id, new_id(), habit_id, (moment.date() - timedelta(days=back)).isoformat(), int(back % 3 > 0), stamp, stamp)
                 for back in range(1, days + 1)],
            )
            # fmt: on


async def _ticks(page, watched: str, times: int) -> list[float]:
    found: list[float] = []
    for number in range(times):
        row = f".habits > li:nth-child({number % HABITS + 1})"
        found.append(await browser.click(page, f"{row} {TODAY}", f"{row} {watched}"))
        # The server's answer is not to be taken for the next change.
        await asyncio.sleep(0.4)
    return found


async def _counted(page, times: int) -> list[float]:
    found: list[float] = []
    for _ in range(times):
        found.append(await browser.click(page, "#more", "#n"))
        await asyncio.sleep(0.1)
    return found


async def _clicks(chromium, site, cookie: str, counter, times: int) -> list[Row]:
    context = await chromium.new_context(viewport={"width": 1280, "height": 1100})
    await browser.sign_in(context, site.url, cookie)
    floor_page = await context.new_page()
    await floor_page.goto(counter.url.replace("127.0.0.1", "localhost"))
    page = await context.new_page()
    await page.goto(f"{site.url}/habits")
    await page.wait_for_selector(TODAY)
    await page.wait_for_timeout(1000)
    # Once for every habit, so that its checkpoint is there as on any later day.
    await _ticks(page, ".cells", HABITS)
    await floor_page.bring_to_front()
    floor = await _counted(floor_page, times)
    await page.bring_to_front()
    shown, confirmed = await _ticks(page, ".cells", times), await _ticks(page, ".ring", times)
    await context.close()
    return [
        Row("a tick is shown, p50", statistics.median(shown), statistics.median(floor), 1.3, "ms"),
        Row("a tick is stored and the new score shown, p50", statistics.median(confirmed), statistics.median(floor), None, "ms"),
    ]  # fmt: skip


async def _opening(chromium, site, full: str, empty: str, times: int) -> list[Row]:
    pages.READY["/habits"] = TODAY
    seen: dict[str, list[float]] = {full: [], empty: []}
    for _ in range(times):
        for cookie, found in seen.items():
            found.append((await pages.visit(chromium, site.url, cookie, "/habits", False))[1])
    name = (
        f"the page of {HABITS} habits with {HABITS * DAYS:,} days can be used, beside the same without days"
    )
    return [Row(name, statistics.median(seen[full]), statistics.median(seen[empty]), 1.3, "s")]


async def run(quick: bool = False) -> list[Row]:
    """Every row of this module."""
    await asyncio.to_thread(stage.counter_folder)
    with stage.counter() as counter:
        async with stage.product(2, 0) as (site, people), browser.chromium() as chromium:
            data = site.data
            with sqlite3.connect(data / "coaching.db") as database:
                tenant_id = database.execute("SELECT id FROM tenant").fetchone()[0]
            for person, days in zip(people, (DAYS, 0), strict=True):
                await asyncio.to_thread(_fill, data, person.id, tenant_id, days)
            rows = await _clicks(chromium, site, people[0].cookie, counter, 14 if quick else 42)
            return rows + await _opening(
                chromium, site, people[0].cookie, people[1].cookie, 3 if quick else 9
            )
