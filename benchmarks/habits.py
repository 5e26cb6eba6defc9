"""Measures the daily pages: a tick beside the smallest Reflex counter, and years of days and tasks beside none."""

import asyncio
import sqlite3
import statistics
from datetime import timedelta

from benchmarks import browser, pages, stage
from benchmarks.row import Row

HABITS, DAYS = 14, 358
CHECKINS = 3 * 365
TASKS = 2_000
TODAY = ".cell[data-today]"
# What each page shows once it has its data, with days and without.
LOADED = 'main:not(:has([aria-busy="true"])) h1'
OPENED = {
    "/planner": LOADED,
    "/calendar": LOADED,
    "/habits": TODAY,
    "/today": f"main {TODAY}",
    "/checkins": "main .list .item-title",
    "/checkins/trends": "#trend-field",
    "/reminders": "#quiet-from",
    "/review": "#review-kept",
}


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
                " VALUES (?,?,?,?,'','','yes_no','at_least',0,'',1,1,0,8,'[]',?,?,'','',1,?,?)",
                (tenant_id, habit_id, owner_id, f"Habit {number}", number, first, stamp, stamp),
            )
            database.executemany(
                "INSERT INTO habitentry (tenant_id, id, habit_id, day, mark, version, created_at, updated_at)"
                " VALUES (?,?,?,?,?,1,?,?)",
                [(tenant_id, new_id(), habit_id, (moment.date() - timedelta(days=back)).isoformat(), int(back % 3 > 0), stamp, stamp)
                 for back in range(1, days + 1)],
            )
            # fmt: on


def _task(number: int, owner_id: str, tenant_id: str):
    from coaching_app.core.clock import now
    from coaching_app.models import Task

    moment, is_open = now(), number % 2 == 0
    days = number % 240 - (24 if is_open else 240)
    return Task(
        tenant_id=tenant_id,
        owner_id=owner_id,
        title=f"Call number {number} about the next meeting",
        due_on=None if number % 20 == 4 else moment.date() + timedelta(days=days),
        estimate_minutes=25,
        tags=" call ",
        completed_at=None if is_open else moment + timedelta(days=days),
    )


async def _plan(data, owner_id: str, tenant_id: str, tasks: int) -> None:
    """That many tasks: half are done, of the open ones a tenth late, a tenth without a day, the others to come."""
    from coaching_app.db.engine import open_database
    from coaching_app.db.unit_of_work import unit_of_work, use_database

    stage.use_keys_of(data)
    database = open_database(f"sqlite+aiosqlite:///{data}/coaching.db")
    use_database(database)
    async with unit_of_work(tenant_id) as db:
        db.add_all([_task(number, owner_id, tenant_id) for number in range(tasks)])
    use_database(None)
    await database.dispose()


async def _answer(data, owner_id: str, tenant_id: str, days: int) -> None:
    """A form, answered once on each of these days, through the product's own service."""
    from coaching_app.core.clock import now
    from coaching_app.db.engine import open_database
    from coaching_app.db.unit_of_work import unit_of_work, use_database
    from coaching_app.domain.actor import Actor, Role
    from coaching_app.features.wellness import service
    from coaching_app.features.wellness.schemas import CheckinDraft

    stage.use_keys_of(data)
    database = open_database(f"sqlite+aiosqlite:///{data}/coaching.db")
    use_database(database)
    actor = Actor(owner_id, tenant_id, Role.MENTEE, "bench", "Bench", "bench@example.org")
    async with unit_of_work(tenant_id) as db:
        form = await service.add_form(db, actor, service.starter_forms()["full"])
    today = now().date()
    for start in range(1, days + 1, 100):
        async with unit_of_work(tenant_id) as db:
            for back in range(start, min(start + 100, days + 1)):
                answers = {"mood": 1 + back * 7 % 5, "energy": 1 + back * 3 % 10, "sleep": 6.5, "stress": 1 + back % 9,
                           "words": "A long walk, a short talk, and bread."}  # fmt: skip
                await service.add_checkin(
                    db, actor, CheckinDraft(form.id, answers, today - timedelta(days=back))
                )
    use_database(None)
    await database.dispose()


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
    pages.READY.update(OPENED)
    seen: dict[tuple[str, str], list[float]] = {(path, who): [] for path in OPENED for who in (full, empty)}
    for _ in range(times):
        # In turns, so that a busy minute hits all of them.
        for (path, who), found in seen.items():
            found.append((await pages.visit(chromium, site.url, who, path, False))[1])
    name = f"{{}} can be used, {HABITS * DAYS:,} days of habits, {CHECKINS:,} check-ins, {TASKS:,} tasks, beside none"
    return [
        Row(name.format(path), statistics.median(seen[path, full]), statistics.median(seen[path, empty]), 1.3, "s")
        for path in OPENED
    ]  # fmt: skip


async def run(quick: bool = False) -> list[Row]:
    """Every row of this module."""
    await asyncio.to_thread(stage.counter_folder)
    with stage.counter() as counter:
        async with stage.product(2, 0) as (site, people), browser.chromium() as chromium:
            data = site.data
            with sqlite3.connect(data / "coaching.db") as database:
                tenant_id = database.execute("SELECT id FROM tenant").fetchone()[0]
            full = people[0]
            await _plan(data, full.id, tenant_id, TASKS)
            for person, days, answered in zip(people, (DAYS, 0), (CHECKINS, 0), strict=True):
                await asyncio.to_thread(_fill, data, person.id, tenant_id, days)
                await _answer(data, person.id, tenant_id, answered)
            rows = await _clicks(chromium, site, full.cookie, counter, 14 if quick else 42)
            return rows + await _opening(chromium, site, full.cookie, people[1].cookie, 3 if quick else 7)
