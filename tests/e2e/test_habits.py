"""Habits in a real browser: four kinds made, ticked, corrected, skipped, put away; with a mouse, a finger and keys."""

import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from playwright.async_api import expect

from tests.support.live_server import LiveServer
from tests.support.patience import eventually

KINDS = (
    ("Walk", {}),
    ("Call somebody", {"habit-rhythm": "times"}),
    ("Read", {"habit-kind": "measured", "#habit-target": "20", "#habit-unit": "pages"}),
    (
        "Coffee",
        {"habit-kind": "measured", "habit-aim": "at_most", "#habit-target": "2", "#habit-unit": "cups"},
    ),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with its admin."""
    live = LiveServer(tmp_path_factory.mktemp("habits")).start()
    live.set_up()
    yield live
    live.end()


def cell(page, habit: str, day: str):
    """The button of a day."""
    return page.get_by_role("group", name=habit, exact=True).get_by_role("button", name=f"{habit}, {day}")


async def _undo(page, words: str) -> None:
    await page.locator(".notice").filter(has_text=words).get_by_role("button", name="Undo").click()


async def _make(page, name: str, choices: dict[str, str]) -> None:
    await page.get_by_role("button", name="New habit").first.click()
    await page.get_by_role("dialog", name="Habit").wait_for()
    await page.fill("#habit-name", name)
    for field, value in choices.items():
        if field.startswith("#"):
            await page.fill(field, value)
        else:
            await page.select_option(f"#{field}", value)
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await page.get_by_role("link", name=name, exact=True).wait_for()


async def _shows(locator, name: str) -> None:
    """Wait until the button says this at the end of its name."""
    await expect(locator).to_have_attribute("aria-label", re.compile(rf"{re.escape(name)}$"))


async def _pressed(locator, is_pressed: bool) -> None:
    await expect(locator).to_have_attribute("aria-pressed", str(is_pressed).lower())


async def _items(window, path: str) -> list[dict[str, Any]]:
    answer = await window.page.request.get(f"{window.url}/api/v1/habits{path}")
    return list((await answer.json())["items"])


async def _is_kept(window, habit: str, value: float) -> bool:
    habit_id = {one["name"]: one["id"] for one in await _items(window, "")}[habit]
    return value in [entry["value"] for entry in await _items(window, f"/{habit_id}/entries")]


async def _is_first(window, habit: str) -> bool:
    return (await _items(window, ""))[0]["name"] == habit


async def _saved(window, is_known: Callable[[], Awaitable[bool]]) -> None:
    """What is shown after a fresh visit is what is saved: once the server knows the last of it."""
    await eventually(is_known)
    await window.open("/habits")
    await window.page.locator(".cell[data-today]").first.wait_for()


async def test_four_kinds_from_making_to_putting_away(server: LiveServer, visit) -> None:
    window = await visit(server)
    page = window.page
    await window.sign_in()
    await window.open("/habits")
    await page.get_by_text("No habits yet").wait_for()
    await window.check_accessibility()
    for name, choices in KINDS:
        await _make(page, name, choices)
    await cell(page, "Walk", "Today").click()
    await _pressed(cell(page, "Walk", "Today"), True)
    await cell(page, "Walk", "Yesterday").click()
    await cell(page, "Call somebody", "Today").click()
    for habit, keys in (("Read", "12.5"), ("Coffee", "3")):
        await cell(page, habit, "Today").click()
        await page.keyboard.type(keys)
        await page.keyboard.press("Enter")
    await _shows(cell(page, "Read", "Today"), "12.5 pages")
    await _saved(window, lambda: _is_kept(window, "Coffee", 3))
    await _pressed(cell(page, "Walk", "Today"), True)
    await _pressed(cell(page, "Walk", "Yesterday"), True)
    await _shows(cell(page, "Coffee", "Today"), "3 cups")
    await page.get_by_text("2 of 4 done today").wait_for()
    await window.check_accessibility()
    await _correct_and_skip(window)
    await _put_away(window)


async def _correct_and_skip(window) -> None:
    """Yesterday taken back, today skipped with a note, seen on the page of the habit."""
    page = window.page
    await cell(page, "Walk", "Yesterday").click()
    await _pressed(cell(page, "Walk", "Yesterday"), False)
    await cell(page, "Walk", "Today").click(button="right")
    await page.get_by_role("dialog", name="Walk").wait_for()
    await page.select_option("#habit-state", "skip")
    await page.fill("#habit-note", "A sore knee")
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await _shows(cell(page, "Walk", "Today"), "skipped")
    await page.get_by_role("link", name="Walk", exact=True).click()
    await page.get_by_role("img", name="percent").first.wait_for()
    await page.get_by_text("How this is computed").first.click()
    await page.get_by_text("0.5 to the power of").wait_for()
    await window.check_accessibility()
    # Who sees it is said where it stands.
    await page.get_by_role("button", name="Who sees this").click()
    await page.get_by_role("dialog", name="Walk").get_by_text("Only you see this").wait_for()
    await window.check_accessibility()
    await page.keyboard.press("Escape")


async def _put_away(window) -> None:
    """Archived and brought back; another deleted and brought back by undo."""
    page = window.page
    await window.open("/habits")
    await page.get_by_role("button", name="Arrange").click()
    await page.get_by_role("button", name="Archive Coffee").click()
    await page.get_by_role("button", name="Practise Coffee again").click()
    await page.get_by_role("button", name="Archive Coffee").wait_for()
    await page.get_by_role("button", name="Delete Read").click()
    await _undo(page, "Habit deleted.")
    await page.get_by_role("button", name="Delete Read").wait_for()
    await window.check_accessibility()


async def test_with_keys_alone_and_on_a_phone(server: LiveServer, visit) -> None:
    window = await visit(server, width=390, dark=True)
    page = window.page
    await window.sign_in()
    await window.open("/habits")
    if not await page.get_by_role("link", name="Walk", exact=True).count():
        for name, choices in KINDS:
            await _make(page, name, choices)
    today = cell(page, "Call somebody", "Today")
    await today.wait_for()
    box = await today.bounding_box()
    assert box["width"] >= 44
    assert box["height"] >= 44
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await today.focus()
    before = await today.get_attribute("aria-pressed")
    await page.keyboard.press("Space")
    await _pressed(today, before != "true")
    await page.keyboard.press("ArrowLeft")
    assert "Yesterday" in str(await page.evaluate("document.activeElement.getAttribute('aria-label')"))
    await page.keyboard.press("ArrowDown")
    assert str(await page.evaluate("document.activeElement.getAttribute('aria-label')")).startswith("Read")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="7", exact=True).click()
    await page.get_by_role("button", name="Save").last.click()
    await _shows(cell(page, "Read", "Yesterday"), "7 pages")
    await page.get_by_role("button", name="Arrange").click()
    grip = page.get_by_role("button", name="Move Call somebody")
    await grip.focus()
    await page.keyboard.press("ArrowUp")
    await page.get_by_role("button", name="Done arranging").wait_for()
    await _saved(window, lambda: _is_first(window, "Call somebody"))
    await expect(page.locator("a.item-name").first).to_have_text("Call somebody")
    await window.check_accessibility()


async def test_the_inbox_of_reminders(server: LiveServer, visit) -> None:
    window = await visit(server)
    page = window.page
    await window.sign_in()
    await window.open("/reminders")
    await page.get_by_text("Nothing to tell you").wait_for()
    await window.check_accessibility()
    await page.get_by_role("button", name="New reminder").first.click()
    await page.select_option("#reminder-thing", "custom")
    await page.fill("#reminder-title", "Breathe")
    await page.fill("#reminder-time", "23:30")
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await page.get_by_text("within your quiet hours").wait_for()
    await page.fill("#reminder-time", "20:15")
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await page.get_by_text("20:15 · every day").wait_for()
    await page.get_by_role("button", name="Delete Breathe").click()
    await _undo(page, "Reminder deleted.")
    await page.get_by_text("20:15 · every day").wait_for()
    await window.check_accessibility()
