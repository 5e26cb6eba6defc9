"""Forged, altered and stolen access tokens: none of them is anybody."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws, jwt
from joserfc.jwk import OctKey, RSAKey

from coaching_app.access import tokens
from coaching_app.core import clock
from coaching_app.core.ids import new_id
from coaching_app.core.secret_files import signing_secret
from coaching_app.core.settings import get_settings
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work

FAMILY = new_id()
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _key() -> OctKey:
    return OctKey.import_key(signing_secret(get_settings()))


def _claims(**changes: Any) -> dict[str, Any]:
    moment = int(clock.now().timestamp())
    claims = {"iss": "coaching-app", "aud": "coaching-app", "sub": FAMILY, "iat": moment, "exp": moment + 900}
    return {name: value for name, value in (claims | changes).items() if value is not ...}


def _signed(header: dict[str, Any] | None = None, key: Any = None, **changes: Any) -> str:
    return jwt.encode({"alg": "HS256", "typ": "at+jwt"} | (header or {}), _claims(**changes), key or _key())


def _part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _forged(header: Any, claims: Any = None, signature: str = "") -> str:
    return f"{_part(header)}.{_part(_claims() if claims is None else claims)}.{signature}"


def _raw(payload: bytes) -> str:
    """What we signed ourselves, had we ever signed such a thing."""
    return jws.serialize_compact({"alg": "HS256", "typ": "at+jwt"}, payload, _key())


def _attacks() -> Iterator[tuple[str, str]]:  # noqa: C901, PLR0912 - one list, read from top to bottom
    good = _signed()
    header, body, signature = good.split(".")
    typ = {"typ": "at+jwt"}
    for name in ("none", "None", "NONE", "nOnE", "", "HS256 ", "hs256"):
        yield f"alg {name!r}", _forged({"alg": name} | typ)
        yield f"alg {name!r}, signature of another", _forged({"alg": name} | typ, signature=signature)
    for value in (None, 1, True, [], ["HS256"], {"HS256": 1}):
        yield f"alg is {value!r}", _forged({"alg": value} | typ, signature=signature)
    for name in ("HS384", "HS512", "RS256", "ES256", "PS256", "EdDSA", "dir", "A256KW"):
        yield f"alg {name}", _forged({"alg": name} | typ, signature=signature)
    rsa = RSAKey.generate_key(2048)
    yield "RS256 with a key of one's own", jwt.encode({"alg": "RS256"} | typ, _claims(), rsa)
    yield (
        "HS256 with a public key as the secret",
        _raw_header({"alg": "HS256"} | typ, rsa.as_pem(private=False)),
    )
    yield "HS512 with our key", jwt.encode({"alg": "HS512"} | typ, _claims(), _key(), algorithms=["HS512"])
    yield "another key", _signed(key=OctKey.import_key("another-secret-of-at-least-32-characters"))
    yield "a secret of one character", _forged({"alg": "HS256"} | typ, signature=_part(b"x" * 32))
    yield "no signature", f"{header}.{body}."
    yield "no signature at all", f"{header}.{body}"
    yield "a cut signature", good[:-4]
    yield "one more part", f"{good}.{body}"
    yield "an encrypted token", f"{good}.{body}.{body}"
    yield "something behind", good + "AAAA"
    yield "a line end behind", good + "\n"
    yield "a NUL behind", good + "\x00"
    yield "a space within", good.replace(".", ". ", 1)
    yield "another body", f"{header}.{_part(_claims(sub=new_id()))}.{signature}"
    yield "another header", f"{_part({'alg': 'HS256', 'typ': 'at+jwt', 'kid': '1'})}.{body}.{signature}"
    for kid in ("../../../../dev/null", "' UNION SELECT 'x", "/etc/passwd", "x" * 400, "\x00", {"a": 1}):
        yield f"kid {kid!r:.20}", _forged({"alg": "HS256", "kid": kid} | typ, signature=signature)
    for extra in (
        {"jwk": {"kty": "oct", "k": _part(b"x" * 32)}}, {"jku": "https://evil.example/keys"},
        {"x5u": "https://evil.example/cert"}, {"x5c": ["AAAA"]}, {"crit": ["exp"]},
        {"crit": ["b64"], "b64": False}, {"zip": "DEF"}, {"cty": "JWT"},
    ):  # fmt: skip
        yield f"header {next(iter(extra))}", _forged({"alg": "HS256"} | typ | extra, signature=signature)
    for name in ("crit",):
        yield f"{name}, signed", _raw_header({"alg": "HS256", "typ": "at+jwt", name: ["x"]})
    moment = int(clock.now().timestamp())
    for value in (
        ..., None, str(moment + 900), moment + 900.5, float(moment + 900), True, -1, 0, moment, moment - 1,
        -(10**30), [], [moment + 900], {"$gt": 0}, "", "never",
    ):  # fmt: skip
        yield f"exp {value!r}", _signed(exp=value) if not isinstance(value, str) else _raw_claims(exp=value)
    for text in (b"NaN", b"Infinity", b"-Infinity", b"1e400", b"1e10"):
        yield f"exp {text!r}", _raw(json.dumps(_claims(exp="EXP")).encode().replace(b'"EXP"', text))
    for name in ("iss", "aud", "sub"):
        for value in (
            ...,
            None,
            "",
            "evil",
            ["coaching-app"],
            ["evil", "coaching-app"],
            1,
            {},
            FAMILY.upper(),
        ):
            yield f"{name} {value!r}", _raw_claims(**{name: value})
    for value in (FAMILY + "\n", FAMILY + " ", "../" + FAMILY, "💩" * 26, "' OR 1=1 --"):
        yield f"sub {value!r}", _raw_claims(sub=value)
    for value in ("JWT", "at+JWT", "AT+JWT", "application/at+jwt", "", None, 1, "rt+jwt"):
        yield f"typ {value!r}", _raw_header({"alg": "HS256", "typ": value})
    yield "no typ", _raw_header({"alg": "HS256"})
    for payload in (b"", b"[]", b"null", b'"x"', b"1", b"{", b"\xff\xfe", b"[" * 900, b'{"a":' * 200, b"{}"):
        yield f"body {payload[:10]!r}", _raw(payload)
    for text in (
        "", ".", "..", "...", "a.b.c", "é.é.é", "💩.💩.💩", "\x00.\x00.\x00", "null", "undefined", "Bearer x",
        "=.=.=", "%2e%2e", "a" * 2001, "a" * 1_000_000, "." * 1_000_000, good + "a" * 1_000_000,
    ):  # fmt: skip
        yield f"text {text[:12]!r} of {len(text)}", text


def _raw_claims(**changes: Any) -> str:
    return _raw(json.dumps(_claims(**changes)).encode())


def _raw_header(header: dict[str, Any], secret: bytes | None = None) -> str:
    """Correctly signed, whatever the header says."""
    body = f"{_part(header)}.{_part(_claims())}"
    digest = hmac.new(
        secret or signing_secret(get_settings()).encode(), body.encode(), hashlib.sha256
    ).digest()
    return f"{body}.{_part(digest)}"


def test_our_own_token_names_its_family() -> None:
    assert tokens._family_in(_signed()) == FAMILY
    assert tokens._family_in(_raw_header({"alg": "HS256", "typ": "at+jwt"})) == FAMILY


def test_no_attack_names_anybody() -> None:
    attacks = dict(_attacks())
    assert len(attacks) > 120
    assert [name for name, token in attacks.items() if tokens._family_in(token) is not None] == []


@given(st.text(max_size=300) | st.binary(max_size=300).map(_part))
def test_no_text_is_a_token_or_an_error(text: str) -> None:
    assert tokens._family_in(text) is None


@given(st.integers(min_value=0), st.characters(codec="utf-8"))
def test_no_altered_token_counts(place: int, character: str) -> None:
    good = _signed(iat=0, exp=int(clock.now().timestamp()) + 90_000)
    at = place % len(good)
    altered = good[:at] + character + good[at + 1 :]
    # The last character of a part holds bits that mean nothing.
    is_same = altered == good or at in {good.index(".") - 1, good.rindex(".") - 1, len(good) - 1}
    assert is_same or tokens._family_in(altered) is None


@only_sqlite
async def test_no_attack_gets_past_the_api(rest, cast) -> None:
    wrong = []
    for name, token in _attacks():
        header = f"Bearer {token}".encode("utf-8", "surrogateescape")
        try:
            answer = await rest.client.get("/api/v1/tasks", headers=[(b"authorization", header)])
        except Exception as problem:  # noqa: BLE001 - the name of the attack is wanted
            wrong.append((name, repr(problem)))
            continue
        if answer.status_code != 401:
            wrong.append((name, answer.status_code))
        if len(wrong) > 3:
            break
    assert wrong == []


@pytest.fixture(autouse=True)
def _room(set_settings) -> None:
    set_settings(RATE_LIMIT_PER_MINUTE="1000000")


@only_sqlite
@pytest.mark.parametrize("scheme", ["", "Token ", "Bearer", "bearer:", "Basic ", "Bearer,"])
async def test_only_bearer_is_understood(rest, cast, scheme) -> None:
    token = (await rest.bearer(cast.mentee))["Authorization"].split()[1]
    answer = await rest.client.get("/api/v1/tasks", headers={"Authorization": f"{scheme}{token}"})
    assert answer.status_code == 401


@only_sqlite
async def test_a_refresh_token_or_a_cookie_s_secret_is_no_access_token(rest, cast) -> None:
    async with unit_of_work(ALL_TENANTS) as db:
        pair = await tokens.start_family(
            db, user_id=cast.mentee.user_id, tenant_id=cast.mentee.tenant_id, device="", address=""
        )
    cookie = (await rest.cookie(cast.mentee))["Cookie"].split("=", 1)[1]
    for wrong in (pair.refresh_token, cookie):
        answer = await rest.client.get("/api/v1/tasks", headers={"Authorization": f"Bearer {wrong}"})
        assert answer.status_code == 401
    for wrong in (pair.access_token, pair.refresh_token):
        answer = await rest.client.get("/api/v1/tasks", headers={"Cookie": f"__Host-login={wrong}"})
        assert answer.status_code == 401
    for wrong in (pair.access_token, cookie):
        answer = await rest.client.post("/api/v1/auth/refresh", json={"refresh_token": wrong})
        assert answer.status_code in {401, 422}


@only_sqlite
async def test_a_wrong_token_does_not_fall_back_on_the_cookie(rest, cast) -> None:
    headers = await rest.cookie(cast.mentee) | {"Authorization": "Bearer wrong"}
    assert (await rest.client.get("/api/v1/tasks", headers=headers)).status_code == 401
