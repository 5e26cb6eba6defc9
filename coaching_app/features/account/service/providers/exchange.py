"""Speaks OAuth 2.1 and OpenID Connect with a provider, and believes nothing that is not signed for us and for now."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from coaching_app.core.clock import now
from coaching_app.core.crypto import same_secret
from coaching_app.core.logging import get_logger
from coaching_app.features.account.service.providers.registry import Endpoints, Identity, Provider

# Only signatures that need a private key: with a shared secret, or none, anybody who knows it could sign.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_SECONDS = 10.0
_LEEWAY = 60
_KEEP_SECONDS = 3600.0
_HERE = {"localhost", "127.0.0.1", "::1"}
_log = get_logger(__name__)
_published: dict[str, tuple[float, Mapping[str, Any]]] = {}


class ProviderTrouble(Exception):
    """Signing in elsewhere did not work; `reason` names the page that explains it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Start:
    """Where to send the browser, and what must come back or fit later."""

    url: str
    state: str
    nonce: str
    verifier: str


def forget_published() -> None:
    """Ask every provider again what it publishes; for tests."""
    _published.clear()


def _is_safe(address: object) -> bool:
    parts = urlsplit(str(address))
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)


async def _published_at(client: httpx2.AsyncClient, address: str, *, anew: bool = False) -> Mapping[str, Any]:
    """A document a provider publishes, kept for an hour."""
    kept = _published.get(address)
    if kept is not None and not anew and time.monotonic() - kept[0] < _KEEP_SECONDS:
        return kept[1]
    answer = await client.request("GET", address, headers={"Accept": "application/json"})
    answer.raise_for_status()
    document = cast("Mapping[str, Any]", answer.json())
    _published[address] = (time.monotonic(), document)
    return document


async def _endpoints(client: httpx2.AsyncClient, one: Provider) -> Endpoints:
    if one.endpoints is not None:
        return one.endpoints
    told = await _published_at(client, f"{one.issuer.rstrip('/')}/.well-known/openid-configuration")
    names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
    if told.get("issuer") != one.issuer or not all(_is_safe(told.get(name)) for name in names):
        _log.warning("provider_misconfigured", provider=one.key)
        raise ProviderTrouble("refused")
    ways = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    authorize, token, about, keys = (str(told[name]) for name in names)
    return Endpoints(authorize, token, about, keys, posts_secret="client_secret_basic" not in ways)


def _plain_client() -> httpx2.AsyncClient:
    return httpx2.AsyncClient(timeout=_SECONDS, trust_env=False)


def _oauth_client(one: Provider, redirect: str, where: Endpoints | None = None) -> Any:
    """The library's client, which says nothing of its types."""
    return AsyncOAuth2Client(
        client_id=one.client_id,
        client_secret=one.client_secret,
        token_endpoint_auth_method="client_secret_post"
        if where and where.posts_secret
        else "client_secret_basic",
        scope=one.scope,
        redirect_uri=redirect,
        code_challenge_method="S256",
        timeout=_SECONDS,
        trust_env=False,
    )


async def begin(one: Provider, redirect: str) -> Start:
    """Where to send the browser; raises ProviderTrouble when the provider does not answer."""
    try:
        async with _plain_client() as client:
            where = await _endpoints(client, one)
    except (httpx2.HTTPError, ValueError):
        _log.warning("provider_down", provider=one.key)
        raise ProviderTrouble("down") from None
    nonce, verifier, state = (secrets.token_urlsafe(48) for _each in range(3))
    async with _oauth_client(one, redirect) as client:
        url, _state = client.create_authorization_url(
            where.authorize, state=state, code_verifier=verifier, nonce=nonce, **one.extra
        )
    return Start(str(url), state, nonce, verifier)


async def finish(one: Provider, redirect: str, code: str, started: Start) -> Identity:
    """Who the code stands for; raises ProviderTrouble when anything about it does not fit."""
    try:
        async with _plain_client() as plain:
            where = await _endpoints(plain, one)
            async with _oauth_client(one, redirect, where) as client:
                token = await client.fetch_token(
                    where.token, code=code, grant_type="authorization_code", code_verifier=started.verifier
                )
                claims = await _claims(plain, one, where, token, started.nonce) if where.keys else {}
                about = await _about(client, where.about, claims.get("sub"))
        return one.identify(one.issuer, {**about, **claims})
    except (httpx2.TransportError, httpx2.HTTPStatusError):
        _log.warning("provider_down", provider=one.key)
        raise ProviderTrouble("down") from None
    except (OAuthError, JoseError, ValueError, KeyError, TypeError) as error:
        _log.warning("provider_refused", provider=one.key, kind=type(error).__name__)
        raise ProviderTrouble("refused") from None


async def _about(client: Any, address: str, subject: object) -> dict[str, Any]:
    """What the provider says about the person whom the token names, and nobody else."""
    answer = await client.request("GET", address)
    answer.raise_for_status()
    told = cast("dict[str, Any]", answer.json())
    if subject is not None and told.get("sub") != subject:
        raise ValueError("another person")
    return told


async def _claims(
    client: httpx2.AsyncClient, one: Provider, where: Endpoints, token: Mapping[str, Any], nonce: str
) -> dict[str, Any]:
    """What the id token says, once its signature and everything it is bound to have been checked."""
    text = str(token["id_token"])
    try:
        decoded = _decode(text, await _published_at(client, where.keys))
    except (JoseError, ValueError):
        # The provider may have changed its keys within the hour.
        decoded = _decode(text, await _published_at(client, where.keys, anew=True))
    claims = dict(decoded.claims)
    moment, expires, issued = now().timestamp(), claims.get("exp"), claims.get("iat")
    audience: Any = claims.get("aud")
    audiences = cast("list[Any]", audience) if isinstance(audience, list) else [audience]
    checks = (
        claims.get("iss") == one.issuer,
        one.client_id in audiences,
        claims.get("azp", one.client_id) == one.client_id,
        len(audiences) == 1 or claims.get("azp") == one.client_id,
        isinstance(expires, (int, float)) and expires > moment - _LEEWAY,
        isinstance(issued, (int, float)) and issued < moment + _LEEWAY,
        same_secret(str(claims.get("nonce") or ""), nonce),
        isinstance(claims.get("sub"), str) and 0 < len(claims["sub"]) <= 255,
    )
    if not all(checks):
        raise ValueError("an id token that is not for us, or not for now")
    return claims


def _decode(text: str, keys: Mapping[str, Any]) -> jwt.Token:
    return jwt.decode(text, KeySet.import_key_set(cast("Any", dict(keys))), algorithms=_ALGORITHMS)
