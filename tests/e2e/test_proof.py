"""Whatever is dangerous asks once more who it is, on the page where it is done, and nothing typed is lost."""

import re
import sqlite3

from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.conftest import Watched
from tests.support.live_server import ADMIN, Browser, LiveServer
from tests.support.patience import PATIENCE

PASSWORD = "Correct-horse-9-battery"


def _long_ago(server: LiveServer) -> None:
    """Every sign-in proved itself longer ago than counts."""
    with sqlite3.connect(server.folder / "data/coaching.db", timeout=PATIENCE) as database:
        database.execute("UPDATE login SET fresh_at = '2020-01-01 00:00:00.000000'")


def _member(server: LiveServer, admin: Browser, name: str, email: str) -> None:
    made = admin.post("/api/v1/invitations", {"role": "mentor"}).json()
    form = {
        "code": made["link"].partition("#")[2],
        "display_name": name,
        "email": email,
        "password": PASSWORD,
    }
    assert Browser(server.url).post("/api/v1/invitations/accept", form).status_code == 200


async def _login_cookie(context: BrowserContext) -> str:
    return next(one["value"] for one in await context.cookies() if one["name"].endswith("login"))


async def _ask_for_another_role(page: Page) -> None:
    await page.get_by_role("searchbox", name="Search members").fill("mia")
    await expect(page.get_by_role("row")).to_have_count(2)
    await page.get_by_role("row", name=re.compile("Mia Mentor")).get_by_role("button", name="Manage").click()
    dialog = page.locator("dialog[open]")
    await dialog.get_by_label("Role").select_option("mentee")
    await dialog.get_by_role("button", name="Save role").click()


async def _prove(page: Page, password: str) -> None:
    proof = page.locator("dialog#proof")
    await expect(proof).to_be_visible()
    await proof.get_by_label("Your password").fill(password)
    await proof.get_by_role("button", name="Go on").click()


async def _is_in_sight(page: Page) -> bool:
    """Whether the dialog lies wholly in the window."""
    box = await page.locator("dialog#proof").bounding_box()
    size = page.viewport_size
    assert box is not None
    assert size is not None
    return box["x"] >= 0 and box["x"] + box["width"] <= size["width"] and box["y"] >= 0


async def test_an_admin_proves_themselves_and_the_change_goes_on(visit, fresh_server: LiveServer) -> None:
    admin = fresh_server.set_up()
    _member(fresh_server, admin, "Mia Mentor", "mia@example.org")
    for width in (1280, 390):
        window: Watched = await visit(fresh_server, width=width)
        await window.sign_in()
        await window.open("/admin")
        other = await window.page.context.new_page()
        await other.goto(f"{fresh_server.url}/planner")
        await other.get_by_role("heading", level=1).wait_for()
        before = await _login_cookie(window.page.context)
        _long_ago(fresh_server)
        await _ask_for_another_role(window.page)
        await _prove(window.page, "not the password")
        await expect(window.page.locator("dialog#proof").get_by_text("This is not right.")).to_be_visible()
        assert await _is_in_sight(window.page)
        await window.check_accessibility()
        await _prove(window.page, str(ADMIN["password"]))
        # What was asked for goes on by itself, with what had been chosen.
        await window.page.get_by_text("Mia Mentor has another role now.").wait_for()
        await expect(window.page.locator("dialog#proof")).to_be_hidden()
        await _has_another_secret(window, fresh_server, before)
        await _goes_on(other)
        _restore(fresh_server)


async def _has_another_secret(window: Watched, server: LiveServer, before: str) -> None:
    """The cookie is a new one, and a copy of the old one opens nothing."""
    assert await _login_cookie(window.page.context) != before
    thief = Browser(server.url)
    thief.cookie = f"__Host-login={before}"
    assert thief.post("/api/v1/account/confirm", {"proof": "x"}).status_code == 401


async def _goes_on(page: Page) -> None:
    """The other tab, which did nothing, still saves what is done in it."""
    await page.fill("#quick-line", "Bring bread")
    await page.keyboard.press("Enter")
    await page.get_by_role("checkbox", name="Bring bread").first.wait_for()
    assert page.url.endswith("/planner")


def _restore(server: LiveServer) -> None:
    with sqlite3.connect(server.folder / "data/coaching.db", timeout=PATIENCE) as database:
        database.execute("UPDATE membership SET role = 'mentor' WHERE role = 'mentee'")


async def test_a_page_that_asks_can_be_left_alone(visit, fresh_server: LiveServer) -> None:
    window: Watched = await visit(fresh_server)
    await window.sign_in()
    await window.open("/admin")
    _long_ago(fresh_server)
    await _ask_for_another_role(window.page)
    await expect(window.page.locator("dialog#proof")).to_be_visible()
    await window.page.keyboard.press("Escape")
    await expect(window.page.locator("dialog#proof")).to_be_hidden()
    # The choice is still there, and asking again asks again.
    dialog = window.page.locator("dialog[open]")
    await expect(dialog.get_by_label("Role")).to_have_value("mentee")
    await dialog.get_by_role("button", name="Save role").click()
    await expect(window.page.locator("dialog#proof")).to_be_visible()


async def test_deleting_an_account_asks_on_its_own_page(visit, fresh_server: LiveServer) -> None:
    window: Watched = await visit(fresh_server, width=390)
    await window.open("/sign-in?next=/sharing/data")
    await window.page.fill("[name=email]", "mia@example.org")
    await window.page.fill("[name=password]", PASSWORD)
    await window.page.click("button[type=submit]")
    await window.page.get_by_label("Type your e-mail address").fill("mia@example.org")
    _long_ago(fresh_server)
    await window.page.get_by_role("button", name="Delete everything").click()
    await _prove(window.page, PASSWORD)
    await window.page.wait_for_url("**/sign-in**")


async def test_a_tab_of_an_earlier_sign_in_recovers_by_itself(visit, fresh_server: LiveServer) -> None:
    window: Watched = await visit(fresh_server)
    await window.sign_in()
    await window.open("/planner")
    context = window.page.context
    # The browser loses its cookies, as private modes and cleaners do; the tab keeps what it had.
    await context.clear_cookies()
    await window.page.reload()
    await window.page.wait_for_url("**/sign-in**")
    await window.page.fill("[name=email]", str(ADMIN["email"]))
    await window.page.fill("[name=password]", str(ADMIN["password"]))
    await window.page.click("button[type=submit]")
    await window.page.wait_for_url("**/planner")
    await window.page.get_by_role("heading", level=1).wait_for()
    # Another tab signs in meanwhile: this one never sees the sign-in page.
    await context.clear_cookies()
    other = await context.new_page()
    await other.goto(f"{fresh_server.url}/sign-in")
    await other.fill("[name=email]", str(ADMIN["email"]))
    await other.fill("[name=password]", str(ADMIN["password"]))
    await other.click("button[type=submit]")
    await other.wait_for_url("**/today")
    await window.page.reload()
    await window.page.get_by_role("heading", level=1).wait_for()
    window.problems[:] = [one for one in window.problems if "WebSocket" not in one]
