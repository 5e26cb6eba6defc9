"""Signing in over REST: tokens that rotate, a thief who is noticed, attempts that run out."""

import pytest

from coaching_app.core import clock
from coaching_app.features.account import service
from coaching_app.features.account.schemas import FirstSetup
from tests.support.rest import ORIGIN, Rest

EMAIL, PASSWORD = "ada@example.org", "Correct-horse-7-battery"


@pytest.fixture
async def ada(database) -> None:
    await service.first_setup(FirstSetup("Grace House", "Ada", EMAIL, PASSWORD))


async def _login(rest: Rest) -> dict[str, str]:
    answer = await rest.client.post("/api/v1/auth/login", json={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 200
    return answer.json()


async def _refresh(rest: Rest, token: str):
    return await rest.client.post("/api/v1/auth/refresh", json={"refresh_token": token})


async def test_a_pair_opens_the_api(rest: Rest, ada) -> None:
    pair = await _login(rest)
    assert pair["expires_in"] == 900
    headers = {"Authorization": f"Bearer {pair['access_token']}"}
    assert (await rest.client.get("/api/v1/tasks", headers=headers)).status_code == 200


async def test_a_refresh_token_works_once_and_reuse_ends_the_family(rest: Rest, ada) -> None:
    first = await _login(rest)
    second = (await _refresh(rest, first["refresh_token"])).json()
    assert second["refresh_token"] != first["refresh_token"]
    stolen = await _refresh(rest, first["refresh_token"])
    assert stolen.status_code == 401
    assert (await _refresh(rest, second["refresh_token"])).status_code == 401
    headers = {"Authorization": f"Bearer {second['access_token']}"}
    assert (await rest.client.get("/api/v1/tasks", headers=headers)).status_code == 401


async def test_signing_out_revokes_the_access_token_too(rest: Rest, ada) -> None:
    pair = await _login(rest)
    body = {"refresh_token": pair["refresh_token"]}
    assert (await rest.client.post("/api/v1/auth/logout", json=body)).status_code == 204
    headers = {"Authorization": f"Bearer {pair['access_token']}"}
    assert (await rest.client.get("/api/v1/tasks", headers=headers)).status_code == 401


async def test_an_access_token_runs_out(rest: Rest, ada) -> None:
    from datetime import timedelta

    pair = await _login(rest)
    headers = {"Authorization": f"Bearer {pair['access_token']}"}
    with clock.freeze(clock.now() + timedelta(minutes=15, seconds=1)):
        assert (await rest.client.get("/api/v1/tasks", headers=headers)).status_code == 401


async def test_unknown_address_and_wrong_password_look_the_same(rest: Rest, ada) -> None:
    answers = [
        await rest.client.post("/api/v1/auth/login", json={"email": email, "password": password})
        for email, password in ((EMAIL, "wrong"), ("nobody@example.org", PASSWORD))
    ]
    documents = [{**answer.json(), "correlation_id": ""} for answer in answers]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert documents[0] == documents[1]


async def test_attempts_run_out_and_say_when(rest: Rest, ada) -> None:
    statuses = []
    for _ in range(8):
        answer = await rest.client.post("/api/v1/auth/login", json={"email": EMAIL, "password": "wrong"})
        statuses.append(answer.status_code)
    assert statuses == [401] * 6 + [429] * 2
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://testserver.evil.example"])
async def test_a_browser_sign_in_comes_from_our_page(rest: Rest, ada, origin) -> None:
    headers = {"Origin": origin} if origin else {}
    body = {"email": EMAIL, "password": PASSWORD}
    answer = await rest.client.post("/api/v1/auth/browser/sign-in", json=body, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


async def test_plain_http_from_another_machine_is_explained(rest: Rest, ada, set_settings) -> None:
    body = {"email": EMAIL, "password": PASSWORD}
    path, headers = "/api/v1/auth/browser/sign-in", {"Origin": ORIGIN}
    refused = await rest.client.post(path, json=body, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "insecure_connection")
    assert "ALLOW_INSECURE_HTTP" in refused.json()["title"]
    set_settings(ALLOW_INSECURE_HTTP="true")
    allowed = await rest.client.post(path, json=body, headers=headers)
    assert allowed.status_code == 200
    assert "Secure" not in allowed.headers["set-cookie"]
    assert "HttpOnly" in allowed.headers["set-cookie"]


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/planner?day=1", "/planner?day=1"),
        ("//evil.example", "/today"),
        ("/\\evil.example", "/today"),
        ("https://evil.example", "/today"),
        ("/%2f%2fevil.example", "/today"),
        ("javascript:alert(1)", "/today"),
        ("/api/v1/auth/browser/sign-out", "/today"),
        ("/a\r\nSet-Cookie: x=1", "/today"),
    ],
)
async def test_sign_in_leads_to_our_own_pages_only(rest: Rest, ada, set_settings, wanted, given) -> None:
    set_settings(PUBLIC_URL="https://coach.example.org")
    body = {"email": EMAIL, "password": PASSWORD, "next": wanted}
    headers = {"Origin": "https://coach.example.org"}
    answer = await rest.client.post("/api/v1/auth/browser/sign-in", json=body, headers=headers)
    assert answer.json()["next"] == given
    assert answer.headers["set-cookie"].startswith("__Host-login=")
    assert all(word in answer.headers["set-cookie"] for word in ("Secure", "HttpOnly", "Path=/"))


async def test_a_cookie_changes_nothing_for_a_foreign_page(rest: Rest, cast) -> None:
    headers = {**await rest.cookie(cast.mentee), "Origin": "https://evil.example"}
    answer = await rest.client.post("/api/v1/tasks", json={"title": "x"}, headers=headers)
    assert answer.status_code == 403


async def test_requests_are_limited_per_person(rest: Rest, cast, set_settings) -> None:
    set_settings(RATE_LIMIT_PER_MINUTE="5")
    mentee, mentor = await rest.bearer(cast.mentee), await rest.bearer(cast.mentor)
    statuses = [(await rest.client.get("/api/v1/tasks", headers=mentee)).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert (await rest.client.get("/api/v1/tasks", headers=mentor)).status_code == 200
