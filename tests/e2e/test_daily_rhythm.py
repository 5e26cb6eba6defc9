"""A day kept on a phone and at a desk: four habits, a check-in, a shared link, each exactly once, scored as Loop scores."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from coaching_app.domain.person_fields import time_zones
from tests.support.journey import Client, enter, fits
from tests.support.live_server import ADMIN, LiveServer
from tests.support.patience import eventually
from tests.unit.domain.habits import slow_loop

BERLIN = ZoneInfo("Europe/Berlin")


@dataclass
class Practice:
    """A habit, how Loop would know it, and what was written into its days."""

    name: str
    made: dict[str, Any]
    times: int = 1
    span: int = 1
    target: int = 0
    is_limit: bool = False
    id: str = ""
    days: dict[date, Any] = field(default_factory=dict)

    @property
    def is_measured(self) -> bool:
        return self.made.get("kind") == "measured"

    def score(self, last: date) -> Decimal:
        """Loop's score at the end of a day, by its rules as published, slowly."""
        first = min(self.days)
        calendar = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        parts = slow_loop.percentages(
            self.days, calendar, self.times, self.span,
            measured=self.is_measured, at_most=self.is_limit, target=Decimal(self.target),
        )  # fmt: skip
        return slow_loop.score(parts, slow_loop.keep(self.times, self.span), at_most=self.is_limit)

    def streak(self, today: date) -> int:
        """How long the run that is alive is; only for habits of yes and no."""
        for begin, end in slow_loop.runs(slow_loop.kept_days(self.days, self.times, self.span)):
            if end >= today - timedelta(days=1):
                return (min(end, today) - begin).days + 1
        return 0


def _practices() -> dict[str, Practice]:
    pages = {"kind": "measured", "target": 20, "unit": "pages"}
    cups = {"kind": "measured", "aim": "at_most", "target": 2, "unit": "cups"}
    return {
        "Walk": Practice("Walk", {}),
        "Call somebody": Practice("Call somebody", {"times": 3, "days": 7}, times=3, span=7),
        "Read": Practice("Read", pages, target=20),
        "Coffee": Practice("Coffee", cups, target=2, is_limit=True),
    }


def _today() -> date:
    """The person's day, which begins at three."""
    return (datetime.now(UTC).astimezone(BERLIN) - timedelta(hours=3)).date()


def _change_of_clock(today: date) -> date:
    """The last Sunday on which Berlin's clock was changed."""
    day = today - timedelta(days=1)
    while True:
        noons = [
            datetime(one.year, one.month, one.day, 12, tzinfo=BERLIN)
            for one in (day, day - timedelta(days=1))
        ]
        if noons[0].utcoffset() != noons[1].utcoffset():
            return day
        day -= timedelta(days=1)


@dataclass
class World:
    """A server, its person, and the habits with their past."""

    server: LiveServer
    person: Client
    habits: dict[str, Practice]


def _write(world: World, practice: Practice, day: date, value: Any) -> None:
    body = {"state": value} if isinstance(value, str) else {"state": "value", "value": value}
    world.person.call("PUT", f"/habits/{practice.id}/entries/{day.isoformat()}", body)
    practice.days[day] = value


@pytest.fixture(scope="module", params=[390, 1280])
def world(request, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Four habits with a past that reaches over the change of the clock."""
    folder = tmp_path_factory.mktemp(f"rhythm-{request.param}")
    live = LiveServer(folder, {"RATE_LIMIT_PER_MINUTE": "100000"}).start()
    person = Client(live.url)
    person.post("/api/v1/auth/browser/setup", ADMIN)
    made = World(live, person, _practices())
    rng, today = Random(7), _today()
    sunday = _change_of_clock(today)
    for practice in made.habits.values():
        practice.id = person.call("POST", "/habits", {"name": practice.name, **practice.made})["id"]
        days = {today - timedelta(days=back) for back in range(1, 31) if rng.random() < 0.8}
        days |= {
            sunday + timedelta(days=near) for near in (-1, 0, 1) if sunday + timedelta(days=near) < today
        }
        for day in sorted(days):
            value = rng.choice([12, 20, 25]) if practice.name == "Read" else rng.choice([0, 1, 3])
            _write(made, practice, day, value if practice.is_measured else rng.choice(["yes", "yes", "skip"]))
    yield made
    live.end()


@pytest.fixture
def width(request) -> int:
    return int(request.node.callspec.params["world"])


def _cell(page, habit: str, day: str = "Today"):
    return page.get_by_role("group", name=habit, exact=True).get_by_role("button", name=f"{habit}, {day}")


async def _entries(world: World, name: str) -> list[dict[str, Any]]:
    answer = await asyncio.to_thread(world.person.call, "GET", f"/habits/{world.habits[name].id}/entries")
    return answer["items"]


async def _press(window, target, *, by_keys: bool) -> None:
    await target.wait_for()
    if by_keys:
        await target.focus()
        await window.page.keyboard.press("Enter")
    else:
        await target.click()


async def test_four_habits_a_check_in_and_a_link(world: World, width: int, visit) -> None:
    """On the phone with a finger, at the desk by keyboard alone."""
    by_keys = width == 1280
    window = await enter(await visit(world.server, width=width), world.person)
    page, today = window.page, _today()
    await window.open("/today")
    await page.get_by_role("list", name="Today's habits").wait_for()
    for name in ("Walk", "Call somebody"):
        await _press(window, _cell(page, name), by_keys=by_keys)
        world.habits[name].days[today] = "yes"
    for name, keys in (("Read", "20"), ("Coffee", "2")):
        await _press(
            window,
            page.get_by_role("group", name=name, exact=True).get_by_role("button").last,
            by_keys=by_keys,
        )
        # The pad is ready at once: whoever types without looking loses no digit.
        await page.keyboard.type(keys)
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name=f"{name}, Today: {keys}").wait_for()
        # The pad gives the focus back to its cell; nobody is quicker than that.
        await expect(page.locator("dialog[open]")).to_have_count(0)
        world.habits[name].days[today] = int(keys)
    await page.get_by_text("All done for today.").first.wait_for()
    await window.check_accessibility()
    await fits(page)
    for name, practice in world.habits.items():
        written = [one for one in await _entries(world, name) if one["day"] == today.isoformat()]
        assert len(written) == 1, name
        assert written[0]["value" if practice.is_measured else "state"] == practice.days[today]
    await _check_in(window, by_keys=by_keys)
    answers = await asyncio.to_thread(world.person.call, "GET", "/checkins")
    assert len(answers["items"]) == 1
    await _share(window, by_keys=by_keys)
    listed = await asyncio.to_thread(world.person.call, "GET", "/resources")
    assert [one["url"] for one in listed["items"]] == ["https://example.org/on-rest"]


async def _check_in(window, *, by_keys: bool) -> None:
    page = window.page
    await window.open("/checkins")
    await _press(window, page.get_by_role("button", name="Begin").first, by_keys=by_keys)
    dialog = page.get_by_role("dialog", name="My day")
    await dialog.wait_for()
    if by_keys:
        await dialog.get_by_role("radio").first.focus()
        for _step in range(3):
            await page.keyboard.press("ArrowRight")
    else:
        await dialog.get_by_role("radio").nth(3).check()
    await _press(window, dialog.get_by_role("button", name="Keep"), by_keys=by_keys)
    await expect(dialog).to_be_hidden()
    await window.check_accessibility()


async def _share(window, *, by_keys: bool) -> None:
    page = window.page
    await window.open("/resources?title=On%20rest&text=https://example.org/on-rest")
    dialog = page.get_by_role("dialog", name="New resource")
    await expect(page.locator("#resource-title")).to_have_value("On rest")
    await _press(window, dialog.get_by_role("button", name="Save"), by_keys=by_keys)
    await page.get_by_role("list", name="Resources").get_by_text("On rest").wait_for()
    await window.check_accessibility()


async def test_the_numbers_on_the_pages_are_loops(world: World, width: int, visit) -> None:
    window = await enter(await visit(world.server, width=width), world.person)
    page, today = window.page, _today()
    await window.open("/habits")
    for name, practice in world.habits.items():
        expected = practice.score(today)
        series = await asyncio.to_thread(world.person.call, "GET", f"/habits/{practice.id}/score")
        assert abs(Decimal(str(series[-1]["score"])) - expected) < Decimal("1e-9"), name
        percent = round(100 * expected)
        row = (
            page.get_by_role("list", name="Habits")
            .get_by_role("listitem")
            .filter(has=page.get_by_role("group", name=name, exact=True))
        )
        await row.get_by_role("img", name=f"Score {percent} %").wait_for()
    for name in ("Walk", "Call somebody"):
        await window.open(f"/habits/{world.habits[name].id}")
        stats = page.locator("dl.stat")
        await expect(stats.nth(0)).to_contain_text(f"{round(100 * world.habits[name].score(today))} %")
        await expect(stats.nth(1).locator("dd")).to_have_text(str(world.habits[name].streak(today)))
        await window.check_accessibility()
        await fits(page)


async def test_two_tabs_of_one_day(world: World, width: int, visit) -> None:
    """Both tick the same day at once, and both write a note: one entry, with both notes."""
    one, other = [await enter(await visit(world.server, width=width), world.person) for _tab in range(2)]
    other.page = await one.page.context.new_page()
    walk, today = world.habits["Walk"], _today()
    await asyncio.to_thread(_write, world, walk, today, "none")
    for tab in (one, other):
        await tab.open("/habits")
        await expect(_cell(tab.page, "Walk")).to_have_attribute("aria-pressed", "false")
    # At the same moment, before either tab can have heard of the other; one that has heard presses nothing.
    moment = int(datetime.now(UTC).timestamp() * 1000) + 1500
    press = "(cell, moment) => new Promise(done => setTimeout(() => { if (cell.ariaPressed !== 'true') cell.click(); done() }, moment - Date.now()))"
    await asyncio.gather(*(_cell(tab.page, "Walk").evaluate(press, moment) for tab in (one, other)))

    async def is_ticked() -> bool:
        entries = await _entries(world, "Walk")
        return ("yes", today.isoformat()) in [(entry["state"], entry["day"]) for entry in entries]

    await eventually(is_ticked)
    for tab in (one, other):
        await tab.page.wait_for_timeout(500)
        await expect(_cell(tab.page, "Walk")).to_have_attribute("aria-pressed", "true")
    # What one tab takes back, the other shows without a reload.
    await _cell(one.page, "Walk").click()
    await expect(_cell(other.page, "Walk")).to_have_attribute("aria-pressed", "false")
    await _cell(other.page, "Walk").click()
    await expect(_cell(one.page, "Walk")).to_have_attribute("aria-pressed", "true")
    walk.days[today] = "yes"
    for tab in (one, other):
        await _cell(tab.page, "Walk").click(button="right")
        await tab.page.get_by_role("dialog", name="Walk").wait_for()
    for tab, words in ((one, "By the river"), (other, "With Jonah")):
        await tab.page.fill("#habit-note", words)
        await tab.page.get_by_role("dialog").get_by_role("button", name="Save").click()
        await expect(tab.page.get_by_role("dialog", name="Walk")).to_be_hidden()

    async def both_written() -> bool:
        return any((entry["note"] or "").count("\n") == 2 for entry in await _entries(world, "Walk"))

    await eventually(both_written)
    written = [entry for entry in await _entries(world, "Walk") if entry["day"] == today.isoformat()]
    assert [(entry["state"], entry["note"]) for entry in written] == [("yes", "By the river\n\nWith Jonah")]


async def test_the_weekend_on_which_the_clock_changes(world: World, width: int, visit) -> None:
    """Each of its days is there once, can be written from the page, and counts as one."""
    window = await enter(await visit(world.server, width=width), world.person)
    page, today = window.page, _today()
    sunday, walk = _change_of_clock(today), world.habits["Walk"]
    await window.open(f"/habits/{walk.id}")
    for day in (sunday - timedelta(days=1), sunday, sunday + timedelta(days=1)):
        await page.get_by_role("button", name="Write a day").click()
        dialog = page.get_by_role("dialog", name="Walk")
        await dialog.wait_for()
        await page.fill("#habit-which", day.isoformat())
        await expect(page.locator("#habit-which")).to_have_value(day.isoformat())
        await page.wait_for_timeout(1000)
        await page.select_option("#habit-state", "yes")
        await dialog.get_by_role("button", name="Save").click()
        await expect(dialog).to_be_hidden()
        walk.days[day] = "yes"
    span = f"from={sunday - timedelta(days=1)}&to={sunday + timedelta(days=1)}"
    series = await asyncio.to_thread(world.person.call, "GET", f"/habits/{walk.id}/score?{span}")
    days = [sunday + timedelta(days=near) for near in (-1, 0, 1)]
    assert [one["day"] for one in series] == [day.isoformat() for day in days]
    for one, day in zip(series, days, strict=True):
        assert abs(Decimal(str(one["score"])) - walk.score(day)) < Decimal("1e-9")
    await expect(page.locator("dl.stat").nth(0)).to_contain_text(f"{round(100 * walk.score(today))} %")
    await window.check_accessibility()


def _zones() -> tuple[str, str]:
    """Where it is night now, before three, and where it is morning of the same date; for ten minutes at least."""
    moments = [datetime.now(UTC) + timedelta(minutes=later) for later in (0, 10)]
    local = {name: [moment.astimezone(ZoneInfo(name)) for moment in moments] for name in time_zones()}
    night = [name for name, here in local.items() if all(one.hour < 3 for one in here)]
    morning = [name for name, here in local.items() if all(3 <= one.hour < 6 for one in here)]
    return next(
        (one, other)
        for one in night
        for other in morning
        if len({here.date() for here in (*local[one], *local[other])}) == 1
    )


async def test_the_day_begins_at_three(world: World, width: int, visit) -> None:
    """Before three in the night a tick belongs to the day before, after it to the new one."""
    person = world.person
    habit = await asyncio.to_thread(person.call, "POST", "/habits", {"name": "Night watch"})
    window = await enter(await visit(world.server, width=width), person)
    page, found = window.page, []
    for zone, is_night in zip(_zones(), (True, False), strict=True):
        moment = datetime.now(UTC)
        await asyncio.to_thread(person.call, "PATCH", "/account", {"time_zone": zone})
        await window.open("/habits")
        cell = _cell(page, "Night watch")
        await expect(cell).to_have_attribute("aria-pressed", "false")
        await cell.click()
        await expect(cell).to_have_attribute("aria-pressed", "true")
        local = moment.astimezone(ZoneInfo(zone)).date()
        found.append((local - timedelta(days=1) if is_night else local).isoformat())

        def ticked() -> list[str]:
            entries = person.call("GET", f"/habits/{habit['id']}/entries")["items"]
            return sorted(entry["day"] for entry in entries)

        await eventually(lambda: len(ticked()) == len(found))
        assert ticked() == sorted(found)
    await asyncio.to_thread(person.call, "PATCH", "/account", {"time_zone": "Europe/Berlin"})
