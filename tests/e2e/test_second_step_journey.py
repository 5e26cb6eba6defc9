"""A house asks for a second step: the admin turns it on, everybody is led to one, and nothing else opens before."""

import re

from playwright.async_api import Page, expect
from pyotp.totp import TOTP

from tests.e2e.conftest import Watched
from tests.support.live_server import ADMIN, Browser, LiveServer

PASSWORD = "Correct-horse-9-battery"


async def _device(page: Page) -> None:
    """A device with a fingerprint reader."""
    line = await page.context.new_cdp_session(page)
    await line.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await line.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def _mentor(server: LiveServer, admin: Browser) -> None:
    made = admin.post("/api/v1/invitations", {"role": "mentor"}).json()
    form = {
        "code": made["link"].partition("#")[2],
        "display_name": "Mia Mentor",
        "email": "mia@example.org",
        "password": PASSWORD,
    }
    assert Browser(server.url).post("/api/v1/invitations/accept", form).status_code == 200


async def _ask_everybody(window: Watched) -> None:
    await window.open("/admin/security")
    await window.page.get_by_label("Asked of").select_option("everybody")
    await window.page.get_by_role("button", name="Save", exact=True).click()


async def _set_up_an_app(window: Watched) -> str:
    """With an app, and its codes shown first; its secret."""
    page = window.page
    await page.get_by_role("button", name="Set up an app").click()
    await page.get_by_text("I cannot scan it").click()
    secret = "".join((await page.locator("code").first.inner_text()).split())
    await page.get_by_label("Six digits").fill(TOTP(secret).now())
    await page.get_by_role("button", name="Turn it on").click()
    await page.get_by_role("button", name="I have them").click()
    return secret


async def test_an_admin_asks_everybody_and_is_asked_first(visit, fresh_server: LiveServer) -> None:
    _mentor(fresh_server, fresh_server.set_up())
    window: Watched = await visit(fresh_server)
    await window.sign_in()
    await _ask_everybody(window)
    # It acts at once, on the admin too.
    await window.page.wait_for_url("**/second-step")
    await window.page.get_by_role("heading", name="One more step").wait_for()
    for closed in ("/planner", "/account", "/admin/security", "/"):
        await window.page.goto(f"{fresh_server.url}{closed}")
        await expect(window.page).to_have_url(re.compile("/second-step"))
    await window.open("/planner")
    await window.check_accessibility()
    await _set_up_an_app(window)
    await window.page.wait_for_url("**/planner")
    await window.page.get_by_role("heading", name="Planner").wait_for()
    await window.open("/second-step")
    assert window.page.url.endswith("/today")


async def test_a_mentor_is_led_to_a_passkey_on_a_telephone(visit, fresh_server: LiveServer) -> None:
    window: Watched = await visit(fresh_server, width=390, dark=True)
    await _device(window.page)
    await _sign_in(window, "mia@example.org", PASSWORD)
    await window.page.get_by_role("heading", name="One more step").wait_for()
    await window.check_accessibility()
    await window.page.get_by_role("button", name="Make a passkey").click()
    await window.page.wait_for_url("**/today")
    # The password alone asks for the passkey next time, and for no new one.
    # No page may be open meanwhile: its line could be made anew, and refused.
    await window.page.goto("about:blank")
    await window.page.context.clear_cookies()
    await _sign_in(window, "mia@example.org", PASSWORD)
    await window.page.get_by_role("heading", name="One more step").wait_for()
    await expect(window.page.get_by_role("button", name="Set up an app")).to_have_count(0)
    await window.page.get_by_role("button", name="Use a passkey").click()
    await window.page.wait_for_url("**/today")


async def test_whoever_has_an_app_is_asked_at_sign_in_as_ever(visit, fresh_server: LiveServer) -> None:
    window: Watched = await visit(fresh_server)
    await _sign_in(window, str(ADMIN["email"]), str(ADMIN["password"]))
    await window.page.wait_for_url("**/verify?by=app")


async def test_whoever_will_not_can_leave(visit, fresh_server: LiveServer) -> None:
    window: Watched = await visit(fresh_server)
    await _sign_in(window, "mia@example.org", PASSWORD)
    await window.page.get_by_role("heading", name="One more step").wait_for()
    await window.page.get_by_role("button", name="Sign out").click()
    await window.page.wait_for_url("**/sign-in**")


async def _sign_in(window: Watched, email: str, password: str) -> None:
    await window.open("/sign-in")
    await window.page.fill("[name=email]", email)
    await window.page.fill("[name=password]", password)
    await window.page.click("button[type=submit]")
