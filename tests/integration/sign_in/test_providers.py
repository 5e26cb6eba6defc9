"""Signing in elsewhere: with a real provider, and with one that lies in every way there is."""

import asyncio
import base64
import hmac
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import select

from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.account.service.providers import exchange, registry
from coaching_app.models import LinkedAccount, User
from tests.integration.sign_in.conftest import EMAIL, count_logins, letters
from tests.support.bent_provider import CLIENT

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CALLBACK = "/auth/oauth/oidc/callback"


@pytest.fixture(autouse=True)
def _nothing_kept():
    exchange.forget_published()
    yield
    exchange.forget_published()


async def _start(visitor, path: str = "/auth/browser/oauth/oidc", **body) -> str:
    answer = await visitor.post(path, body)
    assert answer.status_code == 200, answer.text
    return answer.json()["next"]


def _asked(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


async def _back(visitor, url: str):
    parts = urlsplit(url)
    return await visitor.client.get(f"{parts.path}?{parts.query}")


async def _through(visitor, provider, who: str, **body):
    """The whole way, at the real provider."""
    return await _back(visitor, await provider.sign_in(await _start(visitor, **body), who))


async def _bent_way(visitor, bent, **query):
    """The whole way at a provider that lies: it never shows a page, it just sends the browser back."""
    asked = _asked(await _start(visitor))
    bent.nonce = bent.nonce or asked["nonce"]
    sent = {"code": "a-code", "state": asked["state"]} | query
    sent = {name: value for name, value in sent.items() if value is not ...}
    return await visitor.get(CALLBACK, params=sent)


def _why(answer) -> str:
    assert answer.status_code == 303, answer.text
    location = answer.headers["location"]
    assert location.startswith("/sign-in-trouble?why="), location
    return location.partition("=")[2]


# --- with a real provider -----------------------------------------------------------------------


async def test_a_verified_address_signs_in_and_is_connected(visit, ada, oidc_provider, set_settings) -> None:
    set_settings(**oidc_provider.settings)
    browser = visit()
    answer = await _through(browser, oidc_provider, EMAIL, next="/planner")
    assert (answer.status_code, answer.headers["location"]) == (303, "/planner")
    actor = await browser.actor()
    assert actor is not None
    assert actor.user_id == ada
    assert [letter.to for letter in await letters("security_notice")] == [EMAIL]
    again = visit()
    await _through(again, oidc_provider, EMAIL)
    assert await count_logins(ada) == 2
    async with snapshot(ALL_TENANTS) as db:
        (row,) = await db.scalars(select(LinkedAccount))
    assert (row.issuer, row.subject, row.provider) == (oidc_provider.issuer, EMAIL, "oidc")


@only_sqlite
async def test_what_is_sent_along(visit, ada, oidc_provider, set_settings) -> None:
    set_settings(**oidc_provider.settings)
    asked = _asked(await _start(visit()))
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"https://testserver/api/v1{CALLBACK}"
    assert asked["scope"] == "openid email profile"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43


@only_sqlite
@pytest.mark.parametrize(
    ("who", "why"),
    [
        (f"unverified:{EMAIL}", "unverified"),
        ("stranger@example.org", "unknown"),
        ("not an address", "unverified"),
        ("abort", "denied"),
    ],
)
async def test_who_does_not_get_in_learns_why(visit, ada, oidc_provider, set_settings, who, why) -> None:
    set_settings(**oidc_provider.settings)
    browser = visit()
    assert _why(await _through(browser, oidc_provider, who)) == why
    assert browser.login is None
    assert await count_logins(ada) == 0


@only_sqlite
async def test_without_the_policy_an_address_alone_connects_nothing(
    visit, ada, oidc_provider, set_settings
) -> None:
    set_settings(LINK_BY_EMAIL="false", **oidc_provider.settings)
    assert _why(await _through(visit(), oidc_provider, EMAIL)) == "unconnected"
    here = visit()
    await here.sign_in()
    url = await _start(here, "/account/oauth/oidc")
    answer = await _back(here, await oidc_provider.sign_in(url, EMAIL))
    assert answer.headers["location"] == "/account"
    assert (await _through(visit(), oidc_provider, EMAIL)).headers["location"] == "/today"


@only_sqlite
async def test_connecting_needs_no_same_address_but_one_owner(
    visit, ada, cast, oidc_provider, set_settings
) -> None:
    set_settings(**oidc_provider.settings)
    here = visit()
    await here.sign_in()
    url = await _start(here, "/account/oauth/oidc")
    await _back(here, await oidc_provider.sign_in(url, "unverified:else@where.example"))
    (item,) = (await here.get("/account/connected")).json()["items"]
    assert (item["provider"], item["label"]) == ("oidc", "else@where.example")
    # The same account elsewhere cannot open a second one here.
    async with unit_of_work(ALL_TENANTS) as db:
        (row,) = await db.scalars(select(LinkedAccount))
        row.user_id = cast.mentee.user_id
    url = await _start(here, "/account/oauth/oidc")
    back = await oidc_provider.sign_in(url, "unverified:else@where.example")
    assert _why(await _back(here, back)) == "taken"
    assert (await here.delete(f"/account/connected/{item['id']}")).status_code == 404


@only_sqlite
async def test_disconnecting(visit, ada, oidc_provider, set_settings) -> None:
    set_settings(**oidc_provider.settings)
    here = visit()
    await _through(here, oidc_provider, EMAIL)
    (item,) = (await here.get("/account/connected")).json()["items"]
    assert (await here.delete(f"/account/connected/{item['id']}")).status_code == 204
    assert (await here.get("/account/connected")).json()["items"] == []


@only_sqlite
async def test_one_who_is_gone_stays_out(visit, ada, oidc_provider, set_settings) -> None:
    from coaching_app.core.clock import now

    set_settings(**oidc_provider.settings)
    await _through(visit(), oidc_provider, EMAIL)
    async with unit_of_work(ALL_TENANTS) as db:
        (await db.get_one(User, ada)).deactivated_at = now()
    assert _why(await _through(visit(), oidc_provider, EMAIL)) == "unknown"


@only_sqlite
async def test_a_second_step_follows_also_here(visit, ada, oidc_provider, set_settings) -> None:
    import pyotp

    set_settings(**oidc_provider.settings)
    here = visit()
    await here.sign_in()
    secret = (await here.post("/account/second-factor")).json()["secret"]
    await here.post("/account/second-factor/confirm", {"code": pyotp.TOTP(secret).now()})
    browser = visit()
    answer = await _through(browser, oidc_provider, EMAIL)
    assert answer.headers["location"] == "/verify?by=app"
    assert browser.login is None


# --- attacks on the way -------------------------------------------------------------------------


@only_sqlite
async def test_a_code_of_another_attempt_is_worth_nothing(visit, ada, oidc_provider, set_settings) -> None:
    set_settings(**oidc_provider.settings)
    attacker, victim = visit(), visit()
    stolen = await oidc_provider.sign_in(await _start(attacker), "attacker@example.org")
    url = await _start(victim)
    # The attacker's whole answer in the victim's browser: its state is not the one waiting there.
    assert _why(await _back(victim, stolen)) == "state"
    # The attacker's code under the victim's state: the verifier does not fit.
    url = await _start(victim)
    code, state = _asked(stolen)["code"], _asked(url)["state"]
    assert _why(await victim.get(CALLBACK, params={"code": code, "state": state})) == "refused"
    # And without any attempt of one's own.
    assert _why(await _back(visit(), stolen)) == "state"
    assert victim.login is None


async def test_an_answer_works_once_however_often_it_is_sent(visit, ada, oidc_provider, set_settings) -> None:
    set_settings(**oidc_provider.settings)
    browser = visit()
    back = await oidc_provider.sign_in(await _start(browser), EMAIL)
    cookies = dict(browser.client.cookies)
    thieves = [visit() for _each in range(20)]
    for thief in thieves:
        thief.client.cookies.update(cookies)
    answers = await asyncio.gather(*(_back(thief, back) for thief in thieves))
    assert sorted(answer.headers["location"] for answer in answers).count("/today") == 1
    assert await count_logins(ada) == 1


@only_sqlite
async def test_an_attempt_to_connect_is_no_sign_in_and_needs_its_login(
    visit, ada, oidc_provider, set_settings
) -> None:
    set_settings(**oidc_provider.settings)
    here = visit()
    await here.sign_in()
    back = await oidc_provider.sign_in(await _start(here, "/account/oauth/oidc"), "attacker@example.org")
    other = visit()
    other.client.cookies.set(
        "__Host-step-oauth", here.client.cookies["__Host-step-oauth"], domain="testserver.local"
    )
    assert _why(await _back(other, back)) == "state"
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
    asked = _asked(await _start(browser, next=target))
    bent_provider.nonce = asked["nonce"]
    answer = await browser.get(CALLBACK, params={"code": "c", "state": asked["state"]})
    assert answer.headers["location"] == given


# --- a provider that lies -----------------------------------------------------------------------


def _b64(value) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unsigned(bent, claims):
    return f"{_b64({'alg': 'none'})}.{_b64(claims)}."


def _with_client_secret(bent, claims):
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("x" * 20))


def _with_public_key(bent, claims):
    # Signed by hand: no library of today would do it.
    text = f"{_b64({'alg': 'HS256', 'kid': 'k1'})}.{_b64(claims)}"
    made = hmac.new(bent.key.as_pem(private=False), text.encode(), "sha256").digest()
    return f"{text}.{_b64(made)}"


def _with_own_key(bent, claims):
    return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, RSAKey.generate_key(2048))


def _with_key_inside(bent, claims):
    own = RSAKey.generate_key(2048)
    return jwt.encode({"alg": "RS256", "jwk": own.as_dict(private=False)}, claims, own)


def _unknown_key(bent, claims):
    return bent.signed(claims, kid="../../../dev/null")


def _broken(bent, claims):
    return bent.signed(claims)[:-6] + "AAAAAA"


@only_sqlite
@pytest.mark.parametrize(
    "sign",
    [
        _unsigned,
        _with_client_secret,
        _with_public_key,
        _with_own_key,
        _with_key_inside,
        _unknown_key,
        _broken,
    ],
)
async def test_forged_id_tokens(visit, ada, bent_provider, set_settings, sign) -> None:
    set_settings(**bent_provider.settings)
    bent_provider.sign = sign
    assert _why(await _bent_way(visit(), bent_provider)) == "refused"
    assert await count_logins(ada) == 0


@only_sqlite
@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": ...},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"aud": ["another"], "azp": CLIENT},
        {"aud": ...},
        {"azp": "another"},
        {"exp": 1},
        {"exp": ...},
        {"exp": "9999999999"},
        {"iat": 9999999999},
        {"iat": ...},
        {"nonce": "another"},
        {"nonce": ...},
        {"nonce": ""},
        {"sub": ...},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 300},
        {"sub": "not-the-one-of-about"},
    ],
    ids=str,
)
async def test_id_tokens_for_others_or_other_times(visit, ada, bent_provider, set_settings, claims) -> None:
    set_settings(**bent_provider.settings)
    bent_provider.claims = claims
    assert _why(await _bent_way(visit(), bent_provider)) == "refused"
    assert await count_logins(ada) == 0


@only_sqlite
async def test_a_right_one_passes(visit, ada, bent_provider, set_settings) -> None:
    set_settings(**bent_provider.settings)
    assert (await _bent_way(visit(), bent_provider)).headers["location"] == "/today"
    (sent,) = bent_provider.token_requests
    assert len(sent["code_verifier"][0]) >= 43


@only_sqlite
async def test_a_nonce_is_good_for_its_own_attempt(visit, ada, bent_provider, set_settings) -> None:
    set_settings(**bent_provider.settings)
    browser = visit()
    bent_provider.nonce = _asked(await _start(browser))["nonce"]
    assert _why(await _bent_way(browser, bent_provider)) == "refused"


@only_sqlite
@pytest.mark.parametrize(
    "query", [{"state": "x"}, {"state": ...}, {"state": ""}, {"iss": "https://evil.example"}], ids=str
)
async def test_states_and_issuers_that_do_not_fit(visit, ada, bent_provider, set_settings, query) -> None:
    set_settings(**bent_provider.settings)
    assert _why(await _bent_way(visit(), bent_provider, **query)) == "state"
    assert bent_provider.token_requests == []


@only_sqlite
async def test_an_answer_to_one_provider_is_none_to_another(visit, ada, bent_provider, set_settings) -> None:
    set_settings(**bent_provider.settings, GOOGLE_CLIENT_ID="g", GOOGLE_CLIENT_SECRET="s")
    browser = visit()
    asked = _asked(await _start(browser))
    answer = await browser.get("/auth/oauth/google/callback", params={"code": "c", "state": asked["state"]})
    assert _why(answer) == "state"


@only_sqlite
@pytest.mark.parametrize(
    "published",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": None},
    ],
    ids=str,
)
async def test_a_provider_that_publishes_nonsense(visit, ada, bent_provider, set_settings, published) -> None:
    set_settings(**bent_provider.settings)
    bent_provider.published = published
    answer = await visit().post("/auth/browser/oauth/oidc")
    assert answer.json() == {"next": "/sign-in-trouble?why=refused"}


@only_sqlite
@pytest.mark.parametrize(("status", "why"), [(400, "refused"), (500, "down")])
async def test_a_provider_that_fails_at_the_code(
    visit, ada, bent_provider, set_settings, status, why
) -> None:
    set_settings(**bent_provider.settings)
    bent_provider.token_status = status
    assert _why(await _bent_way(visit(), bent_provider)) in {why, "refused"}


@only_sqlite
async def test_a_provider_that_is_down(visit, ada, set_settings) -> None:
    set_settings(OIDC_ISSUER="http://127.0.0.1:1", OIDC_CLIENT_ID="c", OIDC_CLIENT_SECRET="s")
    answer = await visit().post("/auth/browser/oauth/oidc")
    assert answer.json() == {"next": "/sign-in-trouble?why=down"}


@only_sqlite
async def test_keys_that_changed_within_the_hour_are_fetched(visit, ada, bent_provider, set_settings) -> None:
    set_settings(**bent_provider.settings)
    await _bent_way(visit(), bent_provider)
    bent_provider.key, bent_provider.nonce = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"}), ""
    assert (await _bent_way(visit(), bent_provider)).headers["location"] == "/today"


@only_sqlite
@pytest.mark.parametrize("origin", [None, "https://evil.example", "null"])
async def test_only_our_own_page_starts_it(visit, ada, bent_provider, set_settings, origin) -> None:
    set_settings(**bent_provider.settings)
    headers = {"Origin": origin} if origin else {}
    answer = await visit().client.post("/api/v1/auth/browser/oauth/oidc", json={}, headers=headers)
    assert answer.status_code == 403


@only_sqlite
async def test_what_is_not_configured_is_not_there(visit, ada) -> None:
    assert (await visit().post("/auth/browser/oauth/google")).status_code == 404
    assert (await visit().post("/auth/browser/oauth/no-such")).status_code == 404
    assert _why(await visit().get("/auth/oauth/google/callback")) == "state"
    assert (await visit().get("/auth/context")).json()["providers"] == []


# --- the table of providers ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "claims", "email", "is_verified"),
    [
        ("google", {"sub": "1", "email": "a@b.org", "email_verified": True}, "a@b.org", True),
        ("google", {"sub": "1", "email": "a@b.org", "email_verified": False}, "a@b.org", False),
        ("google", {"sub": "1", "email": "a@b.org"}, "a@b.org", False),
        ("google", {"sub": "1", "email": "a@b.org", "email_verified": 1}, "a@b.org", False),
        ("microsoft", {"sub": "1", "email": "a@b.org", "xms_edov": True}, "a@b.org", True),
        ("microsoft", {"sub": "1", "email": "a@b.org", "email_verified": True}, "a@b.org", False),
        ("microsoft", {"sub": "1", "email": "a@b.org", "xms_edov": "0"}, "a@b.org", False),
        ("discord", {"id": "1", "email": "a@b.org", "verified": True}, "a@b.org", True),
        ("discord", {"id": "1", "email": "a@b.org", "verified": False}, "a@b.org", False),
        ("discord", {"id": "1", "email": None, "verified": True}, "", True),
    ],
)
def test_what_each_provider_calls_verified(set_settings, key, claims, email, is_verified) -> None:
    set_settings(GOOGLE_CLIENT_ID="g", MICROSOFT_CLIENT_ID="m", MICROSOFT_TENANT="t", DISCORD_CLIENT_ID="d")
    one = registry.provider(key)
    assert one is not None
    identity = one.identify(one.issuer, claims)
    assert (identity.email, identity.is_verified) == (email, is_verified)


def test_microsoft_without_a_directory_is_not_offered(set_settings) -> None:
    set_settings(MICROSOFT_CLIENT_ID="m")
    assert registry.provider("microsoft") is None


@only_sqlite
async def test_a_provider_without_id_tokens(visit, ada, bent_provider, set_settings, monkeypatch) -> None:
    """Discord: what it says about the bearer of the code is all there is."""
    endpoints = registry.Endpoints(
        f"{bent_provider.issuer}/authorize", f"{bent_provider.issuer}/token", f"{bent_provider.issuer}/about"
    )
    monkeypatch.setattr(registry, "DISCORD_ENDPOINTS", endpoints)
    set_settings(DISCORD_CLIENT_ID="d", DISCORD_CLIENT_SECRET="s")
    bent_provider.about = {"id": "42", "username": "ada", "email": EMAIL, "verified": True}
    browser = visit()
    asked = _asked(await _start(browser, "/auth/browser/oauth/discord"))
    answer = await browser.get("/auth/oauth/discord/callback", params={"code": "c", "state": asked["state"]})
    assert answer.headers["location"] == "/today"
    actor = await browser.actor()
    assert actor is not None
    assert actor.user_id == ada
