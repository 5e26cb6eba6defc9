"""Every page, on a desk and in a hand, by day and by night: no error, no violation, nothing axe finds."""

import pytest
from playwright.async_api import expect

from coaching_app.access.policy import Policy
from coaching_app.coaching_app import PAGES
from tests.support.journey import fits
from tests.support.live_server import LiveServer

PUBLIC = ("/", "/sign-in")
# Every page that needs no object in its address, as the registry has them.
PRIVATE = tuple(
    sorted(page.route for page in PAGES if page.policy is not Policy.PUBLIC and "[" not in page.route)
)
NARROW = 600
LOOKS = ((1280, False), (390, True), (320, False))


@pytest.fixture(scope="module")
def furnished(fresh_server: LiveServer) -> LiveServer:
    """A server with its first admin."""
    fresh_server.set_up()
    return fresh_server


async def test_the_wizard(fresh_server: LiveServer, visit) -> None:
    for width, dark in LOOKS:
        window = await visit(fresh_server, width=width, dark=dark)
        await window.open("/setup")
        await window.check_accessibility()
        await fits(window.page)


@pytest.mark.parametrize(("width", "dark"), LOOKS)
async def test_public_pages_open_no_socket(furnished: LiveServer, visit, width, dark) -> None:
    window = await visit(furnished, width=width, dark=dark)
    sockets: list[str] = []
    window.page.on("websocket", lambda socket: sockets.append(socket.url))
    for path in PUBLIC:
        await window.open(path)
        await window.check_accessibility()
        await fits(window.page)
    assert sockets == []


@pytest.mark.parametrize(("width", "dark"), LOOKS[:2])
async def test_private_pages(furnished: LiveServer, visit, width, dark) -> None:
    window = await visit(furnished, width=width, dark=dark)
    await window.sign_in()
    for path in PRIVATE:
        await window.open(path)
        await window.check_accessibility()
        await fits(window.page)
        if width < NARROW:
            # The narrowest screen that must do, without opening everything once more.
            await window.page.set_viewport_size({"width": 320, "height": 844})
            await fits(window.page)
            await window.page.set_viewport_size({"width": width, "height": 844})


async def test_a_stranger_is_sent_to_sign_in_and_back(furnished: LiveServer, visit) -> None:
    window = await visit(furnished)
    await window.page.goto(f"{furnished.url}/planner")
    await window.page.wait_for_url("**/sign-in?next=*")
    await window.page.fill("[name=email]", "ada@example.org")
    await window.page.fill("[name=password]", "Correct-horse-7-battery")
    await window.page.click("button[type=submit]")
    await window.page.wait_for_url("**/planner")


async def test_signing_out_in_one_tab_ends_the_other(furnished: LiveServer, visit) -> None:
    window = await visit(furnished)
    await window.sign_in()
    other = await window.page.context.new_page()
    await other.goto(f"{furnished.url}/planner")
    await other.get_by_role("heading", level=1).wait_for()
    await window.page.get_by_role("button", name="Ada Admin").click()
    await window.page.get_by_role("button", name="Sign out").click()
    await window.page.wait_for_url("**/sign-in")
    await other.reload()
    await other.wait_for_url("**/sign-in**")


async def test_an_unknown_address_says_so_and_leads_on(furnished: LiveServer, visit) -> None:
    window = await visit(furnished, width=320)
    answer = await window.page.goto(f"{furnished.url}/no/such-page")
    assert answer is not None
    assert answer.status == 404
    await window.page.get_by_role("heading", level=1, name="This page does not exist").wait_for()
    await window.check_accessibility()
    await fits(window.page)
    await window.page.get_by_role("link", name="Go to Today").click()
    await window.page.wait_for_url("**/sign-in?next=*")


async def test_an_answer_comes_into_view_wherever_the_page_stood(furnished: LiveServer, visit) -> None:
    window = await visit(furnished, width=390)
    await window.sign_in()
    await window.open("/coach")
    answers = window.page.locator(".message[data-from=coach]:has(.message-foot)")
    for number in range(1, 5):
        await window.page.fill("textarea", f"Question {number}: what did I learn about rest?")
        await window.page.evaluate("scrollTo(0, 0)")
        await window.page.keyboard.press("Enter")
        await answers.nth(number - 1).wait_for()
    await expect(answers.last).to_be_in_viewport()
