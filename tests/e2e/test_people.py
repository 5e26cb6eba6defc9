"""Two people find each other: an invitation by link, an account, a proposal, a yes; and a role that is gone."""

import httpx2
from playwright.async_api import expect

from tests.support.live_server import Browser, LiveServer
from tests.support.patience import PATIENCE

PASSWORD = "Correct-horse-9-battery"


def _member(server: LiveServer, admin: Browser, name: str, email: str, role: str) -> None:
    """Somebody who has accepted an invitation of the admin's."""
    made = admin.post("/api/v1/invitations", {"role": role}).json()
    code = made["link"].partition("#")[2]
    form = {"code": code, "display_name": name, "email": email, "password": PASSWORD}
    answer = Browser(server.url).post("/api/v1/invitations/accept", form)
    assert answer.status_code == 200, answer.text


async def _sign_in(window, email: str) -> None:
    await window.open("/sign-in?next=/people")
    await window.page.fill("[name=email]", email)
    await window.page.fill("[name=password]", PASSWORD)
    await window.page.click("button[type=submit]")
    await window.page.wait_for_url("**/people")


async def _invite_by_link(mentor) -> str:
    page = mentor.page
    await page.get_by_role("button", name="Invite somebody").first.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Invite", exact=True).click()
    link = await dialog.get_by_label("The link").input_value()
    await mentor.check_accessibility()
    await dialog.get_by_role("button", name="Done").click()
    return link


async def _accept(newcomer, link: str) -> None:
    page = newcomer.page
    await page.goto(link)
    await page.get_by_text("Mia Mentor invites you to Grace House, as mentee.").wait_for()
    # The secret has left the address, and a reload does not lose it.
    assert "#" not in page.url
    await page.reload()
    await page.get_by_text("Mia Mentor invites you to Grace House, as mentee.").wait_for()
    await newcomer.check_accessibility()
    await page.get_by_label("Your name").fill("Noa New")
    await page.get_by_label("E-mail").fill("noa@example.org")
    await page.locator("[name=password]").fill("short")
    await page.get_by_role("button", name="Accept").click()
    await page.get_by_role("alert").get_by_text("at least 8 characters").wait_for()
    await page.locator("[name=password]").fill(PASSWORD)
    await page.get_by_role("button", name="Accept").click()
    await page.wait_for_url("**/people")
    await page.get_by_text("would like to walk with you").wait_for()
    await newcomer.check_accessibility()
    await page.get_by_role("button", name="Accept Mia Mentor").click()
    await page.get_by_text("You walk together now.").wait_for()


async def _lose_the_role(server: LiveServer, admin: Browser, mentor) -> None:
    """In a page that is open: the next action is refused, and the page knows the new role."""
    page = mentor.page
    headers = {"Origin": server.url, "Cookie": admin.cookie}
    members = httpx2.get(f"{server.url}/api/v1/members?search=mia", headers=headers, timeout=PATIENCE).json()
    url = f"{server.url}/api/v1/members/{members['items'][0]['person_id']}"
    answer = httpx2.patch(url, json={"role": "mentee"}, headers=headers, timeout=PATIENCE)
    assert answer.json()["ended_relationships"] == 1, answer.text
    await page.get_by_role("button", name="New circle").click()
    await page.get_by_text("You may not do this.").wait_for()
    await expect(page.locator(".side .person")).to_contain_text("mentee")
    await page.reload()
    await page.get_by_role("heading", name="They walk with you").wait_for()
    await expect(page.get_by_text("Noa New")).to_have_count(0)


async def test_from_a_link_to_a_relationship(fresh_server: LiveServer, visit) -> None:
    admin = fresh_server.set_up()
    _member(fresh_server, admin, "Mia Mentor", "mia@example.org", "mentor")
    mentor, newcomer = await visit(fresh_server), await visit(fresh_server, width=390, dark=True)
    await _sign_in(mentor, "mia@example.org")
    await _accept(newcomer, await _invite_by_link(mentor))
    await mentor.open("/people")
    await mentor.page.get_by_role("link", name="Noa New").wait_for()
    await mentor.check_accessibility()
    await mentor.open("/pathways")
    await mentor.check_accessibility()
    await mentor.open("/people")
    await _lose_the_role(fresh_server, admin, mentor)
    # A used link opens nothing.
    await newcomer.page.goto(f"{fresh_server.url}/invitation#{'x' * 43}")
    await newcomer.page.get_by_text("This invitation opens nothing any more").wait_for()
