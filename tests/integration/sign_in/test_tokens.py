"""What programs may do: scopes on every route, tokens of agents, and their end."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from coaching_app.access import tokens
from coaching_app.access.policy import Policy, policy_of
from coaching_app.access.scopes import DEVICE_SCOPES, SERVICE_SCOPES, Scope, needed
from coaching_app.api.rest import build_api, product_routes
from coaching_app.core import clock
from coaching_app.core.errors import Unauthenticated
from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.models import ApiTokenFamily, Membership, User
from tests.integration.sign_in.conftest import EMAIL, ORIGIN, PASSWORD
from tests.support.rest import all_routers

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def _token(visitor, *scopes: str, **more):
    body = {"name": "Night agent", "scopes": list(scopes), **more}
    answer = await visitor.post("/account/tokens", body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def _bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


async def _device(visitor, *scopes: str) -> dict[str, str]:
    body = {"email": EMAIL, "password": PASSWORD, "name": "Tablet", "scopes": list(scopes)}
    pair = (await visitor.post("/auth/login", body)).json()
    return _bearer(pair["access_token"])


async def test_an_agent_s_token_acts_until_it_is_revoked(visit, ada) -> None:
    browser, agent = visit(), visit()
    await browser.sign_in()
    made = await _token(browser, "read", days=30)
    assert made["secret"].startswith("coaching_service_")
    assert (await agent.get("/account", headers=_bearer(made["secret"]))).status_code == 200
    (item,) = [
        one for one in (await browser.get("/account/sign-ins")).json()["items"] if one["kind"] == "service"
    ]
    assert (item["device"], item["scopes"]) == ("Night agent", ["read"])
    assert (await browser.delete(f"/account/sign-ins/{made['id']}")).status_code == 204
    assert (await agent.get("/account", headers=_bearer(made["secret"]))).status_code == 401


async def test_only_a_digest_is_stored(visit, ada) -> None:
    browser = visit()
    await browser.sign_in()
    made = await _token(browser, "read")
    async with snapshot(ALL_TENANTS) as db:
        rows = list(await db.scalars(select(ApiTokenFamily)))
    assert made["secret"] not in str(
        [{name: getattr(row, name) for name in ApiTokenFamily.model_fields} for row in rows]
    )


async def test_it_ends_by_itself_and_with_its_owner(visit, ada) -> None:
    browser, agent = visit(), visit()
    await browser.sign_in()
    headers = _bearer((await _token(browser, "read", days=1))["secret"])
    with clock.freeze(clock.now() + timedelta(days=1, seconds=1)):
        assert (await agent.get("/account", headers=headers)).status_code == 401
    async with unit_of_work(ALL_TENANTS) as db:
        membership = await db.scalar(select(Membership).where(Membership.user_id == ada))
        assert membership is not None
        membership.ended_at = clock.now()
    assert (await agent.get("/account", headers=headers)).status_code == 401
    async with unit_of_work(ALL_TENANTS) as db:
        membership = await db.scalar(select(Membership).where(Membership.user_id == ada))
        assert membership is not None
        membership.ended_at = None
        (await db.get_one(User, ada)).deactivated_at = clock.now()
    assert (await agent.get("/account", headers=headers)).status_code == 401


@only_sqlite
async def test_scopes_bound_what_a_token_does(visit, ada) -> None:
    browser, agent = visit(), visit()
    await browser.sign_in()
    reads = _bearer((await _token(browser, "read"))["secret"])
    answer = await agent.client.patch("/api/v1/account", json={"display_name": "X"}, headers=reads)
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    writes = _bearer((await _token(browser, "read", "write"))["secret"])
    # The account itself is not an agent's, whatever it may do besides.
    answer = await agent.client.patch("/api/v1/account", json={"display_name": "X"}, headers=writes)
    assert "account" in answer.json()["title"]
    for path in ("/account/tokens", "/account/password", "/account/passkeys/options"):
        assert (await agent.post(path, {}, headers=writes)).status_code == 403, path
    only_writes = _bearer((await _token(browser, "write"))["secret"])
    assert (await agent.get("/account", headers=only_writes)).status_code == 403


@only_sqlite
async def test_a_device_may_ask_for_less_and_gives_no_more(visit, ada) -> None:
    tablet = visit()
    full, narrow = await _device(tablet), await _device(tablet, "read", "account", "write")
    assert (await tablet.get("/account/sign-ins", headers=full)).status_code == 200
    body = {"name": "Agent", "scopes": ["agent"]}
    answer = await tablet.post("/account/tokens", body, headers=narrow)
    assert answer.json()["detail"] == {"field": "scopes"}
    assert (await tablet.post("/account/tokens", body, headers=full)).status_code == 201
    async with snapshot(ALL_TENANTS) as db:
        names = set(await db.scalars(select(ApiTokenFamily.name)))
    assert names == {"Tablet", "Agent"}


@only_sqlite
@pytest.mark.parametrize(
    "body",
    [
        {"scopes": ["account"]},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"scopes": ["read"], "days": 0},
        {"scopes": ["read"], "days": 366},
        {"scopes": ["read"], "name": " "},
    ],
    ids=str,
)
async def test_tokens_that_are_not_made(visit, ada, body) -> None:
    browser = visit()
    await browser.sign_in()
    assert (await browser.post("/account/tokens", {"name": "A"} | body)).status_code == 422


@only_sqlite
async def test_a_service_token_is_no_access_token_and_the_other_way_round(visit, ada) -> None:
    browser = visit()
    await browser.sign_in()
    made = await _token(browser, "read")
    from coaching_app.access import tokens

    # Its family cannot be signed into an access token of a device.
    assert (await browser.get("/account", headers=_bearer(tokens._sign(made["id"])))).status_code == 401
    for secret in (
        "coaching_service_",
        "coaching_service_" + "A" * 43,
        made["secret"] + "x",
        made["secret"][:-1],
    ):
        assert (await visit().get("/account", headers=_bearer(secret))).status_code == 401
    assert (await visit().post("/auth/refresh", {"refresh_token": made["secret"]})).status_code == 401


@only_sqlite
async def test_a_token_never_becomes_a_browser_s_login(visit, ada) -> None:
    browser = visit()
    await browser.sign_in()
    made = await _token(browser, "read", "write")
    stranger = visit()
    cookies = {"Cookie": f"__Host-login={made['secret']}", "Origin": ORIGIN}
    assert (await stranger.get("/account", headers=cookies)).status_code == 401


def test_every_route_says_what_a_token_needs() -> None:
    reads, writes = frozenset({"read"}), frozenset({"write"})
    assert needed("GET", None) == reads
    assert needed("HEAD", None) == reads
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert needed(method, None) == writes
    assert needed("POST", Scope.ACCOUNT) == {"write", "account"}
    assert needed("POST", Scope.SHARING) == {"write", "sharing"}
    assert {"read", "write", "agent", "sharing", "account"} == DEVICE_SCOPES
    assert {"read", "write", "agent", "sharing"} == SERVICE_SCOPES


@only_sqlite
async def test_scopes_hold_on_every_route(visit, ada) -> None:
    """With a token that may only read nothing changes, and one that may only write reads nothing."""
    import httpx2

    from coaching_app.access import limits

    browser = visit()
    await browser.sign_in()
    tokens = {
        "read": _bearer((await _token(browser, "read"))["secret"]),
        "write": _bearer((await _token(browser, "write"))["secret"]),
    }
    routers = all_routers()
    transport = httpx2.ASGITransport(app=build_api(routers), raise_app_exceptions=False)
    wrong = []
    async with httpx2.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        for route in product_routes(routers):
            required = policy_of(route.endpoint)
            if required in {Policy.PUBLIC, Policy.OPERATOR, None}:
                continue
            path = "/".join(new_id() if part.startswith("{") else part for part in str(route.path).split("/"))
            for method in route.methods or ():
                limits.reset()
                missing = tokens["write" if method in {"GET", "HEAD"} else "read"]
                answer = await client.request(method, path, headers=missing)
                code = answer.json().get("code") if answer.content else ""
                is_role = code == "forbidden" and required is Policy.COACHES
                if answer.status_code != 403 or not (code == "insufficient_scope" or is_role):
                    wrong.append((method, path, answer.status_code, code))
    assert wrong == []


async def test_a_device_that_is_used_every_day_has_a_last_day(rest, cast) -> None:
    mine = {"user_id": cast.mentee.user_id, "tenant_id": cast.mentee.tenant_id, "device": "", "address": ""}
    async with unit_of_work(ALL_TENANTS) as db:
        pair = await tokens.start_family(db, **mine)
    began, days = clock.now(), 0
    with pytest.raises(Unauthenticated):
        while days < 200:
            days += 6
            with clock.freeze(began + timedelta(days=days)):
                async with unit_of_work(ALL_TENANTS) as db:
                    pair = await tokens.rotate(db, pair.refresh_token)
    assert days == 90


@only_sqlite
async def test_the_day_that_is_stored_is_the_last_one(rest, cast) -> None:
    mine = {"user_id": cast.mentee.user_id, "tenant_id": cast.mentee.tenant_id, "device": "", "address": ""}
    async with unit_of_work(ALL_TENANTS) as db:
        pair = await tokens.start_family(db, **mine)
        (family,) = (await db.scalars(select(ApiTokenFamily))).all()
        family.expires_at = clock.now() + timedelta(minutes=5)
    assert await tokens.find_bearer(pair.access_token) is not None
    with clock.freeze(clock.now() + timedelta(minutes=6)):
        assert await tokens.find_bearer(pair.access_token) is None
        with pytest.raises(Unauthenticated):
            async with unit_of_work(ALL_TENANTS) as db:
                await tokens.rotate(db, pair.refresh_token)
