"""Signing in elsewhere, with a real provider: the way there and back, and attacks on it."""

import asyncio

import pytest
from sqlalchemy import select

from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.account.service.providers import exchange
from coaching_app.models import LinkedAccount, User
from tests.integration.sign_in.conftest import EMAIL, count_logins, letters
from tests.integration.sign_in.provider_ways import CALLBACK, asked, back, start, through, why

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _nothing_kept():
    exchange.forget_published()
    yield
    exchange.forget_published()


# --- with a real provider -----------------------------------------------------------------------


async def test_a_verified_address_signs_in_and_is_connected(visit, ada, oidc_provider, set_settings) -> None:
    set_settings(**oidc_provider.settings)
    browser = visit()
    answer = await through(browser, oidc_provider, EMAIL, next="/planner")
    assert (answer.status_code, answer.headers["location"]) == (303, "/planner")
    actor = await browser.actor()
    assert actor is not None
    assert actor.user_id == ada
    assert [letter.to for letter in await letters("security_notice")] == [EMAIL]
    again = visit()
    await through(again, oidc_provider, EMAIL)
    assert await count_logins(ada) == 2
    async with snapshot(ALL_TENANTS) as db:
        (row,) = await db.scalars(select(LinkedAccount))
    assert (row.issuer, row.subject, row.provider) == (oidc_provider.issuer, EMAIL, "oidc")


@only_sqlite
async def test_what_is_sent_along(visit, ada, oidc_provider, set_settings) -> None:
    set_settings(**oidc_provider.settings)
    taken = asked(await start(visit()))
    assert taken["response_type"] == "code"
    assert taken["code_challenge_method"] == "S256"
    assert taken["redirect_uri"] == f"https://testserver/api/v1{CALLBACK}"
    assert taken["scope"] == "openid email profile"
    assert min(len(taken[name]) for name in ("state", "nonce", "code_challenge")) >= 43


@only_sqlite
@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (f"unverified:{EMAIL}", "unverified"),
        ("stranger@example.org", "unknown"),
        ("not an address", "unverified"),
        ("abort", "denied"),
    ],
)
async def test_who_does_not_get_in_learns_why(visit, ada, oidc_provider, set_settings, who, reason) -> None:
    set_settings(**oidc_provider.settings)
    browser = visit()
    assert why(await through(browser, oidc_provider, who)) == reason
    assert browser.login is None
    assert await count_logins(ada) == 0


@only_sqlite
async def test_without_the_policy_an_address_alone_connects_nothing(
    visit, ada, oidc_provider, set_settings
) -> None:
    set_settings(LINK_BY_EMAIL="false", **oidc_provider.settings)
    assert why(await through(visit(), oidc_provider, EMAIL)) == "unconnected"
    here = visit()
    await here.sign_in()
    url = await start(here, "/account/oauth/oidc")
    answer = await back(here, await oidc_provider.sign_in(url, EMAIL))
    assert answer.headers["location"] == "/account"
    assert (await through(visit(), oidc_provider, EMAIL)).headers["location"] == "/today"


@only_sqlite
async def test_connecting_needs_no_same_address_but_one_owner(
    visit, ada, cast, oidc_provider, set_settings
) -> None:
    set_settings(**oidc_provider.settings)
    here = visit()
    await here.sign_in()
    url = await start(here, "/account/oauth/oidc")
    await back(here, await oidc_provider.sign_in(url, "unverified:else@where.example"))
    (item,) = (await here.get("/account/connected")).json()["items"]
    assert (item["provider"], item["label"]) == ("oidc", "else@where.example")
    # The same account elsewhere cannot open a second one here.
    async with unit_of_work(ALL_TENANTS) as db:
        (row,) = await db.scalars(select(LinkedAccount))
        row.user_id = cast.mentee.user_id
    url = await start(here, "/account/oauth/oidc")
    address = await oidc_provider.sign_in(url, "unverified:else@where.example")
    assert why(await back(here, address)) == "taken"
    assert (await here.delete(f"/account/connected/{item['id']}")).status_code == 404


@only_sqlite
async def test_disconnecting(visit, ada, oidc_provider, set_settings) -> None:
    set_settings(**oidc_provider.settings)
    here = visit()
    await through(here, oidc_provider, EMAIL)
    (item,) = (await here.get("/account/connected")).json()["items"]
    assert (await here.delete(f"/account/connected/{item['id']}")).status_code == 204
    assert (await here.get("/account/connected")).json()["items"] == []


@only_sqlite
async def test_one_who_is_gone_stays_out(visit, ada, oidc_provider, set_settings) -> None:
    from coaching_app.core.clock import now

    set_settings(**oidc_provider.settings)
    await through(visit(), oidc_provider, EMAIL)
    async with unit_of_work(ALL_TENANTS) as db:
        (await db.get_one(User, ada)).deactivated_at = now()
    assert why(await through(visit(), oidc_provider, EMAIL)) == "unknown"


@only_sqlite
async def test_a_second_step_follows_also_here(visit, ada, oidc_provider, set_settings) -> None:
    import pyotp

    set_settings(**oidc_provider.settings)
    here = visit()
    await here.sign_in()
    secret = (await here.post("/account/second-factor")).json()["secret"]
    await here.post("/account/second-factor/confirm", {"code": pyotp.TOTP(secret).now()})
    browser = visit()
    answer = await through(browser, oidc_provider, EMAIL)
    assert answer.headers["location"] == "/verify?by=app"
    assert browser.login is None


# --- attacks on the way -------------------------------------------------------------------------


@only_sqlite
async def test_a_code_of_another_attempt_is_worth_nothing(visit, ada, oidc_provider, set_settings) -> None:
    set_settings(**oidc_provider.settings)
    attacker, victim = visit(), visit()
    stolen = await oidc_provider.sign_in(await start(attacker), "attacker@example.org")
    url = await start(victim)
    # The attacker's whole answer in the victim's browser: its state is not the one waiting there.
    assert why(await back(victim, stolen)) == "state"
    # The attacker's code under the victim's state: the verifier does not fit.
    url = await start(victim)
    code, state = asked(stolen)["code"], asked(url)["state"]
    assert why(await victim.get(CALLBACK, params={"code": code, "state": state})) == "refused"
    # And without any attempt of one's own.
    assert why(await back(visit(), stolen)) == "state"
    assert victim.login is None


async def test_an_answer_works_once_however_often_it_is_sent(visit, ada, oidc_provider, set_settings) -> None:
    set_settings(**oidc_provider.settings)
    browser = visit()
    address = await oidc_provider.sign_in(await start(browser), EMAIL)
    cookies = dict(browser.client.cookies)
    thieves = [visit() for _each in range(20)]
    for thief in thieves:
        thief.client.cookies.update(cookies)
    answers = await asyncio.gather(*(back(thief, address) for thief in thieves))
    assert sorted(answer.headers["location"] for answer in answers).count("/today") == 1
    assert await count_logins(ada) == 1


@only_sqlite
async def test_an_attempt_to_connect_is_no_sign_in_and_needs_its_login(
    visit, ada, oidc_provider, set_settings
) -> None:
    set_settings(**oidc_provider.settings)
    here = visit()
    await here.sign_in()
    address = await oidc_provider.sign_in(await start(here, "/account/oauth/oidc"), "attacker@example.org")
    other = visit()
    other.client.cookies.set(
        "__Host-step-oauth", here.client.cookies["__Host-step-oauth"], domain="testserver.local"
    )
    assert why(await back(other, address)) == "state"
    assert other.login is None


@only_sqlite
@pytest.mark.parametrize(
    ("target", "given"),
    [
        ("//evil.example", "/today"),
        ("https://evil.example", "/today"),
        ("/\\evil.example", "/today"),
        ("javascript:alert(1)", "/today"),
        ("/api/v1/auth/browser/sign-out", "/today"),
        ("/planner?day=1", "/planner?day=1"),
    ],
)
async def test_the_way_back_stays_here(visit, ada, bent_provider, set_settings, target, given) -> None:
    set_settings(**bent_provider.settings)
    browser = visit()
    taken = asked(await start(browser, next=target))
    bent_provider.nonce = taken["nonce"]
    answer = await browser.get(CALLBACK, params={"code": "c", "state": taken["state"]})
    assert answer.headers["location"] == given
