"""An admin at work: invites, changes a role, reads the trail, takes it along, and finds it whole."""

import re

from playwright.async_api import expect

from tests.support.live_server import Browser, LiveServer

PLACES = ("", "/relationships", "/outbox", "/audit", "/consent", "/tenants", "/security")
PASSWORD = "Correct-horse-9-battery"


def _mentor(server: LiveServer, admin: Browser) -> Browser:
    """Mia, who came by a link."""
    made = admin.post("/api/v1/invitations", {"role": "mentor"}).json()
    code = made["link"].partition("#")[2]
    form = {"code": code, "display_name": "Mia Mentor", "email": "mia@example.org", "password": PASSWORD}
    mia = Browser(server.url)
    assert mia.post("/api/v1/invitations/accept", form).status_code == 200
    return mia


async def _change_role(page) -> None:
    """Find Mia and make her a mentee."""
    await page.get_by_role("searchbox", name="Search members").fill("mia")
    row = page.get_by_role("row", name=re.compile("Mia Mentor"))
    await expect(page.get_by_role("row")).to_have_count(2)
    await row.get_by_role("button", name="Manage").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Role").select_option("mentee")
    await dialog.get_by_role("button", name="Save role").click()
    await page.get_by_text("Mia Mentor has another role now.").wait_for()
    await expect(row.get_by_role("cell", name="Mentee", exact=True)).to_be_visible()


async def _read_the_trail(page) -> None:
    """Filter, open an entry, verify, export."""
    await page.get_by_label("About").fill("membership")
    await page.get_by_role("button", name="Filter").click()
    first = page.get_by_role("row").nth(1)
    await expect(first).to_contain_text("members_state.save_role")
    await expect(first).to_contain_text("~membership (role)")
    await first.get_by_role("button", name="Open").click()
    await expect(page.get_by_role("dialog")).to_contain_text("members_state.save_role")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Verify").click()
    await page.get_by_text(re.compile(r"All \d+ entries hold\.")).wait_for()
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Export CSV").click()
    file = await (await waiting.value).path()
    assert "save_role" in file.read_text()


async def test_an_admin_invites_changes_a_role_and_reads_the_trail(visit, fresh_server: LiveServer) -> None:
    admin = fresh_server.set_up()
    _mentor(fresh_server, admin)
    window = await visit(fresh_server)
    await window.sign_in()
    await window.open("/admin")
    await _change_role(window.page)
    await window.open("/admin/audit")
    await _read_the_trail(window.page)
    phone = await visit(fresh_server, width=390, dark=True)
    await phone.sign_in()
    for place in PLACES:
        for each in (window, phone):
            await each.open(f"/admin{place}")
            await each.check_accessibility()


async def test_who_is_no_admin_finds_a_closed_door(visit, fresh_server: LiveServer) -> None:
    window = await visit(fresh_server)
    await window.open("/sign-in?next=/admin/audit")
    await window.page.fill("[name=email]", "mia@example.org")
    await window.page.fill("[name=password]", PASSWORD)
    await window.page.click("button[type=submit]")
    await window.page.get_by_text("This is for admins").wait_for()
    await expect(window.page.get_by_role("row")).to_have_count(0)
