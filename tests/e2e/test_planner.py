"""The planner in a real browser: one line with its preview, what comes back, undo, and the calendar by keyboard."""

from playwright.async_api import expect

from tests.support.live_server import ADMIN, LiveServer
from tests.support.patience import eventually

LINE = "read Romans 8 @every fri 25m #study"


async def _begin(window) -> None:
    page = window.page
    await window.open("/")
    for name in ("display_name", "email", "tenant_name", "password"):
        await page.fill(f"[name={name}]", str(ADMIN[name]))
    await page.click("button[type=submit]")
    await page.wait_for_url("**/today")


async def _add(page, line: str) -> None:
    await page.fill("#quick-line", line)
    await page.keyboard.press("Enter")
    await expect(page.locator("#quick-line")).to_have_value("")


async def _line_with_preview(window) -> None:
    page = window.page
    await window.open("/planner")
    await page.keyboard.press("n")
    await page.keyboard.type(LINE)
    found = page.locator("#quick-line-found")
    for words in ("every Friday", "25 min", "#study", "Next:"):
        await found.get_by_text(words, exact=words != "Next:").first.wait_for()
    await page.keyboard.press("Enter")
    await page.get_by_role("checkbox", name="read Romans 8").wait_for()
    # A book pasted by mistake is refused in words, and is still there.
    await page.fill("#quick-line", "In the beginning " * 6_000)
    await page.keyboard.press("Enter")
    await page.get_by_text("a title holds 500").wait_for()
    assert len(await page.input_value("#quick-line")) == 102_000
    await page.fill("#quick-line", "")


async def _undo(page, words: str) -> None:
    notice = page.locator(".notice").filter(has_text=words)
    await notice.get_by_role("button", name="Undo").last.click()


async def _complete_and_undo(window) -> None:
    page = window.page
    boxes = page.get_by_role("checkbox", name="read Romans 8")
    await boxes.first.click()
    # The record stays among what is done, and the next time stands open.
    await page.get_by_text("Done · 1").wait_for()
    await expect(boxes.first).not_to_be_checked()
    await _undo(page, "Done: read Romans 8")
    await page.get_by_text("Done · 1").wait_for(state="detached")
    await expect(boxes).to_have_count(1)


async def _several_at_once(window) -> None:
    page = window.page
    for line in ("Sort the photos", "Fold the paper"):
        await _add(page, line)
    await page.get_by_role("button", name="Choose several").click()
    for title in ("Sort the photos", "Fold the paper"):
        box = page.get_by_role("checkbox", name=f"Choose {title}")
        await box.click()
        await expect(box).to_be_checked()
    await page.get_by_text("2 chosen").wait_for()
    await page.get_by_role("button", name="Done", exact=True).click()
    await page.get_by_text("2 tasks changed.").wait_for()
    await page.get_by_text("Done · 2").wait_for()


async def _day_of(window, title: str) -> str:
    answer = await window.page.request.get(f"{window.url}/api/v1/tasks")
    return {one["title"]: one["due_on"] for one in (await answer.json())["items"]}[title]


async def _move_by_keyboard(window) -> None:
    page = window.page
    await window.open("/planner")
    await _add(page, "Call Ruth @2026-12-01 9:00")
    await window.open("/calendar?view=month&day=2026-12-01")
    entry = page.locator(".calendar").get_by_text("Call Ruth").first
    await entry.wait_for()
    await entry.locator("xpath=ancestor-or-self::*[@tabindex='0' or self::a or self::button][1]").focus()
    await page.keyboard.press("Enter")
    later = page.get_by_role("button", name="A day later")
    await later.wait_for()
    await later.focus()
    await page.keyboard.press("Enter")
    await page.get_by_text("Moved: Call Ruth").wait_for()
    assert await _day_of(window, "Call Ruth") == "2026-12-02"
    await _undo(page, "Moved: Call Ruth")

    async def is_back() -> bool:
        return await _day_of(window, "Call Ruth") == "2026-12-01"

    await eventually(is_back)
    await window.check_accessibility()


async def test_a_line_a_rhythm_an_undo_and_the_calendar(fresh_server: LiveServer, visit) -> None:
    window = await visit(fresh_server)
    await _begin(window)
    await _line_with_preview(window)
    await _complete_and_undo(window)
    await _several_at_once(window)
    await window.check_accessibility()
    await _move_by_keyboard(window)


async def test_the_same_pages_on_a_phone(fresh_server: LiveServer, visit) -> None:
    window = await visit(fresh_server, width=390, dark=True)
    await window.sign_in()
    page = window.page
    await window.open("/planner?show=today")
    await _add(page, "Water the plants @today 5m")
    await page.get_by_role("checkbox", name="Water the plants").first.wait_for()
    await window.check_accessibility()
    await window.open("/calendar")
    await page.locator(".calendar").get_by_text("Water the plants").first.wait_for()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await window.check_accessibility()


async def _to(page, locator, *, most: int = 80) -> None:
    """Walk with Tab until this has the focus: what the keyboard cannot reach is no control."""
    for _ in range(most):
        if await locator.evaluate("(el) => el === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{locator} cannot be reached with Tab")


async def _from_the_top(page) -> None:
    await page.evaluate("document.activeElement?.blur(); document.getElementById('content')?.focus()")


async def test_the_board_by_keyboard_on_a_phone(fresh_server: LiveServer, visit) -> None:
    window = await visit(fresh_server, width=390)
    await window.sign_in()
    page = window.page
    await window.open("/planner?show=all")
    await _to(page, page.locator("#quick-line"))
    for line in ("Order the chairs @tomorrow 15m", "Print the songs @tomorrow"):
        await page.keyboard.type(line)
        await page.locator("#quick-line-found").get_by_text("tomorrow").first.wait_for()
        await page.keyboard.press("Enter")
        await expect(page.locator("#quick-line")).to_have_value("")
    await _from_the_top(page)
    # One task through its menu: today instead of tomorrow, and back again.
    more = page.get_by_role("button", name="More for Order the chairs")
    await _to(page, more)
    await page.keyboard.press("Enter")
    first = page.locator(".menu:popover-open .menu-item").first
    await expect(first).to_have_text("Today")
    await expect(first).to_be_focused()
    await page.keyboard.press("Enter")
    await page.get_by_text("Moved: Order the chairs").wait_for()
    await _undo(page, "Moved: Order the chairs")
    # Several at once.
    await _from_the_top(page)
    choose = page.get_by_role("button", name="Choose several")
    await _to(page, choose)
    await page.keyboard.press("Enter")
    for title in ("Order the chairs", "Print the songs"):
        box = page.get_by_role("checkbox", name=f"Choose {title}")
        await _from_the_top(page)
        await _to(page, box)
        await page.keyboard.press("Space")
        await expect(box).to_be_checked()
    await page.get_by_text("2 chosen").wait_for()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await window.check_accessibility()
    await _from_the_top(page)
    await _to(page, page.get_by_role("button", name="Done", exact=True))
    await page.keyboard.press("Enter")
    await page.get_by_text("2 tasks changed.").wait_for()
    await expect(page.get_by_role("checkbox", name="Print the songs", checked=False)).to_have_count(0)
    undo = page.locator(".notice").filter(has_text="2 tasks changed.").get_by_role("button", name="Undo")
    await _to(page, undo, most=200)
    await page.keyboard.press("Enter")
    await page.get_by_role("checkbox", name="Print the songs", checked=False).wait_for()
    await page.get_by_role("checkbox", name="Order the chairs", checked=False).wait_for()
