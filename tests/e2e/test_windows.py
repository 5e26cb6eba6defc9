"""Small and enlarged windows, the way back, a lost server, and a login that ends somewhere else."""

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.support.journey import Client, enter, first_admin, fits
from tests.support.live_server import ADMIN, LiveServer
from tests.support.patience import eventually

ROUTES = ("/today", "/planner", "/knowledge", "/coach", "/habits", "/checkins", "/account")


@pytest.fixture(scope="module")
def admin(fresh_server: LiveServer) -> Client:
    return first_admin(fresh_server)


@pytest.fixture
def window(fresh_server: LiveServer, admin: Client, visit):
    """`await window()`: signed in without the form, which has a journey of its own."""

    async def opened(**how: Any):
        return await enter(await visit(fresh_server, **how), admin)

    return opened


async def _until_scrolled(page: Page) -> None:
    # The policy of the page allows no function made of a text, which waiting inside of it would be.
    async def is_there() -> bool:
        return bool(await page.evaluate("scrollY") > 300)

    await eventually(is_there)


async def test_small_and_enlarged_windows_never_scroll_sideways(window, admin) -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitaenswitwe" * 2
    note = await asyncio.to_thread(
        admin.call, "POST", "/notes", {"title": word[:90], "text": f"# {word}\n\n`{word}` [[{word}]]"}
    )
    await asyncio.to_thread(admin.call, "POST", "/tasks", {"title": word})
    shell = await window()
    page = shell.page
    # 1280 wide at 200 % are 640 of the page's own, at 400 % 320.
    for width, height in ((640, 360), (320, 256)):
        await page.set_viewport_size({"width": width, "height": height})
        for path in (*ROUTES, f"/knowledge/note/{note['id']}"):
            await shell.open(path)
            await fits(page)


async def test_back_forward_and_reload_keep_the_place(window, admin) -> None:
    note = await asyncio.to_thread(
        admin.call, "POST", "/notes", {"title": "A place", "text": "\n\n".join(["Line."] * 80)}
    )
    shell = await window()
    page = shell.page
    await shell.open("/knowledge?q=place")
    await page.get_by_role("link", name="A place").first.click()
    await page.wait_for_url(f"**/knowledge/note/{note['id']}**")
    # The search shows a line of it too.
    await expect(page.get_by_text("Line.", exact=True)).to_have_count(80)
    await page.evaluate("scrollTo(0, 600)")
    await page.reload()
    await _until_scrolled(page)
    await page.go_back()
    await page.wait_for_url("**/knowledge?q=place")
    await expect(page.get_by_role("searchbox")).to_have_value("place")
    await page.get_by_role("link", name="A place").first.wait_for()
    await page.go_forward()
    await page.get_by_role("heading", level=1, name="A place").wait_for()
    await _until_scrolled(page)


async def test_a_lost_server_is_told_and_found_again(fresh_server, window, admin) -> None:
    await asyncio.to_thread(admin.call, "POST", "/tasks", {"title": "Wait for the line"})
    shell = await window()
    page = shell.page
    await shell.open("/planner")
    await page.get_by_text("Wait for the line").first.wait_for()
    await asyncio.to_thread(fresh_server.end)
    strip = page.get_by_text("You are offline.")
    await strip.wait_for()
    # What was there can still be read.
    await expect(page.get_by_text("Wait for the line").first).to_be_visible()
    await asyncio.to_thread(fresh_server.start)
    await strip.wait_for(state="detached")
    shell.problems.clear()
    await page.get_by_role("link", name="Knowledge").first.click()
    await page.get_by_role("heading", level=1, name="Knowledge").wait_for()


async def _other_login(server: LiveServer, visit, password: str) -> Any:
    elsewhere = await visit(server)
    await elsewhere.open("/sign-in")
    await elsewhere.page.fill("[name=email]", str(ADMIN["email"]))
    await elsewhere.page.fill("[name=password]", password)
    await elsewhere.page.click("button[type=submit]")
    await elsewhere.page.wait_for_url("**/today")
    await elsewhere.page.get_by_role("heading", level=1).wait_for()
    return elsewhere


async def _is_sent_away(elsewhere) -> None:
    """At the next action, wherever the page stood."""
    page = elsewhere.page
    await page.get_by_role("link", name="Planner").first.click()
    await page.wait_for_url("**/sign-in**")
    elsewhere.problems.clear()


async def test_ending_a_login_and_a_new_password_send_other_browsers_away(fresh_server, admin, visit) -> None:
    password = str(ADMIN["password"])
    here = await _other_login(fresh_server, visit, password)
    elsewhere = await _other_login(fresh_server, visit, password)
    page = here.page
    await here.open("/account")
    await page.get_by_role("button", name=re.compile("^End ")).filter(has_not_text="all").first.wait_for()
    await page.get_by_role("button", name="End all others").click()
    await expect(page.get_by_role("button", name="End all others")).to_have_count(0)
    await _is_sent_away(elsewhere)
    await asyncio.to_thread(admin.sign_in, str(ADMIN["email"]), password)
    elsewhere = await _other_login(fresh_server, visit, password)
    await page.locator("[name=current]").fill(password)
    await page.locator("[name=fresh]").fill("Another-horse-8-battery")
    await page.get_by_role("button", name="Change password").click()
    await page.get_by_text("Your password is changed.").wait_for()
    await _is_sent_away(elsewhere)
    await here.open("/planner")
    await asyncio.to_thread(admin.sign_in, str(ADMIN["email"]), "Another-horse-8-battery")
