"""Requests that other sites cause, cookies that are bent, and what a browser is given."""

import re

import pytest

from coaching_app.access.policy import Policy, policy_of
from coaching_app.api.rest import product_routes
from coaching_app.features.account import api as account_api
from tests.integration.sign_in.conftest import EMAIL, PASSWORD, count_logins

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ORIGINS = (None, "null", "https://evil.example", "http://testserver", "https://testserver.evil.example",
           "https://testserver:444", "https://testserver@evil.example")  # fmt: skip
# Programs use these, and they take no cookie.
FOR_PROGRAMS = {"/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/auth/logout"}
# It judges a password and keeps nothing.
HARMLESS = {"/api/v1/auth/password-strength"}


def _changing() -> list[tuple[str, str]]:
    return [
        (method, str(route.path))
        for route in product_routes((account_api.router,))
        for method in route.methods or ()
        if method not in {"GET", "HEAD"}
        and ("/auth/" in str(route.path) or "/account" in str(route.path))
        and str(route.path) not in FOR_PROGRAMS | HARMLESS
    ]


@only_sqlite
@pytest.mark.parametrize("origin", ORIGINS)
async def test_no_form_of_another_site_does_anything(visit, ada, no_limits, set_settings, origin) -> None:
    set_settings(RATE_LIMIT_PER_MINUTE="100000")
    browser = visit()
    await browser.sign_in()
    login = browser.login
    headers = {"Origin": origin} if origin else {}
    wrong = []
    for method, path in _changing():
        body = _body(path)
        for options in ({"json": body}, {"data": body}):
            answer = await browser.client.request(
                method, re.sub(r"{\w+}", "x", path), headers=headers, **options
            )
            # A body that is no JSON may be refused for that, but nothing may be set.
            if answer.status_code not in {403, 422} or "set-cookie" in answer.headers:
                wrong.append((method, path, answer.status_code))
            if "json" in options and answer.status_code != 403:
                wrong.append((method, path, answer.status_code, answer.text[:80]))
    assert wrong == []
    assert browser.login == login
    assert await count_logins(ada) == 1


def _body(path: str) -> dict[str, object]:
    token = {"token": "x" * 40}
    known: dict[str, dict[str, object]] = {
        "sign-in": {"email": EMAIL, "password": PASSWORD},
        "setup": {"tenant_name": "T", "display_name": "D", "email": "x@example.org", "password": PASSWORD},
        "second-step": {"code": "1"},
        "code": {"email": EMAIL},
        "check": {"code": "1"},
        "forgot": {"email": EMAIL},
        "reset": token | {"password": PASSWORD},
        "confirm-email": token,
        "passkey": {"credential": {}},
        "passkeys": {"credential": {}},
        "tokens": {"name": "A", "scopes": ["read"]},
        "confirm": {"proof": PASSWORD},
        "password": {"current": PASSWORD, "fresh": "Another-staple-8-candle"},
        "email": {"email": "x@example.org"},
    }
    return known.get(path.rpartition("/")[2], {})


def test_every_public_route_that_changes_something_is_known_here() -> None:
    public = {
        str(route.path)
        for route in product_routes((account_api.router,))
        if policy_of(route.endpoint) is Policy.PUBLIC and set(route.methods or ()) - {"GET", "HEAD"}
    }
    public -= FOR_PROGRAMS | HARMLESS
    assert public
    assert all("/auth/browser/" in path for path in public), public


@only_sqlite
async def test_what_a_browser_is_given(visit, ada) -> None:
    browser = visit()
    answer = await browser.sign_in()
    login = next(cookie for cookie in answer.headers.get_list("set-cookie") if "__Host-login=" in cookie)
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert word.lower() in login.lower()
    assert "domain" not in login.lower()
    answer = await browser.post("/auth/browser/code", {"email": EMAIL})
    (step,) = answer.headers.get_list("set-cookie")
    assert step.startswith("__Host-step-code=")
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=1200"):
        assert word.lower() in step.lower()


@only_sqlite
async def test_signing_in_takes_a_new_secret_and_ends_the_old(visit, ada) -> None:
    browser = visit()
    await browser.sign_in()
    first = browser.login
    await browser.sign_in()
    assert browser.login != first
    assert await count_logins(ada) == 1


@only_sqlite
async def test_a_planted_cookie_is_not_kept(visit, ada) -> None:
    """Session fixation: what an attacker put there before is worth nothing after."""
    browser = visit()
    planted = "A" * 43
    answer = await browser.client.post(
        "/api/v1/auth/browser/sign-in",
        json={"email": EMAIL, "password": PASSWORD},
        headers={"Origin": "https://testserver", "Cookie": f"__Host-login={planted}"},
    )
    assert answer.status_code == 200
    assert planted not in str(answer.headers.get_list("set-cookie"))
    thief = visit()
    assert (await thief.get("/account", headers={"Cookie": f"__Host-login={planted}"})).status_code == 401


@only_sqlite
@pytest.mark.parametrize("name", ["step-code", "__Secure-step-code", "__host-step-code", "__Host-step-half"])
async def test_a_step_under_another_name_is_none(visit, ada, name) -> None:
    browser = visit()
    await browser.post("/auth/browser/code", {"email": EMAIL})
    secret = browser.client.cookies["__Host-step-code"]
    from tests.integration.sign_in.conftest import letters

    code = (await letters("sign_in_code"))[0].code
    answer = await visit().post(
        "/auth/browser/code/check", {"code": code}, headers={"Cookie": f"{name}={secret}"}
    )
    assert answer.status_code == 401
    twice = {"Cookie": f"__Host-step-code={secret}; __Host-step-code={'x' * 43}"}
    assert (await visit().post("/auth/browser/code/check", {"code": code}, headers=twice)).status_code == 401


@only_sqlite
async def test_a_bearer_does_not_replace_a_browser_s_login(visit, ada) -> None:
    """A program's token at the sign-in page neither ends nor becomes a login."""
    browser, program = visit(), visit()
    await browser.sign_in()
    pair = (await program.post("/auth/login", {"email": EMAIL, "password": PASSWORD})).json()
    headers = {"Authorization": f"Bearer {pair['access_token']}"}
    answer = await program.post(
        "/auth/browser/sign-in", {"email": EMAIL, "password": PASSWORD}, headers=headers
    )
    assert answer.status_code == 200
    assert (await program.get("/account", headers=headers)).status_code == 200
