"""Signing in elsewhere, with a provider that lies in every way there is, and the table of providers."""

import base64
import hmac
import json

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from coaching_app.features.account.service.providers import exchange, registry
from tests.integration.sign_in.conftest import EMAIL, count_logins
from tests.integration.sign_in.provider_ways import asked, bent_way, start, why
from tests.support.bent_provider import CLIENT

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _nothing_kept():
    exchange.forget_published()
    yield
    exchange.forget_published()


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
    assert why(await bent_way(visit(), bent_provider)) == "refused"
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
    assert why(await bent_way(visit(), bent_provider)) == "refused"
    assert await count_logins(ada) == 0


@only_sqlite
async def test_a_right_one_passes(visit, ada, bent_provider, set_settings) -> None:
    set_settings(**bent_provider.settings)
    assert (await bent_way(visit(), bent_provider)).headers["location"] == "/today"
    (sent,) = bent_provider.token_requests
    assert len(sent["code_verifier"][0]) >= 43


@only_sqlite
async def test_a_nonce_is_good_for_its_own_attempt(visit, ada, bent_provider, set_settings) -> None:
    set_settings(**bent_provider.settings)
    browser = visit()
    bent_provider.nonce = asked(await start(browser))["nonce"]
    assert why(await bent_way(browser, bent_provider)) == "refused"


@only_sqlite
@pytest.mark.parametrize(
    "query", [{"state": "x"}, {"state": ...}, {"state": ""}, {"iss": "https://evil.example"}], ids=str
)
async def test_states_and_issuers_that_do_not_fit(visit, ada, bent_provider, set_settings, query) -> None:
    set_settings(**bent_provider.settings)
    assert why(await bent_way(visit(), bent_provider, **query)) == "state"
    assert bent_provider.token_requests == []


@only_sqlite
async def test_an_answer_to_one_provider_is_none_to_another(visit, ada, bent_provider, set_settings) -> None:
    set_settings(**bent_provider.settings, GOOGLE_CLIENT_ID="g", GOOGLE_CLIENT_SECRET="s")
    browser = visit()
    taken = asked(await start(browser))
    answer = await browser.get("/auth/oauth/google/callback", params={"code": "c", "state": taken["state"]})
    assert why(answer) == "state"


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
@pytest.mark.parametrize(("status", "reason"), [(400, "refused"), (500, "down")])
async def test_a_provider_that_fails_at_the_code(
    visit, ada, bent_provider, set_settings, status, reason
) -> None:
    set_settings(**bent_provider.settings)
    bent_provider.token_status = status
    assert why(await bent_way(visit(), bent_provider)) in {reason, "refused"}


@only_sqlite
async def test_a_provider_that_is_down(visit, ada, set_settings) -> None:
    set_settings(OIDC_ISSUER="http://127.0.0.1:1", OIDC_CLIENT_ID="c", OIDC_CLIENT_SECRET="s")
    answer = await visit().post("/auth/browser/oauth/oidc")
    assert answer.json() == {"next": "/sign-in-trouble?why=down"}


@only_sqlite
async def test_keys_that_changed_within_the_hour_are_fetched(visit, ada, bent_provider, set_settings) -> None:
    set_settings(**bent_provider.settings)
    await bent_way(visit(), bent_provider)
    bent_provider.key, bent_provider.nonce = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"}), ""
    assert (await bent_way(visit(), bent_provider)).headers["location"] == "/today"


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
    assert why(await visit().get("/auth/oauth/google/callback")) == "state"
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
    taken = asked(await start(browser, "/auth/browser/oauth/discord"))
    answer = await browser.get("/auth/oauth/discord/callback", params={"code": "c", "state": taken["state"]})
    assert answer.headers["location"] == "/today"
    actor = await browser.actor()
    assert actor is not None
    assert actor.user_id == ada
