"""The page of the day: one screen on a phone, things done where they stand, numbers that explain themselves."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from tests.support.journey import Client, enter, fits, introduce, join, let_come_due, never_quiet
from tests.support.live_server import ADMIN, LiveServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    live = LiveServer(tmp_path_factory.mktemp("today"), {"RATE_LIMIT_PER_MINUTE": "5000"}).start()
    yield live
    live.end()


@pytest.fixture(scope="module")
def admin(server: LiveServer) -> Client:
    made = Client(server.url)
    made.post("/api/v1/auth/browser/setup", ADMIN)
    return made


def _day() -> str:
    return datetime.now(UTC).astimezone(ZoneInfo("Europe/Berlin")).date().isoformat()


def _furnish(person: Client) -> None:
    """Two promises, one task of later, three habits, one check-in."""
    for title in ("Write to my brother", "Read Romans 8"):
        person.call("POST", "/tasks", {"title": title, "due_on": _day(), "estimate_minutes": 15})
    person.call("POST", "/habits", {"name": "Walk"})
    person.call("POST", "/habits", {"name": "Call somebody", "times": 3, "days": 7})
    reading = {"name": "Read", "kind": "measured", "target": 20, "unit": "pages"}
    person.call("POST", "/habits", reading)
    person.call("POST", "/checkin-forms", {"name": "My day", "fields": [{"kind": "mood", "label": "Mood"}]})


@pytest.fixture(scope="module")
def mentee(admin: Client) -> Client:
    made = join(admin, "mentee", "Theo Mentee")
    _furnish(made)
    return made


@pytest.fixture(scope="module")
def other(admin: Client) -> Client:
    made = join(admin, "mentee", "Noemi Mentee")
    _furnish(made)
    return made


async def _today(window):
    await window.open("/today")
    await window.page.get_by_role("list", name="Today's habits").wait_for()
    await window.page.get_by_role("list", name="Promised").wait_for()


def _cell(page, habit: str):
    return page.get_by_role("group", name=habit, exact=True).get_by_role("button").first


async def test_one_screen_on_a_phone(server: LiveServer, mentee: Client, visit) -> None:
    for dark in (False, True):
        window = await enter(await visit(server, width=390, dark=dark), mentee)
        page = window.page
        await _today(window)
        nav = await page.locator("nav.bottom").bounding_box()
        last = await page.get_by_role("group", name="Read", exact=True).bounding_box()
        assert last["y"] + last["height"] <= nav["y"], "what is done in place is seen without scrolling"
        # A habit is one line: its cell stands beside its name, not beneath.
        name, cell = (
            await page.get_by_role("link", name="Walk", exact=True).bounding_box(),
            await _cell(page, "Walk").bounding_box(),
        )
        assert cell["y"] < name["y"] + name["height"]
        assert min(cell["width"], cell["height"]) >= 44
        await fits(page)
        await window.check_accessibility()


@pytest.mark.parametrize("width", [390, 1280])
async def test_done_where_it_stands(server: LiveServer, mentee: Client, other: Client, visit, width) -> None:
    who = mentee if width == 390 else other
    window = await enter(await visit(server, width=width), who)
    page = window.page
    await _today(window)
    await page.get_by_role("checkbox", name="Write to my brother").click()
    await page.get_by_text("1 of 2 done").wait_for()
    await _cell(page, "Walk").click()
    await page.get_by_text("1 of 3 done today.").first.wait_for()
    await _cell(page, "Read").click()
    await page.keyboard.type("20")
    await page.keyboard.press("Enter")
    await page.get_by_text("2 of 3 done today.").first.wait_for()
    await page.get_by_role("button", name="Answer").click()
    dialog = page.get_by_role("dialog", name="My day")
    await dialog.get_by_role("radio").nth(3).check()
    await dialog.get_by_role("button", name="Keep").click()
    await expect(dialog).to_be_hidden()
    await page.get_by_role("button", name="Change").wait_for()
    await window.check_accessibility()
    # What the page showed is what is saved, once.
    facts = await asyncio.to_thread(who.call, "GET", "/today")
    assert (facts["habits"]["done"], facts["habits"]["due"]) == (2, 3)
    assert facts["tasks"]["done_count"] == 1
    answers = await asyncio.to_thread(who.call, "GET", "/checkins")
    assert len(answers["items"]) == 1


async def test_each_number_opens_its_explanation(server: LiveServer, other: Client, visit) -> None:
    window = await enter(await visit(server), other)
    page = window.page
    await _today(window)
    card = page.locator("section").filter(has=page.get_by_role("heading", name="In numbers"))
    explained = card.locator("details")
    await expect(explained).to_have_count(3)
    await expect(card.locator("dl")).to_have_count(3)
    for number, words in enumerate(("promised", "six days ago", "plan is kept")):
        summary = explained.nth(number).locator("summary")
        # By keyboard alone.
        await summary.focus()
        await page.keyboard.press("Enter")
        await expect(explained.nth(number)).to_have_attribute("open", "")
        assert words in (await explained.nth(number).inner_text()).lower()
    await window.check_accessibility()


async def test_long_titles_stay_rows_and_open_in_full(server: LiveServer, admin: Client, visit) -> None:
    person = await asyncio.to_thread(join, admin, "mentee", "Lea Long")
    words, word = ("Write to my brother " * 30)[:499], "Donaudampfschifffahrt" * 23

    def furnish() -> None:
        for title in (words, word):
            goal = person.call("POST", "/goals", {"title": title})
            person.call("POST", "/tasks", {"title": title, "due_on": _day(), "goal_id": goal["id"]})
        person.call("POST", "/habits", {"name": word[:200]})

    await asyncio.to_thread(furnish)
    window = await enter(await visit(server, width=390), person)
    page = window.page
    for path in ("/today", "/planner", "/habits"):
        await window.open(path)
        titles = page.locator("main .clamped:visible")
        await titles.first.wait_for()
        for row in await titles.all():
            # Three lines, in a list as in the head of a card.
            assert (await row.bounding_box())["height"] <= 80, path
        await fits(page)
    await window.open("/planner")
    await page.get_by_role("button", name=word, exact=True).click()
    await expect(page.get_by_role("dialog", name="Task").get_by_label("What will you do?")).to_have_value(
        word
    )
    await page.keyboard.press("Escape")
    # By keyboard the whole of it is read where it stands.
    title = page.get_by_role("button", name=words.strip(), exact=True)
    before = (await title.bounding_box())["height"]
    await title.focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Shift+Tab")
    assert (await title.bounding_box())["height"] > 2 * before
    await fits(page)


async def test_who_is_new_is_led_to_a_first_step(server: LiveServer, admin: Client, visit) -> None:
    new = await asyncio.to_thread(join, admin, "mentee", "Nina New")
    window = await enter(await visit(server, width=390), new)
    await window.open("/today")
    await window.page.get_by_text("Three first steps").wait_for()
    await window.check_accessibility()


async def test_a_coach_sees_who_needs_them_and_a_nudge_arrives_where_it_was_sent(
    server: LiveServer, admin: Client, mentee: Client, visit
) -> None:
    coach = await asyncio.to_thread(join, admin, "mentor", "Mara Mentor")
    coach_id, _mentee_id = await asyncio.to_thread(introduce, admin, coach, mentee)
    window = await enter(await visit(server), coach)
    page = window.page
    await window.open("/coaching")
    row = page.get_by_role("listitem").filter(has_text="Theo Mentee").first
    # Nothing is shared yet: that is said, and nothing is guessed.
    await row.wait_for()
    before = await row.inner_text()
    assert "Theo Mentee" in before
    await window.check_accessibility()
    await row.get_by_role("button", name="Nudge Theo Mentee").click()
    dialog = page.get_by_role("dialog", name="A nudge for Theo Mentee")
    await dialog.get_by_role("textbox").fill("I thought of you this morning.")
    await window.check_accessibility()
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_be_hidden()
    await expect(row.get_by_role("button", name="Nudge Theo Mentee")).to_have_count(0)
    phone = await enter(await visit(server, width=390, dark=True), mentee)
    await phone.open("/today")
    nudge = phone.page.get_by_role("list", name="From those who walk with you")
    await expect(nudge).to_contain_text("I thought of you this morning.")
    await expect(nudge).to_contain_text("Mara Mentor")
    await phone.check_accessibility()
    await nudge.get_by_role("button").click()
    await expect(nudge).to_have_count(0)
    assert coach_id


async def test_a_reminder_is_seen_on_whatever_page_is_open(server: LiveServer, mentee: Client, visit) -> None:
    await never_quiet(mentee)
    window = await enter(await visit(server), mentee)
    page = window.page
    await window.open("/habits")
    await let_come_due(server, mentee, "Breathe for a minute")
    notice = page.locator(".notice").filter(has_text="Breathe for a minute")
    await notice.wait_for()
    await window.check_accessibility()
    await notice.get_by_role("button", name="Open").click()
    await page.wait_for_url("**/reminders")
    await page.get_by_role("list", name="What you were told").get_by_text("Breathe for a minute").wait_for()
