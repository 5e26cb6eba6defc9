"""Every way to sign in, in a real browser: a second step, a passkey, an account elsewhere, a forgotten password."""

import re
import sqlite3
from collections.abc import Iterator

import pyotp
import pytest

from tests.support.live_server import ADMIN, LiveServer
from tests.support.oidc.provider import Provider, start
from tests.support.patience import eventually
from tests.support.smtp import Postbox, mail_server

EMAIL, PASSWORD = str(ADMIN["email"]), str(ADMIN["password"])
PUBLIC = (
    "/sign-in", "/code", "/verify?by=email", "/verify?by=app", "/forgot", "/forgot?sent=yes", "/reset",
    "/confirm-email", "/confirm-email?done=both", "/sign-in-trouble?why=unknown",
)  # fmt: skip


@pytest.fixture(scope="module")
def church(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, Provider, Postbox]]:
    """A server with a provider and a mail server of its own."""
    folder = tmp_path_factory.mktemp("church")
    server = LiveServer(folder)
    provider, process = start(folder / "oidc.log", f"{server.url}/api/v1/auth/oauth/oidc/callback")
    with mail_server() as postbox:
        server.settings = {**provider.settings, "RATE_LIMIT_PER_MINUTE": "1000", "MAIL_URL": postbox.url}
        try:
            server.start()
            server.set_up()
            yield server, provider, postbox
        finally:
            server.end()
            process.terminate()
            process.wait(10)


async def _virtual_device(window) -> None:
    """A device that has passkeys and knows its owner."""
    session = await window.page.context.new_cdp_session(window.page)
    await session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    await session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


async def _account(window) -> None:
    await window.open("/account")
    await window.page.get_by_role("heading", name="Second step").wait_for()


async def _press(window, name: str, *, exact: bool = True) -> None:
    await window.page.get_by_role("button", name=name, exact=exact).click()


async def test_public_pages_are_usable_by_everybody(church, visit) -> None:
    server, _provider, _postbox = church
    window = await visit(server)
    narrow = await visit(server, width=320, dark=True)
    for path in PUBLIC:
        await window.open(path)
        await window.check_accessibility()
        await narrow.open(path)
        wide = await narrow.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, path
    await window.open("/sign-in")
    await window.page.get_by_role("button", name="Go on with Church sign-on").wait_for()


async def test_second_step_passkey_and_account_elsewhere(church, visit) -> None:
    server, _provider, _postbox = church
    window = await visit(server)
    page = window.page
    await _virtual_device(window)
    await window.sign_in()
    await _account(window)
    await window.check_accessibility()

    # A second step.
    await page.locator("#second-step").get_by_role("button", name="Turn it on").click()
    await page.get_by_text("I cannot scan it").click()
    secret = await page.locator("#second-step code").inner_text()
    await window.check_accessibility()
    await page.fill("#first-code", "000000")
    await page.locator("#second-step").get_by_role("button", name="Turn it on").click()
    await page.get_by_text("This code is not right").wait_for()
    await page.fill("#first-code", pyotp.TOTP(secret).now())
    await page.locator("#second-step").get_by_role("button", name="Turn it on").click()
    codes = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    await codes.first.wait_for()
    recovery = await codes.all_inner_texts()
    assert len(recovery) == 10
    await window.check_accessibility()
    await _press(window, "I have them")
    await page.get_by_text("10 recovery codes are left.").wait_for()

    # A passkey, made and named.
    await _press(window, "Add a passkey")
    await page.fill("#passkey-name", "My laptop")
    await _press(window, "Make the passkey")
    await page.get_by_role("list", name="Passkeys").get_by_text("My laptop").wait_for()
    await _press(window, "Rename My laptop")
    await page.fill("#passkey-new-name", "Blue laptop")
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await page.get_by_role("list", name="Passkeys").get_by_text("Blue laptop").wait_for()

    # An account elsewhere.
    await _press(window, "Connect an account")
    await _press(window, "Connect Church sign-on")
    await _at_provider(window, "unverified:somebody@else.example")
    await page.wait_for_url("**/account")
    await page.get_by_text("Church sign-on · somebody@else.example").wait_for()

    # In again by passkey alone: it is both steps.
    await _forget(window)
    await window.open("/sign-in?next=/account")
    await _press(window, "Use a passkey")
    await page.wait_for_url("**/account")

    # In again by password and a recovery code.
    await _forget(window)
    await window.open("/sign-in")
    await page.fill("[name=email]", EMAIL)
    await page.fill("[name=password]", PASSWORD)
    await _press(window, "Sign in")
    await page.wait_for_url("**/verify?by=app")
    await page.get_by_text("I do not have my app here").click()
    await page.fill("#recovery-code", recovery[0])
    await page.locator("form", has=page.locator("#recovery-code")).get_by_role("button", name="Go on").click()
    await page.wait_for_url("**/today")

    # In again through the account elsewhere, and the passkey as second step.
    await _forget(window)
    await window.open("/sign-in")
    await _press(window, "Go on with Church sign-on")
    await _at_provider(window, "unverified:somebody@else.example")
    await page.wait_for_url("**/verify?by=app")
    await _press(window, "Use a passkey instead")
    await page.wait_for_url("**/today")

    # A stranger there is a stranger here.
    await _forget(window)
    await window.open("/sign-in")
    await _press(window, "Go on with Church sign-on")
    await _at_provider(window, "stranger@example.org")
    await page.wait_for_url("**/sign-in-trouble?why=unknown")
    await page.get_by_text("We do not know this address").wait_for()


async def _forget(window) -> None:
    """Sign out, with no page open that would miss its socket."""
    await window.page.goto("about:blank")
    await window.page.context.request.post(
        f"{window.url}/api/v1/auth/browser/sign-out", headers={"Origin": window.url}, max_redirects=0
    )
    await window.page.context.clear_cookies()


async def _at_provider(window, who: str) -> None:
    """What a person does on the pages of the provider; what is wrong with those is not ours."""
    page, before = window.page, list(window.problems)
    await page.wait_for_url("http://127.0.0.1:*/interaction/**")
    if await page.locator("[name=login]").count():
        await page.fill("[name=login]", who)
        await page.fill("[name=password]", "anything")
    await page.locator("button[type=submit]").click()
    await page.wait_for_load_state()
    if "/interaction/" in page.url and await page.locator("[name=prompt][value=consent]").count():
        await page.locator("button[type=submit]").click()
    await page.wait_for_url("http://localhost:*/**")
    window.problems[:] = before


async def test_a_token_for_an_agent_is_shown_once(church, visit) -> None:
    server, _provider, _postbox = church
    window = await visit(server, width=390)
    page = window.page
    await _virtual_device(window)
    await _by_other_means(server, window)
    await _account(window)
    await _press(window, "Make a token")
    await page.fill("#token-name", "Night agent")
    await _press(window, "Make the token")
    secret = await page.get_by_role("dialog").locator("code").inner_text()
    assert secret.startswith("coaching_service_")
    await window.check_accessibility()
    await _press(window, "I have it")
    await page.get_by_role("list", name="Programs and agents").get_by_text("Night agent").wait_for()
    answer = await page.context.request.get(
        f"{server.url}/api/v1/account", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.ok
    await _press(window, "Revoke Night agent")
    await page.get_by_text("Nothing but your browsers acts for you.").wait_for()
    assert secret not in await page.content()


async def _by_other_means(server: LiveServer, window) -> None:
    """In by a letter's link and a fresh password; the second step of the journey before is taken away."""
    database = sqlite3.connect(server.folder / "data/coaching.db")
    with database:
        database.execute("DELETE FROM authenticator")
    database.close()
    await window.sign_in()


async def test_a_letter_signs_in(church, visit) -> None:
    server, _provider, postbox = church
    window = await visit(server)
    page = window.page
    await window.open("/sign-in")
    await page.get_by_text("Send me a code by e-mail").click()
    await page.wait_for_url("**/code")
    await page.fill("[name=email]", EMAIL)
    await _press(window, "Send me a code")
    await page.wait_for_url("**/verify?by=email")
    await page.fill("#mailed-code", "not it")
    await _press(window, "Go on")
    await page.get_by_text("This code does not work.").wait_for()
    found = re.search(r"\d{6}", await _letter(postbox, page, "Your sign-in code"))
    assert found
    await page.fill("#mailed-code", found[0])
    await _press(window, "Go on")
    await page.wait_for_url("**/today")


async def test_a_forgotten_password(church, visit) -> None:
    server, _provider, postbox = church
    window = await visit(server)
    page = window.page
    await window.open("/sign-in")
    await page.get_by_text("Forgot your password?").click()
    await page.wait_for_url("**/forgot")
    await page.fill("[name=email]", EMAIL)
    await _press(window, "Send me a link")
    await page.get_by_text("Look into your mail").wait_for()
    found = re.search(r"http\S+/reset#\S+", await _letter(postbox, page, "Choose a new password"))
    assert found
    await page.goto(found[0].replace("localhost:8000", server.url.removeprefix("http://")))
    await page.fill("[name=password]", f"{PASSWORD}-again")
    await _press(window, "Set this password")
    await page.wait_for_url("**/sign-in?done=reset")
    await page.get_by_text("Your new password is set.").wait_for()
    await page.fill("[name=email]", EMAIL)
    await page.fill("[name=password]", f"{PASSWORD}-again")
    await _press(window, "Sign in")
    await page.wait_for_url("**/today")


async def _letter(postbox: Postbox, page, subject: str) -> str:
    """The text of the letter with this subject, once it has come through the mail server."""
    found = await eventually(lambda: [one for one in postbox.letters if one["Subject"] == subject])
    return str(found[0].get_content())
