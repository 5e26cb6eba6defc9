"""The week looked back on by rules alone: facts that are true, own words that stay sealed, three things that become tasks."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from tests.support.journey import Client, enter, fits
from tests.support.live_server import ADMIN, LiveServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    # No provider anywhere: what stands there, rules wrote.
    live = LiveServer(tmp_path_factory.mktemp("week"), {"RATE_LIMIT_PER_MINUTE": "5000"}).start()
    yield live
    live.end()


@pytest.fixture(scope="module")
def person(server: LiveServer) -> Client:
    """Somebody with a kept habit, a finished task, an open one, and a check-in with words."""
    made = Client(server.url)
    made.post("/api/v1/auth/browser/setup", ADMIN)
    today = (datetime.now(UTC).astimezone(ZoneInfo("Europe/Berlin"))).date().isoformat()
    habit = made.call("POST", "/habits", {"name": "Walk"})
    made.call("PUT", f"/habits/{habit['id']}/entries/{today}", {"state": "yes"})
    for title in ("Call my brother", "Draft the letter"):
        task = made.call("POST", "/tasks", {"title": title, "due_on": today})
        if title.startswith("Call"):
            made.call("POST", f"/tasks/{task['id']}/complete", {})
    questions = [{"kind": "mood", "label": "Mood"}, {"kind": "text", "label": "What stays"}]
    form = made.call("POST", "/checkin-forms", {"name": "Evening", "fields": questions})
    keys = [field["key"] for field in form["fields"]]
    made.call(
        "POST", "/checkins", {"form_id": form["id"], "answers": {keys[0]: 4, keys[1]: "The river was high"}}
    )
    made.call("POST", "/notes", {"title": "On rest", "text": "It is a gift."})
    return made


def _card(page, title: str):
    return page.locator("main section").filter(has=page.get_by_role("heading", name=title, exact=True))


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
async def test_the_week_is_finished_without_any_provider(
    server: LiveServer, person: Client, visit, width, dark
) -> None:
    window = await enter(await visit(server, width=width, dark=dark), person)
    page = window.page
    await window.open("/review")
    await expect(_card(page, "Kept")).to_contain_text("Walk")
    await expect(_card(page, "Moved")).to_contain_text("Call my brother")
    await page.locator("summary").filter(has_text="Still open").click()
    await expect(_card(page, "Moved")).to_contain_text("Draft the letter")
    await expect(_card(page, "Learned")).to_contain_text("The river was high")
    await expect(_card(page, "Learned")).to_contain_text("On rest")
    await window.check_accessibility()
    await fits(page)
    # By keyboard alone, from the first question to the last thing.
    await page.locator("#review-kept").focus()
    await page.keyboard.press("Control+a")
    await page.keyboard.type(f"Shoes at the door {width}")
    for element, words in (
        ("moved", "A talk"),
        ("learned", "Slow is fast"),
        ("first", f"Plant the fig {width}"),
    ):
        await page.locator(f"#review-{element}").focus()
        await page.keyboard.press("Control+a")
        await page.keyboard.type(words)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Control+a")
    await page.keyboard.type(f"Sleep by eleven {width}")
    await page.get_by_role("button", name="Save the review").focus()
    await page.keyboard.press("Enter")
    await page.locator(".notice").filter(has_text="stands in your planner").wait_for()
    await page.reload()
    await expect(page.locator("#review-kept")).to_have_value(f"Shoes at the door {width}")
    await expect(page.locator("#review-first")).to_have_value(f"Plant the fig {width}")
    listed = await asyncio.to_thread(person.call, "GET", "/tasks?status=all&limit=100")
    titles = [one["title"] for one in listed["items"]]
    assert titles.count(f"Plant the fig {width}") == titles.count(f"Sleep by eleven {width}") == 1
    # Saving again makes no task twice.
    await page.get_by_role("button", name="Save the review").click()
    await page.locator(".notice").filter(has_text="stands in your planner").first.wait_for()
    listed = await asyncio.to_thread(person.call, "GET", "/tasks?status=all&limit=100")
    assert [one["title"] for one in listed["items"]].count(f"Plant the fig {width}") == 1
    await window.check_accessibility()


async def test_other_weeks_and_weeks_of_nothing(server: LiveServer, person: Client, visit) -> None:
    window = await enter(await visit(server), person)
    page = window.page
    await window.open("/review")
    now = await page.locator(".subtitle").first.inner_text()
    await page.get_by_role("link", name="Week before").click()
    await expect(page.locator(".subtitle").first).not_to_have_text(now)
    await expect(page.locator("#review-kept")).to_have_value("")
    await expect(_card(page, "Moved")).not_to_contain_text("Call my brother")
    await window.check_accessibility()
    await page.get_by_role("link", name="Week after").click()
    await expect(page.locator(".subtitle").first).to_have_text(now)
    await window.open("/review?week=nonsense")
    await expect(page.locator(".subtitle").first).to_have_text(now)
