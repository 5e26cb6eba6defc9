"""The queue of what one means to read, in a real browser: added, shared, picked, read on, edited, brought along."""

import asyncio
from collections.abc import Iterator

import httpx2
import pytest
from playwright.async_api import expect

from tests.support.journey import enter, fits
from tests.support.live_server import ADMIN, LiveServer

BOOKMARKS = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<DL><p>
<DT><A HREF="https://a.example/grace" TAGS="grace">On grace</A>
<DT><A HREF="javascript:alert(1)">A trap</A>
<DT><A HREF="https://a.example/rest">On rest</A>
</DL>
"""
TABLE = "title,url,tags,time_added\nOn prayer,https://b.example/prayer,prayer,1700000000\nBroken,,x,1\n=1+1,https://b.example/sum,,1\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    live = LiveServer(tmp_path_factory.mktemp("resources"), {"RATE_LIMIT_PER_MINUTE": "5000"}).start()
    yield live
    live.end()


@pytest.fixture(scope="module")
def admin(server: LiveServer):
    return server.set_up()


def _row(page, title: str):
    return page.get_by_role("list", name="Resources").get_by_role("listitem").filter(has_text=title)


async def _choose(page, title: str, what: str) -> None:
    await page.get_by_role("button", name=f"More for {title}").click()
    await page.locator(".menu:popover-open").get_by_text(what, exact=True).click()


async def test_from_the_first_link_to_an_edited_one(server: LiveServer, admin, visit) -> None:
    window = await enter(await visit(server), admin)
    page = window.page
    await window.open("/resources")
    await page.get_by_text("Nothing in your queue yet").wait_for()
    await window.check_accessibility()
    # By keyboard alone.
    await page.get_by_role("button", name="Add", exact=True).focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="New resource")
    await dialog.wait_for()
    await page.locator("#resource-url").focus()
    await page.keyboard.type("https://example.org/the-peacemaker")
    await page.keyboard.press("Tab")
    await page.keyboard.type("The Peacemaker")
    await page.keyboard.press("Tab")
    await page.keyboard.type("20")
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    row = _row(page, "The Peacemaker")
    await expect(row).to_contain_text("20 min")
    await expect(row).to_contain_text("example.org")
    await window.check_accessibility()
    await _choose(page, "The Peacemaker", "Edit")
    dialog = page.get_by_role("dialog", name="Resource")
    await dialog.wait_for()
    await window.check_accessibility()
    await expect(page.locator("#resource-url")).to_have_value("https://example.org/the-peacemaker")
    await expect(page.locator("#resource-minutes")).to_have_value("20")
    await page.locator("#resource-title").fill("The Peacemaker, chapter 3")
    await page.locator("#resource-minutes").fill("45")
    await page.locator("#resource-tags").fill("peace, reading")
    await page.locator("#resource-notes").fill("Jonah recommended it")
    await dialog.get_by_role("button", name="Save").click()
    row = _row(page, "The Peacemaker, chapter 3")
    await expect(row).to_contain_text("45 min")
    await expect(row).to_contain_text("#peace #reading")
    await page.reload()
    await expect(_row(page, "chapter 3")).to_have_count(1)
    # A cancelled edit changes nothing, and the form is fresh the next time.
    await _choose(page, "The Peacemaker, chapter 3", "Edit")
    await page.locator("#resource-title").fill("Nonsense")
    await page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    await _choose(page, "The Peacemaker, chapter 3", "Edit")
    await expect(page.locator("#resource-title")).to_have_value("The Peacemaker, chapter 3")
    await expect(page.locator("#resource-notes")).to_have_value("Jonah recommended it")


async def test_twenty_five_minutes_and_progress_on_a_phone(server: LiveServer, admin, visit) -> None:
    for path, minutes in (("short", 10), ("long", 240)):
        body = {"url": f"https://example.org/{path}", "title": f"A {path} one", "minutes": minutes}
        await asyncio.to_thread(admin.post, "/api/v1/resources", body)
    window = await enter(await visit(server, width=390, dark=True), admin)
    page = window.page
    await window.open("/resources")
    await page.get_by_role("button", name="Pick for me").click()
    picked = page.get_by_role("list", name="What fits now")
    await expect(picked).to_contain_text("A short one")
    await page.get_by_text("Why these").click()
    await expect(page.get_by_text("of 25 minutes")).to_be_visible()
    await window.check_accessibility()
    await fits(page)
    await _choose(page, "A long one", "50 % read")
    await expect(_row(page, "A long one")).to_contain_text("50 % read")
    await expect(page.get_by_role("progressbar")).to_have_count(1)
    await window.check_accessibility()
    await page.get_by_role("button", name="Finish A short one").click()
    await expect(_row(page, "A short one")).to_have_count(0)
    await page.locator(".notice").filter(has_text="Finished.").get_by_role("button", name="Undo").click()
    await expect(_row(page, "A short one")).to_have_count(1)
    await _choose(page, "A short one", "Take out")
    await expect(_row(page, "A short one")).to_have_count(0)
    await page.locator(".notice").filter(has_text="Taken out.").get_by_role("button", name="Undo").click()
    await expect(_row(page, "A short one")).to_have_count(1)
    await fits(page)


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1280, True)])
async def test_what_another_app_shares_arrives_once(server: LiveServer, admin, visit, width, dark) -> None:
    window = await enter(await visit(server, width=width, dark=dark), admin)
    page = window.page
    text = f"Worth it: https://shared.example/{width}"
    await window.open(f"/resources?title=Shared%20{width}&text={text.replace(' ', '%20')}")
    dialog = page.get_by_role("dialog", name="New resource")
    await dialog.wait_for()
    await expect(page.locator("#resource-url")).to_have_value(f"https://shared.example/{width}")
    # Looking at an address is not saving it.
    listed = await asyncio.to_thread(_listed, server, admin)
    assert f"https://shared.example/{width}" not in listed
    await dialog.get_by_role("button", name="Save").click()
    await expect(_row(page, f"Shared {width}")).to_have_count(1)
    await window.open(f"/resources?url=http://www.shared.example/{width}/")
    await dialog.get_by_role("button", name="Save").click()
    await dialog.get_by_text("This address is in your queue already.").wait_for()
    await window.check_accessibility()
    assert (await asyncio.to_thread(_listed, server, admin)).count(f"https://shared.example/{width}") == 1


def _listed(server: LiveServer, admin) -> list[str]:
    answer = httpx2.get(f"{server.url}/api/v1/resources?limit=100", headers={"Cookie": admin.cookie})
    return [one["url"] for one in answer.json()["items"]]


async def test_lists_come_in_and_what_is_broken_is_named_by_its_line(
    server: LiveServer, admin, visit
) -> None:
    assert ADMIN["language"] == "en"
    window = await enter(await visit(server), admin)
    page = window.page
    await window.open("/resources")
    for name, kind, content, words, line in (
        ("bookmarks.html", "text/html", BOOKMARKS, "2 added, 1 left out.", "4"),
        ("pocket.csv", "text/csv", TABLE, "2 added, 1 left out.", "3"),
    ):
        file = {"name": name, "mimeType": kind, "buffer": content.encode()}
        await page.locator("input[type=file]").set_input_files(file)
        await page.get_by_text(words).wait_for()
        await page.get_by_text("What was left out").click()
        table = page.get_by_role("table", name="Rows that were left out")
        await expect(table.get_by_role("row").nth(1)).to_contain_text(line)
        await window.check_accessibility()
        await page.reload()
        await page.get_by_role("list", name="Resources").wait_for()
    for title in ("On grace", "On rest", "On prayer", "=1+1"):
        await expect(_row(page, title)).to_have_count(1)
    # The same again changes nothing.
    await page.locator("input[type=file]").set_input_files(
        {"name": "bookmarks.html", "mimeType": "text/html", "buffer": BOOKMARKS.encode()}
    )
    await page.get_by_text("0 added, 2 known already, 1 left out.").wait_for()
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Export as CSV").click()
    exported = (await (await waiting.value).path()).read_text()
    assert "'=1+1" in exported
    assert exported.count("https://a.example/grace") == 1
