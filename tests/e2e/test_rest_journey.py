"""Rest without shame: every week and all of a sudden, nothing nags, nothing turns red, no score falls, and back again."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from tests.support.journey import Client, enter, fits, introduce, join, let_come_due, never_quiet
from tests.support.live_server import ADMIN, LiveServer
from tests.support.patience import eventually

BERLIN = ZoneInfo("Europe/Berlin")
# What is drawn in the colour of trouble, wherever it stands.
RED = """() => [...document.querySelectorAll('main *')].filter(e => {
    const s = getComputedStyle(e), [r, g, b] = (s.color.match(/[\\d.]+/g) || []).map(Number);
    return e.getClientRects().length && e.textContent.trim() && (e.dataset.tone === 'rose' || r > g * 1.9 && r > b * 1.9 && r > 90) })
    .map(e => e.textContent.trim().slice(0, 60))"""


@dataclass
class World:
    """A mentee with habits, an overdue task and a reminder, and a mentor who may see the habits."""

    server: LiveServer
    mentee: Client
    mentor: Client
    mentee_id: str
    habits: dict[str, str]


def _today() -> date:
    return (datetime.now(UTC).astimezone(BERLIN) - timedelta(hours=3)).date()


def _furnish(mentee: Client) -> dict[str, str]:
    made = {
        "Walk": mentee.call("POST", "/habits", {"name": "Walk"})["id"],
        "Call": mentee.call("POST", "/habits", {"name": "Call", "times": 3, "days": 7})["id"],
    }
    for habit_id in made.values():
        for back in range(3, 30):
            if back % 4:
                day = (_today() - timedelta(days=back)).isoformat()
                mentee.call("PUT", f"/habits/{habit_id}/entries/{day}", {"state": "yes"})
    overdue = (_today() - timedelta(days=3)).isoformat()
    mentee.call("POST", "/tasks", {"title": "Write to my brother", "due_on": overdue})
    rested = (_today() - timedelta(days=1)).isoformat()
    mentee.call("POST", "/tasks", {"title": "Ring my sister", "due_on": rested})
    mentee.call("POST", "/checkin-forms", {"name": "My day", "fields": [{"kind": "mood", "label": "Mood"}]})
    return made


@pytest.fixture(scope="module", params=[390, 1280])
def world(request, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp(f"rest-{request.param}")
    live = LiveServer(folder, {"RATE_LIMIT_PER_MINUTE": "100000"}).start()
    admin = Client(live.url)
    admin.post("/api/v1/auth/browser/setup", ADMIN)
    mentor, mentee = join(admin, "mentor", "Mara Mentor"), join(admin, "mentee", "Theo Mentee")
    mentor_id, mentee_id = introduce(admin, mentor, mentee)
    habits = _furnish(mentee)
    mentee.call("POST", "/sharing/decisions", {"category": "habits", "viewer_id": mentor_id})
    yield World(live, mentee, mentor, mentee_id, habits)
    live.end()


@pytest.fixture
def width(request) -> int:
    return int(request.node.callspec.params["world"])


async def _scores(world: World, name: str) -> dict[str, float]:
    answer = await asyncio.to_thread(world.mentee.call, "GET", f"/habits/{world.habits[name]}/score")
    return {one["day"]: one["score"] for one in answer}


async def _before_the_illness(world: World) -> dict[str, float]:
    """The scores at the end of the last day before it."""
    day = (_today() - timedelta(days=3)).isoformat()
    return {name: (await _scores(world, name))[day] for name in world.habits}


async def test_rest_planned_sudden_and_ended(world: World, width: int, visit) -> None:
    before = await _before_the_illness(world)
    window = await enter(await visit(world.server, width=width), world.mentee)
    page, today = window.page, _today()
    await never_quiet(world.mentee)
    await window.open("/rest")
    await window.check_accessibility()
    # Every Friday 18:00 to Saturday 18:00, as it is offered.
    for element, value in (
        ("from-day", "4"),
        ("from-time", "18:00"),
        ("until-day", "5"),
        ("until-time", "18:00"),
    ):
        await expect(page.locator(f"#rest-{element}")).to_have_value(value)
    await page.get_by_role("button", name="Keep every week").focus()
    await page.keyboard.press("Enter")
    await page.locator(".notice").filter(has_text="Your weekly rest is kept.").wait_for()
    # Ten days, noticed two days late; and two more that overlap with both.
    for first, last in ((-2, 7), (-1, 1), (0, 9)):
        await page.fill("#rest-first", (today + timedelta(days=first)).isoformat())
        await page.fill("#rest-last", (today + timedelta(days=last)).isoformat())
        await page.get_by_role("button", name="Keep", exact=True).click()
        await expect(page.locator("#rest-last")).to_have_value("")
    await page.get_by_role("button", name="I am back").wait_for()
    await expect(page.get_by_role("list", name="Planned rests").get_by_role("listitem")).to_have_count(4)
    await window.check_accessibility()
    await fits(page)
    await _nothing_nags(window, world)
    for name, score in before.items():
        now = await _scores(world, name)
        assert now[(today - timedelta(days=3)).isoformat()] == score
        assert list(now.values())[-1] == score, "a rest does not touch the score"
    await _what_the_mentor_sees(world, visit, width)
    await let_come_due(world.server, world.mentee, "Do more")
    assert (await asyncio.to_thread(world.mentee.call, "GET", "/inbox"))["items"] == []
    await _back_early(window, world, before)
    await _what_fell_into_it(window)


async def _nothing_nags(window, world: World) -> None:
    page = window.page
    for path, words in (
        ("/today", "Nothing is asked of you"), ("/habits", "Nothing is asked"),
        ("/checkins", "Nothing is asked of you"), ("/planner", ""),
    ):  # fmt: skip
        await window.open(path)
        if words:
            await page.locator("main").get_by_text(words).first.wait_for()
        assert await page.evaluate(RED) == [], path
        await window.check_accessibility()
        await fits(page)
    facts = await asyncio.to_thread(world.mentee.call, "GET", "/today")
    assert facts["is_resting"]
    assert facts["habits"]["due"] == 0


async def _what_the_mentor_sees(world: World, visit, width: int) -> None:
    window = await enter(await visit(world.server, width=width), world.mentor)
    page = window.page
    await window.open("/coaching")
    row = page.get_by_role("listitem").filter(has_text="Theo Mentee").first
    await expect(row).to_contain_text("resting")
    said = (await row.inner_text()).lower()
    assert not [
        word
        for word in ("quiet", "overdue", "drop", "10", "illness", "saturday")
        if word in said.replace("nobody is nudged", "")
    ]
    await expect(row.get_by_role("button", name="Nudge Theo Mentee")).to_have_count(0)
    await window.check_accessibility()
    await window.open(f"/people/{world.mentee_id}")
    await page.locator("main").get_by_text("resting").first.wait_for()
    assert await page.evaluate(RED) == []
    await window.check_accessibility()


async def _back_early(window, world: World, before: dict[str, float]) -> None:
    page, today = window.page, _today()
    await window.open("/rest")
    back = page.get_by_role("button", name="I am back")
    await back.click()
    notice = page.locator(".notice").filter(has_text="Welcome back.")
    await page.get_by_role("button", name="Rest today").first.wait_for()
    # Pressed by mistake: everything is as it was.
    await notice.get_by_role("button", name="Undo").click()
    await expect(notice).to_have_count(0)
    await back.click()
    await page.get_by_role("button", name="Rest today").first.wait_for()
    await expect(page.get_by_role("list", name="Planned rests")).to_contain_text("18:00")
    await window.open("/habits")
    await expect(page.get_by_text("You are resting")).to_have_count(0)
    yesterday = (today - timedelta(days=1)).isoformat()
    for name, score in before.items():
        assert (await _scores(world, name)).get(yesterday, score) == score, (
            "the days of rest stay days of rest"
        )
    cell = page.get_by_role("group", name="Walk", exact=True).get_by_role("button", name="Walk, Today")
    await cell.last.click()

    async def counts() -> bool:
        return bool(list((await _scores(world, "Walk")).values())[-1] > before["Walk"])

    await eventually(counts)
    facts = await asyncio.to_thread(world.mentee.call, "GET", "/today")
    assert not facts["is_resting"]
    await window.check_accessibility()


async def _what_fell_into_it(window) -> None:
    """The promise of a day of rest is not late; it is offered a new day, by keyboard, with undo, or left for good."""
    page = window.page
    await window.open("/today")
    offer = page.locator("summary").filter(has_text="1 thing fell into your rest")
    keep = page.get_by_role("button", name="Keep it so")
    await offer.press("Enter")
    await window.check_accessibility()
    await fits(page)
    await keep.press("Enter")
    notice = page.locator(".notice").filter(has_text="1 thing has a new day.")
    await notice.get_by_role("button", name="Undo").click()
    await offer.press("Enter")
    await page.get_by_label("It stays where it is").check()
    await keep.click()
    await page.locator(".notice").filter(has_text="1 thing stays where it is.").wait_for()
    await expect(offer).to_have_count(0)
    await window.open("/planner")
    await page.get_by_role("heading", name="From your rest, it can wait").wait_for()
    await expect(offer).to_have_count(0)
