"""Passkeys: signing in without a password, and everything a device could get wrong or pretend."""

import asyncio
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from coaching_app.core import clock
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.models import User
from tests.integration.sign_in.conftest import ORIGIN, count_logins
from tests.support.soft_passkey import PRESENT, SoftPasskey

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def _register(visitor, device: SoftPasskey, name: str = "My phone"):
    begun = (await visitor.post("/account/passkeys/options")).json()
    body = {"credential": device.create(begun["options"]), "secret": begun["secret"], "name": name}
    return await visitor.post("/account/passkeys", body)


@pytest.fixture
async def device(visit, ada) -> SoftPasskey:
    """Ada's device with a passkey on it."""
    browser, made = visit(), SoftPasskey(ORIGIN, "testserver")
    await browser.sign_in()
    answer = await _register(browser, made)
    assert answer.status_code == 201, answer.text
    return made


async def _options(visitor):
    answer = await visitor.post("/auth/browser/passkey/options")
    assert answer.status_code == 200
    return answer.json()["options"]


async def _sign_in(visitor, credential, **more):
    return await visitor.post("/auth/browser/passkey", {"credential": credential, **more})


async def test_a_passkey_signs_in_without_anything_else(visit, ada, device) -> None:
    browser = visit()
    options = await _options(browser)
    assert (options["rpId"], options["userVerification"]) == ("testserver", "required")
    assert not options.get("allowCredentials")
    answer = await _sign_in(browser, device.get(options), next="/planner")
    assert (answer.status_code, answer.json()) == (200, {"next": "/planner"})
    actor = await browser.actor()
    assert actor is not None
    assert actor.user_id == ada
    (key,) = (await browser.get("/account/passkeys")).json()["items"]
    assert key["name"] == "My phone"
    assert key["last_used_at"] is not None


async def test_it_is_both_steps_at_once(visit, ada, device) -> None:
    import pyotp

    browser = visit()
    await browser.sign_in()
    secret = (await browser.post("/account/second-factor")).json()["secret"]
    await browser.post("/account/second-factor/confirm", {"code": pyotp.TOTP(secret).now()})
    fresh = visit()
    answer = await _sign_in(fresh, device.get(await _options(fresh)))
    assert answer.json() == {"next": "/today"}
    assert fresh.login is not None


async def test_a_challenge_is_answered_once(visit, ada, device, no_limits) -> None:
    first = visit()
    credential = device.get(await _options(first))
    thieves = [visit() for _each in range(30)]
    for thief in thieves:
        thief.client.cookies.update(dict(first.client.cookies))
    before = await count_logins(ada)
    answers = await asyncio.gather(*(_sign_in(thief, credential) for thief in thieves))
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 29
    assert await count_logins(ada) == before + 1


@only_sqlite
async def test_a_challenge_belongs_to_its_browser_and_its_minutes(visit, ada, device) -> None:
    mine, other = visit(), visit()
    options = await _options(mine)
    await _options(other)
    assert (await _sign_in(other, device.get(options))).status_code == 401
    assert (await _sign_in(visit(), device.get(options))).status_code == 401
    with clock.freeze(clock.now() + timedelta(minutes=5, seconds=1)):
        assert (await _sign_in(mine, device.get(options))).status_code == 401


@only_sqlite
@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://testserver"},
        {"origin": "https://testserver.evil.example"},
        {"challenge": "AAAA"},
        {"type": "webauthn.create"},
    ],
    ids=str,
)
async def test_signatures_for_elsewhere_or_something_else(visit, ada, device, changes) -> None:
    browser = visit()
    assert (await _sign_in(browser, device.get(await _options(browser), **changes))).status_code == 401


@only_sqlite
async def test_a_device_that_did_not_ask_for_the_person(visit, ada, device) -> None:
    browser = visit()
    device.flags = PRESENT
    assert (await _sign_in(browser, device.get(await _options(browser)))).status_code == 401


@only_sqlite
async def test_another_host_another_key_another_owner(visit, ada, cast, device) -> None:
    browser = visit()
    stranger = ec.generate_private_key(ec.SECP256R1())
    assert (
        await _sign_in(browser, device.get(await _options(browser), signed_by=stranger))
    ).status_code == 401
    device.host = "evil.example"
    assert (await _sign_in(browser, device.get(await _options(browser)))).status_code == 401
    device.host, owner = "testserver", device.user_handle
    device.user_handle = cast.mentee.user_id.encode()
    assert (await _sign_in(browser, device.get(await _options(browser)))).status_code == 401
    device.user_handle = owner
    assert (await _sign_in(browser, device.get(await _options(browser)))).status_code == 200


@only_sqlite
async def test_a_counter_that_goes_back_is_a_copy(visit, ada, device) -> None:
    browser = visit()
    device.count = 10
    assert (await _sign_in(browser, device.get(await _options(browser)))).status_code == 200
    device.count = 5
    assert (
        await _sign_in(visit_again := visit(), device.get(await _options(visit_again)))
    ).status_code == 401


@only_sqlite
@pytest.mark.parametrize(
    "credential",
    [{}, {"id": 7}, {"id": "x"}, {"id": None, "response": []}, {"id": "x", "response": {"userHandle": 1}}],
    ids=str,
)
async def test_nonsense_is_refused_quietly(visit, ada, device, credential) -> None:
    browser = visit()
    await _options(browser)
    assert (await _sign_in(browser, credential)).status_code == 401


@only_sqlite
async def test_parts_that_are_bent(visit, ada, device) -> None:
    browser = visit()
    for name in ("clientDataJSON", "authenticatorData", "signature", "userHandle"):
        for bent in ("", "!!", "AAAA", None, 7, []):
            credential = device.get(await _options(browser))
            credential["response"][name] = bent
            status = (await _sign_in(browser, credential)).status_code
            # Some devices send no handle; that is no fault.
            assert status == (200 if (name, bent) == ("userHandle", None) else 401), (name, bent)


@only_sqlite
async def test_registering_is_as_strict(visit, ada) -> None:
    browser, other = visit(), visit()
    await browser.sign_in()
    await other.sign_in()

    async def attempt(device, sender=browser, **changes):
        begun = (await browser.post("/account/passkeys/options")).json()
        credential = device.create(begun["options"], **changes)
        body = {"credential": credential, "secret": begun["secret"], "name": "x"}
        return (await sender.post("/account/passkeys", body)).status_code

    good = SoftPasskey(ORIGIN, "testserver")
    assert await attempt(SoftPasskey("https://evil.example", "testserver")) == 422
    assert await attempt(SoftPasskey(ORIGIN, "evil.example")) == 422
    assert await attempt(SoftPasskey(ORIGIN, "testserver", flags=PRESENT)) == 422
    assert await attempt(good, challenge="AAAA") == 422
    assert await attempt(good, sender=other) == 422
    assert await attempt(good) == 201
    assert await attempt(good) == 409


@only_sqlite
async def test_naming_and_removing(visit, ada, device) -> None:
    browser = visit()
    await browser.sign_in()
    (key,) = (await browser.get("/account/passkeys")).json()["items"]
    path = f"/account/passkeys/{key['id']}"
    named = await browser.client.patch(
        f"/api/v1{path}", json={"name": "  Old\tphone "}, headers={"Origin": ORIGIN}
    )
    assert named.status_code == 204
    assert (await browser.get("/account/passkeys")).json()["items"][0]["name"] == "Old phone"
    with clock.freeze(clock.now() + timedelta(minutes=11)):
        assert (await browser.delete(path)).json()["code"] == "reauthenticate"
        begun = (await browser.post("/account/confirm/passkey/options")).json()
        body = {"credential": device.get(begun["options"]), "secret": begun["secret"]}
        assert (await browser.post("/account/confirm/passkey", body)).status_code == 204
        assert (await browser.delete(path)).status_code == 204
    assert (await _sign_in(visit(), device.get(await _options(browser)))).status_code == 401


@only_sqlite
async def test_one_who_is_gone_stays_out(visit, ada, device) -> None:
    async with unit_of_work(ALL_TENANTS) as db:
        (await db.get_one(User, ada)).deactivated_at = clock.now()
    browser = visit()
    assert (await _sign_in(browser, device.get(await _options(browser)))).status_code == 401
