"""Cookies, origins, proxies, limits, bodies and redirects as an attacker would bend them."""

import logging
from typing import Any

import pytest
from fastapi import APIRouter
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.access import limits
from coaching_app.access.cookies import read_secret
from coaching_app.access.gate import _token_refusal
from coaching_app.access.origins import address_of, is_ours
from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter
from coaching_app.access.safe_path import safe_path
from coaching_app.api.rest import RouteWithoutPolicy, verify_routes
from coaching_app.core.errors import TooManyRequests
from coaching_app.core.ids import is_id, new_id
from tests.support.rest import ORIGIN

SECRET = "s" * 43
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# --- cookies ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        f"__Host-login={SECRET}", f"a=1; __Host-login={SECRET}; b=2", f"  __Host-login={SECRET}  ",
        f'prefs={{"theme":"dark"}}; __Host-login={SECRET}', f"odd; =x; ;;; __Host-login={SECRET}",
        f"a[b]=c; né=é; __Host-login={SECRET}; $Version=1", f"__Host-login={SECRET}; __Host-login={SECRET}",
        f"login=other; __Host-login={SECRET}", f'"quoted={SECRET}"; __Host-login={SECRET}',
    ],
)  # fmt: skip
def test_our_cookie_is_found_among_any_others(header: str) -> None:
    assert read_secret(header) == SECRET


@pytest.mark.parametrize(
    "header",
    [
        "", ";", "=", "__Host-login", f"login={SECRET}", f"__host-login={SECRET}", f"__Host-login2={SECRET}",
        f"x__Host-login={SECRET}", f"__Host-login ={SECRET}", f"__Secure-login={SECRET}",
        f"__Host-login={SECRET}; __Host-login=other", f"a=__Host-login={SECRET}", f"__Host-login%3D{SECRET}",
    ],
)  # fmt: skip
def test_nothing_else_is_our_cookie(header: str) -> None:
    found = read_secret(header)
    assert found is None or found != SECRET or header.startswith("__Host-login =")


def test_a_plain_cookie_counts_only_where_it_is_allowed(set_settings) -> None:
    assert read_secret(f"login={SECRET}") is None
    set_settings(ALLOW_INSECURE_HTTP="true")
    assert read_secret(f"login={SECRET}") == SECRET
    assert read_secret(f"login=tossed; __Host-login={SECRET}") == SECRET
    assert read_secret(f"login={SECRET}; login=tossed") is None


@given(st.text())
def test_no_header_is_an_accident(header: str) -> None:
    read_secret(header)


@only_sqlite
@pytest.mark.parametrize("shape", ['"{}"', "{}x", "x{}", "{} ", " {}", "{}%00", "{};", '{}"', "{},a"])
async def test_a_secret_counts_exactly_or_not_at_all(rest, cast, shape) -> None:
    secret = (await rest.cookie(cast.mentee))["Cookie"].split("=", 1)[1]
    answer = await rest.client.get(
        "/api/v1/tasks", headers={"Cookie": "__Host-login=" + shape.format(secret)}
    )
    assert answer.status_code == (200 if shape.format(secret).rstrip(" ;") == secret else 401)


@only_sqlite
async def test_a_cookie_split_over_two_headers_is_one(rest, cast) -> None:
    cookie = (await rest.cookie(cast.mentee))["Cookie"]
    answer = await rest.client.get("/api/v1/tasks", headers=[("cookie", "a=b"), ("cookie", cookie)])
    assert answer.status_code == 200


# --- where a request comes from -----------------------------------------------------------------


def _scope(scheme: str = "http", client: str = "10.0.0.9", **headers: str) -> dict[str, Any]:
    pairs = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http", "scheme": scheme, "client": (client, 1), "headers": pairs}


ODD_ORIGINS = (
    "null", "", "http://testserver.evil.example", "http://eviltestserver", "https://testserver",
    "http://testserver:80", "http://testserver:8000", "http://testserver/", "http://testserver@evil.example",
    "http://evil.example#testserver", "testserver", "//testserver", "http://testserver, http://evil.example",
    "http://testserver http://evil.example", "http://test\u00adserver", "file://", "http://", "*",
)  # fmt: skip


@only_sqlite
@pytest.mark.parametrize("origin", ODD_ORIGINS)
async def test_a_change_by_cookie_needs_exactly_our_origin(rest, cast, origin) -> None:
    headers = await rest.cookie(cast.mentee) | {"Origin": origin.encode()}
    answer = await rest.client.post("/api/v1/goals", json={"title": "Planted"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
    del headers["Origin"]
    assert (await rest.client.post("/api/v1/goals", json={"title": "P"}, headers=headers)).status_code == 403
    listed = await rest.client.get("/api/v1/goals", headers=await rest.bearer(cast.mentee))
    assert listed.json()["items"] == []


@only_sqlite
async def test_a_second_origin_header_or_a_referer_does_not_help(rest, cast) -> None:
    cookie = (await rest.cookie(cast.mentee))["Cookie"]
    for pairs in (
        [("origin", "https://evil.example"), ("origin", ORIGIN)],
        [("referer", f"{ORIGIN}/planner")],
    ):
        answer = await rest.client.post(
            "/api/v1/goals", json={"title": "P"}, headers=[("cookie", cookie), *pairs]
        )
        assert answer.status_code == 403


def test_forwarded_headers_count_only_behind_a_proxy_of_ours(set_settings) -> None:
    told = {
        "host": "real.example", "x_forwarded_for": "1.1.1.1, 2.2.2.2", "x_forwarded_proto": "http, https",
        "x_forwarded_host": "evil.example, outer.example", "forwarded": "for=9.9.9.9", "x_real_ip": "9.9.9.9",
    }  # fmt: skip
    address = address_of(_scope(**told))
    assert (address.origin, address.client) == ("http://real.example", "10.0.0.9")
    set_settings(TRUSTED_PROXY_HOPS="1")
    address = address_of(_scope(**told))
    assert (address.origin, address.client) == ("https://outer.example", "2.2.2.2")
    set_settings(TRUSTED_PROXY_HOPS="2")
    assert address_of(_scope(**told)).client == "1.1.1.1"
    set_settings(TRUSTED_PROXY_HOPS="1", PUBLIC_URL="https://coach.example.org")
    assert address_of(_scope(**told)).origin == "https://coach.example.org"
    assert is_ours(_scope(origin="https://coach.example.org", host="evil.example"))
    assert not is_ours(
        _scope(origin="https://evil.example", host="evil.example", x_forwarded_host="evil.example")
    )


@given(
    st.text(st.characters(codec="latin-1"), max_size=60), st.text(st.characters(codec="latin-1"), max_size=60)
)
def test_no_header_makes_an_accident_of_an_address(host: str, origin: str) -> None:
    scope = _scope(host=host, origin=origin, x_forwarded_for=host, x_forwarded_proto=origin)
    _ = address_of(scope).keeps_secure_cookies
    is_ours(scope)


# --- limits -------------------------------------------------------------------------------------


@only_sqlite
async def test_a_person_has_a_limit_over_all_ways_in(rest, cast, set_settings) -> None:
    set_settings(RATE_LIMIT_PER_MINUTE="6")
    bearers = [await rest.bearer(cast.mentee), await rest.bearer(cast.mentee), await rest.cookie(cast.mentee)]
    codes = [
        (await rest.client.get("/api/v1/tasks", headers=bearers[turn % 3])).status_code for turn in range(9)
    ]
    assert codes == [200] * 6 + [429] * 3
    answer = await rest.client.get("/api/v1/tasks", headers=bearers[0])
    assert answer.json()["code"] == "too_many_requests"
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    other = await rest.bearer(cast.other_mentee)
    assert (await rest.client.get("/api/v1/tasks", headers=other)).status_code == 200


@only_sqlite
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer guess"},
        {"Cookie": "__Host-login=" + "g" * 43},
        {"Authorization": "Basic eA=="},
    ],
)
async def test_guessing_costs_as_much_as_asking(rest, cast, set_settings, headers) -> None:
    set_settings(RATE_LIMIT_PER_MINUTE="4")
    codes = []
    for turn in range(6):
        spoofed = {"X-Forwarded-For": f"10.1.1.{turn}", "X-Real-IP": f"10.1.1.{turn}"}
        codes.append((await rest.client.get("/api/v1/tasks", headers=headers | spoofed)).status_code)
    assert codes == [401] * 4 + [429] * 2


@only_sqlite
async def test_behind_a_proxy_every_address_has_its_own(rest, cast, set_settings) -> None:
    set_settings(RATE_LIMIT_PER_MINUTE="2", TRUSTED_PROXY_HOPS="1")

    async def code(forwarded: str) -> int:
        return (await rest.client.get("/api/v1/tasks", headers={"X-Forwarded-For": forwarded})).status_code

    assert [await code("7.7.7.7") for _ in range(3)] == [401, 401, 429]
    assert await code("8.8.8.8") == 401
    # What the client invents stands before what our proxy saw.
    assert await code("1.2.3.4, 7.7.7.7") == 429


def test_the_wait_is_told() -> None:
    limits.reset()
    for _turn in range(6):
        limits.spend(limits.SIGN_INS_PER_ACCOUNT, "a", "b")
    with pytest.raises(TooManyRequests) as raised:
        limits.spend(limits.SIGN_INS_PER_ACCOUNT, "a", "b")
    assert 1 <= raised.value.retry_after <= 300
    limits.spend(limits.SIGN_INS_PER_ACCOUNT, "a", "another address")
    limits.forgive(limits.SIGN_INS_PER_ACCOUNT, "a", "b")
    limits.spend(limits.SIGN_INS_PER_ACCOUNT, "a", "b")
    limits.reset()


@only_sqlite
async def test_a_body_has_an_end(rest, cast) -> None:
    async def endless():
        for _chunk in range(40):
            yield b" " * 1_000_000

    headers = {"Content-Type": "application/json"}
    for path, by in (("/auth/login", {}), ("/goals", await rest.bearer(cast.mentee))):
        for content in (b" " * 17_000_000, endless()):
            answer = await rest.client.post(f"/api/v1{path}", content=content, headers=headers | by)
            assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    answer = await rest.client.post("/api/v1/auth/login", content=b" " * 21_000, headers=headers)
    assert answer.status_code == 413


@only_sqlite
async def test_an_upload_is_measured_by_its_route(rest, cast, set_settings) -> None:
    headers = await rest.bearer(cast.mentee) | {"Content-Type": "application/zip"}
    answer = await rest.client.post("/api/v1/vaults/import", content=b"P" * 20_000_000, headers=headers)
    assert answer.status_code == 422
    set_settings(MAX_UPLOAD_BYTES="1000000")
    answer = await rest.client.post("/api/v1/vaults/import", content=b"P" * 2_000_000, headers=headers)
    assert answer.status_code == 413


# --- routes -------------------------------------------------------------------------------------


def _router(kind: type[APIRouter], required: Policy | None) -> APIRouter:
    router = kind(prefix="/x")

    async def endpoint() -> None: ...

    router.add_api_route("/y", policy(required)(endpoint) if required else endpoint)
    return router


def test_a_route_without_a_policy_or_a_guard_stops_the_start() -> None:
    nested = ApiRouter(prefix="/outer")
    nested.include_router(_router(ApiRouter, None))
    unguarded = ApiRouter(prefix="/outer")
    unguarded.include_router(_router(APIRouter, Policy.SIGNED_IN))
    for router in (_router(ApiRouter, None), nested, unguarded, _router(APIRouter, Policy.ADMIN)):
        with pytest.raises(RouteWithoutPolicy, match="/x/y"):
            verify_routes((router,))
    verify_routes((_router(ApiRouter, Policy.ADMIN), _router(APIRouter, Policy.PUBLIC)))


# --- paths and shapes ---------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["/today", "/coach/abc?ask=x%20y", "/knowledge/note/a#line-3", "/"])
def test_our_own_paths_are_kept(target: str) -> None:
    assert safe_path(target, "/otherwise") == target


@pytest.mark.parametrize(
    "target",
    [
        "", "today", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/%5Cevil.example",
        "/%2Fevil.example", "/%252Fevil.example", "https://evil.example", "javascript:alert(1)", "/\tevil",
        "/%09/evil.example", "/\n/evil", "/a\\b", "/a%5cb", "/api/v1/auth/logout", "/%61pi/v1/tasks", "/_event",
        "/assets/x.js", "/" + "a" * 600, " /today", "/\u202etoday", "data:text/html,x", "/%00",
    ],
)  # fmt: skip
def test_no_other_place_is_gone_to(target: str) -> None:
    assert safe_path(target, "/otherwise") == "/otherwise"


@given(st.text(max_size=80))
def test_a_redirect_never_leaves(target: str) -> None:
    found = safe_path("/" + target, "/otherwise")
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))


def test_an_id_has_exactly_its_shape() -> None:
    good = new_id()
    assert is_id(good)
    for bad in (
        f"{good}\n",
        f" {good}",
        good.upper(),
        good[:-1],
        f"{good}a",
        "",
        "8" + good[1:],
        good[:-1] + "u",
    ):
        assert not is_id(bad)


async def test_a_page_token_has_exactly_its_shape() -> None:
    good = "0" * 8 + "-0000-0000-0000-" + "0" * 12
    for bad in ("", "x", f"{good}\n", f"{good}0", good[:-1], good.replace("-", ""), "G" + good[1:], good * 2):
        assert await _token_refusal(bad, None) == "bad_page_token"  # pyright: ignore: it is not looked at


def test_libraries_never_log_statements(capsys) -> None:
    from coaching_app.core.logging import configure_logging

    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logging("DEBUG")
    try:
        for name in ("aiosqlite", "sqlalchemy.engine", "psycopg", "anthropic", "python_multipart", "httpx2"):
            logging.getLogger(name).debug("INSERT %s", "CANARY")
        logging.getLogger("coaching_app.test").debug("ours")
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.getLogger("coaching_app").setLevel(logging.NOTSET)
    written = capsys.readouterr().err
    assert "CANARY" not in written
    assert "ours" in written
