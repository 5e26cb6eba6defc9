"""What a stranger, a thief or a curious person can do with the page socket: nothing."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.support.live_server import ADMIN, Browser, LiveServer
from tests.support.page_socket import PageSocket

SHELL = "reflex___state____state.coaching_app___features___shell___state____shell_state"
ACCOUNT = "reflex___state____state.coaching_app___features___account___state___profile____account_state"
HYDRATE = "reflex___state____state.hydrate"
PRIVATE = (ADMIN["email"], ADMIN["display_name"])


@pytest.fixture(scope="session")
def admin(live_server: LiveServer) -> Browser:
    live_server.set_up()
    return Browser(live_server.url).sign_in(ADMIN["email"], ADMIN["password"])


@pytest.fixture
async def opened() -> AsyncIterator[list[PageSocket]]:
    sockets: list[PageSocket] = []
    yield sockets
    for page in sockets:
        await page.close()


async def _open(opened: list[PageSocket], **how: str) -> tuple[PageSocket, bool]:
    page = PageSocket(**how)
    opened.append(page)
    return page, await page.connect()


async def test_our_own_page_gets_its_data(live_server: LiveServer, admin: Browser, opened) -> None:
    page, is_in = await _open(opened, url=live_server.url, cookie=admin.cookie)
    assert is_in
    await page.send(HYDRATE)
    await page.send(f"{SHELL}.load")
    await page.hears(ADMIN["display_name"])


@pytest.mark.parametrize(
    "change",
    [
        {"cookie": ""},
        {"cookie": "__Host-login=" + "A" * 43},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://localhost.evil.example"},
        {"token": "someone-elses"},
        {"token": "1" * 4000},
    ],
)
async def test_the_gate_refuses(live_server: LiveServer, admin: Browser, opened, change) -> None:
    page, is_in = await _open(opened, **{"url": live_server.url, "cookie": admin.cookie, **change})
    if is_in:
        await page.send(f"{SHELL}.load")
    heard = await page.is_ended()
    assert not any(word in heard for word in PRIVATE)


async def test_a_stolen_page_token_is_worth_nothing(live_server: LiveServer, admin: Browser, opened) -> None:
    page, _ = await _open(opened, url=live_server.url, cookie=admin.cookie)
    await page.send(f"{SHELL}.load")
    await page.hears(ADMIN["display_name"])
    await page.close()
    for cookie in ("", "__Host-login=" + "B" * 43):
        thief, _ = await _open(opened, url=live_server.url, cookie=cookie, token=page.token)
        heard = await thief.is_ended()
        assert not any(word in heard for word in PRIVATE)
    other_login = Browser(live_server.url).sign_in(ADMIN["email"], ADMIN["password"])
    thief, _ = await _open(opened, url=live_server.url, cookie=other_login.cookie, token=page.token)
    await thief.is_ended()


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        (f"{SHELL}._show", {"notice": {"id": "x", "kind": "done", "text": "INJECTED"}}),
        (f"{SHELL}.reset", {}),
        (f"{SHELL}.get_delta", {}),
        (f"{SHELL}.setvar", {"var_name": "person", "value": "INJECTED"}),
        ("reflex___state____state.setvar", {"var_name": "is_hydrated", "value": "INJECTED"}),
        (f"{SHELL}.dismiss", {"notice_id": 7}),
        (f"{SHELL}.dismiss", {"notice_id": "x", "is_admin": True}),
        (f"{SHELL}.capture", {"text": "INJECTED" * 20_000}),
        (f"{ACCOUNT}.save_profile", {"form": {"display_name": {"INJECTED": 1}}}),
        ("reflex___state____state.no_such_handler", {"text": "INJECTED"}),
        (
            "reflex___state____state.reflex___state____update_vars_internal_state.update_vars_internal",
            {"vars": {f"{SHELL}.person": "INJECTED"}},
        ),
    ],
)
async def test_what_no_page_would_send_changes_nothing(
    live_server: LiveServer, admin: Browser, opened, name, payload
) -> None:
    page, is_in = await _open(opened, url=live_server.url, cookie=admin.cookie)
    assert is_in
    await page.send(f"{SHELL}.load")
    await page.hears(ADMIN["display_name"])
    page.heard.clear()
    await page.send(name, payload)
    # And the page goes on working; what the first caused would have come before.
    await page.send(f"{ACCOUNT}.load")
    assert "INJECTED" not in await page.hears(ADMIN["email"])


async def test_sign_out_acts_on_an_open_page(live_server: LiveServer, admin: Browser, opened) -> None:
    browser = Browser(live_server.url).sign_in(ADMIN["email"], ADMIN["password"])
    page, is_in = await _open(opened, url=live_server.url, cookie=browser.cookie)
    assert is_in
    answer = browser.post("/api/v1/auth/browser/sign-out", {})
    assert answer.status_code == 303
    heard = await page.is_ended()
    assert not any(word in heard for word in PRIVATE)


@pytest.mark.parametrize(
    "path", ["/_upload", "/_upload/x", "/_all_routes", "/_event/?EIO=4&transport=polling"]
)
def test_reflex_s_own_routes_are_closed(live_server: LiveServer, admin: Browser, path) -> None:
    for method in ("GET", "POST"):
        answer = httpx2.request(method, f"{live_server.url}{path}", headers={"Cookie": admin.cookie})
        assert answer.status_code in {404, 405}


async def test_the_log_holds_no_secret(live_server: LiveServer, admin: Browser, opened) -> None:
    page, _ = await _open(opened, url=live_server.url, cookie=admin.cookie)
    await page.send("reflex___state____state.unknown", {"text": "CANARY-IN-PAYLOAD"})
    # Once this is answered, the first was dealt with.
    await page.send(f"{SHELL}.load")
    await page.hears(ADMIN["display_name"])
    secret = admin.cookie.split("=", 1)[1]
    for word in (secret, ADMIN["password"], "CANARY-IN-PAYLOAD", page.token):
        assert word not in live_server.log
