"""A newcomer's first quarter of an hour, in a real browser, with no key and no network."""

from urllib.parse import urlsplit

from playwright.async_api import expect

from tests.support.live_server import ADMIN, LiveServer


async def _set_up(window) -> None:
    page = window.page
    await window.open("/")
    assert page.url.endswith("/setup")
    for name in ("display_name", "email", "tenant_name"):
        await page.fill(f"[name={name}]", str(ADMIN[name]))
    await page.fill("[name=password]", "Sho-r7t")
    await page.click("button[type=submit]")
    await page.get_by_role("alert").get_by_text("at least 8 characters").wait_for()
    # Nothing that was typed is lost.
    await expect(page.locator("[name=tenant_name]")).to_have_value(ADMIN["tenant_name"])
    await page.fill("[name=password]", str(ADMIN["password"]))
    await page.click("button[type=submit]")
    await page.wait_for_url("**/today")
    await page.get_by_role("heading", level=1).wait_for()


async def _import(window, vault) -> None:
    page = window.page
    await window.open("/knowledge")
    await page.locator("input[type=file]").first.set_input_files(vault)
    await page.get_by_text("103 notes").first.wait_for()


async def _search(window) -> None:
    page = window.page
    await window.open("/knowledge")
    await page.get_by_role("searchbox").fill("evergreen telepathy")
    await page.locator("mark").first.wait_for()
    await page.get_by_role("link", name="Evergreen notes turn ideas").first.click()
    await page.get_by_role("heading", level=1, name="Evergreen notes turn ideas").wait_for()
    await page.get_by_text("Writing is telepathy").first.wait_for()
    await window.check_accessibility()


async def _seal(window) -> None:
    """A note is sealed, search passes over it and says so, and it is opened again."""
    page = window.page
    address = urlsplit(page.url).path
    await page.get_by_role("switch", name="Keep this note sealed").click()
    await page.get_by_text("Sealed", exact=True).wait_for()
    await window.check_accessibility()
    await window.open("/knowledge?q=evergreen+telepathy")
    await page.get_by_text("Your sealed notes are not searched.").wait_for()
    await expect(page.get_by_role("link", name="Evergreen notes turn ideas")).to_have_count(0)
    await window.open(address)
    await page.get_by_role("heading", level=1, name="Evergreen notes turn ideas").wait_for()
    await page.get_by_role("switch", name="Keep this note sealed").click()
    await page.get_by_text("The seal is off.").wait_for()


async def _ask(window) -> None:
    page = window.page
    await window.open("/coach")
    await page.locator("textarea").first.fill(
        "What did I write about evergreen notes? I want to review my evergreen notes tomorrow."
    )
    await page.keyboard.press("Enter")
    await page.get_by_text("Best passages, without AI").wait_for()
    await page.get_by_text("What the coach saw").wait_for()
    await window.check_accessibility()


async def _follow_citation(window) -> None:
    page = window.page
    conversation = page.url
    await page.locator("a[href*='/knowledge/note/'][href*='lines=']").first.click()
    await page.wait_for_url("**/knowledge/note/**lines=**")
    await page.locator("[data-line]").first.wait_for()
    await page.goto(conversation)
    await page.get_by_text("What the coach saw").wait_for()


async def _accept(window) -> str:
    page = window.page
    await page.get_by_role("button", name="Accept").first.wait_for()
    title = await page.locator(".proposal .item-title").first.inner_text()
    await page.get_by_role("button", name="Accept").first.click()
    await page.get_by_text("In your planner").first.wait_for()
    return title


async def test_from_nothing_to_an_accepted_task(fresh_server: LiveServer, visit, kepano_vault) -> None:
    window = await visit(fresh_server)
    await _set_up(window)
    await _import(window, kepano_vault)
    await _search(window)
    await _seal(window)
    await _ask(window)
    await _follow_citation(window)
    title = await _accept(window)
    for path in ("/planner", "/today"):
        await window.open(path)
        await window.page.get_by_text(title).first.wait_for()
        await window.check_accessibility()
    # Everything is still there after a restart, and the open page finds its way back by itself.
    fresh_server.end()
    fresh_server.start()
    await window.page.get_by_role("button", name="Go, add, or ask").wait_for()
    await window.page.wait_for_timeout(3000)
    await expect(window.page.get_by_text("You are offline.")).to_have_count(0)
    window.problems.clear()
    await window.page.get_by_role("checkbox").first.click()
    await window.page.get_by_text("Undo").first.wait_for()
    again = await visit(fresh_server)
    await again.sign_in()
    await again.open("/planner")
    # Done by now, so it waits among the done ones.
    await again.page.get_by_text(title).first.wait_for(state="attached")
