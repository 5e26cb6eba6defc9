"""A forgotten password and a changed address: by letters, once, and only to whom they belong."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from coaching_app.core import clock
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.account.schemas import Client
from coaching_app.features.account.service import email_change, sessions
from coaching_app.models import EmailChange, LinkedAccount, Passkey, Ticket, User
from tests.integration.sign_in.conftest import EMAIL, PASSWORD, count_logins, letters

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FRESH = "Another-staple-8-candle"
NEW = "ada.new@example.org"


async def _link(visitor) -> str:
    answer = await visitor.post("/auth/browser/forgot", {"email": EMAIL})
    assert answer.json() == {"next": "/forgot?sent=yes"}
    return (await letters("password_reset"))[-1].token


async def _reset(visitor, token: str, password: str = FRESH):
    return await visitor.post("/auth/browser/reset", {"token": token, "password": password})


async def test_a_link_sets_a_password_and_ends_every_sign_in(visit, ada) -> None:
    here, elsewhere = visit(), visit()
    await elsewhere.sign_in()
    pair = (await elsewhere.post("/auth/login", {"email": EMAIL, "password": PASSWORD})).json()
    answer = await _reset(here, await _link(here))
    assert (answer.status_code, answer.json()["next"]) == (200, "/sign-in?done=reset")
    assert here.login is None
    assert await elsewhere.actor() is None
    bearer = {"Authorization": f"Bearer {pair['access_token']}"}
    assert (await here.get("/account", headers=bearer)).status_code == 401
    assert (await here.sign_in()).status_code == 401
    assert (await here.sign_in(password=FRESH)).status_code == 200
    assert [letter.to for letter in await letters("security_notice")] == [EMAIL]


async def test_a_link_works_once_whoever_uses_it_at_the_same_time(visit, ada, no_limits) -> None:
    token = await _link(visit())
    answers = await asyncio.gather(*(_reset(visit(), token, f"{FRESH}-{number}") for number in range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] + [422] * 19


async def test_the_newest_link_counts_and_each_runs_out(visit, ada) -> None:
    browser = visit()
    first = await _link(browser)
    second = await _link(browser)
    assert (await _reset(browser, first)).json()["code"] == "stale_link"
    with clock.freeze(clock.now() + timedelta(hours=1, seconds=1)):
        assert (await _reset(browser, second)).status_code == 422
    assert (await _reset(browser, second)).status_code == 200


async def test_a_weak_password_leaves_the_link_good(visit, ada) -> None:
    browser = visit()
    token = await _link(browser)
    assert (await _reset(browser, token, "Password1!")).json()["detail"] == {"field": "password"}
    assert (await _reset(browser, token)).status_code == 200


async def test_only_the_digest_of_a_link_is_stored(visit, ada) -> None:
    token = await _link(visit())
    async with snapshot(ALL_TENANTS) as db:
        for ticket in await db.scalars(select(Ticket)):
            assert token not in str({name: getattr(ticket, name) for name in Ticket.model_fields})


@pytest.mark.parametrize("host", ["evil.example", "coach.example.org@evil.example"])
async def test_a_link_never_leads_where_a_request_says(visit, ada, set_settings, host) -> None:
    set_settings(HOST="0.0.0.0")
    browser = visit()
    headers = {"Host": host, "X-Forwarded-Host": host, "Origin": f"https://{host}"}
    await browser.client.post("/api/v1/auth/browser/forgot", json={"email": EMAIL}, headers=headers)
    for letter in await letters("password_reset"):
        assert host not in letter.text
        assert "Open /reset#" in letter.text


async def test_with_an_address_in_the_settings_the_link_is_whole(visit, ada, set_settings) -> None:
    set_settings(PUBLIC_URL="https://testserver")
    await _link(visit())
    assert "https://testserver/reset#" in (await letters("password_reset"))[-1].text


# --- another address ----------------------------------------------------------------------------


async def _wish(visitor, email: str = NEW) -> None:
    answer = await visitor.post("/account/email", {"email": email})
    assert answer.status_code == 202, answer.text


async def _confirm(visitor, token: str):
    return await visitor.post("/auth/browser/confirm-email", {"token": token})


async def _email(user_id: str) -> str:
    async with snapshot(ALL_TENANTS) as db:
        return (await db.get_one(User, user_id)).email


async def test_both_addresses_have_to_agree(visit, ada) -> None:
    browser = visit()
    await browser.sign_in()
    await _wish(browser)
    found = {letter.to: letter.token for letter in await letters("email_change")}
    assert set(found) == {EMAIL, NEW}
    assert (await _confirm(visit(), found[NEW])).json()["next"].endswith("done=one")
    assert (await _confirm(visit(), found[NEW])).json()["next"].endswith("done=one")
    assert await _email(ada) == EMAIL
    assert (await _confirm(visit(), found[EMAIL])).json()["next"].endswith("done=both")
    assert await _email(ada) == NEW
    assert (await _confirm(visit(), found[EMAIL])).status_code == 422
    actor = await browser.actor()
    assert actor is not None
    assert actor.email == NEW


async def test_a_taken_address_is_not_given_away(visit, ada, cast) -> None:
    browser = visit()
    await browser.sign_in()
    await _wish(browser, cast.mentee.email)
    sent = {(letter.to, letter.kind) for letter in await letters() if letter.kind != "security_notice"}
    assert sent == {(EMAIL, "email_change"), (cast.mentee.email, "email_taken")}


async def test_an_address_taken_meanwhile_changes_nothing(visit, ada) -> None:
    browser = visit()
    await browser.sign_in()
    await _wish(browser)
    old, new = [letter.token for letter in await letters("email_change")]
    async with unit_of_work(ALL_TENANTS) as db:
        db.add(User(email=NEW, display_name="Quicker"))
    assert (await _confirm(browser, old)).status_code == 200
    assert (await _confirm(browser, new)).status_code == 409
    assert await _email(ada) == EMAIL


@only_sqlite
async def test_a_later_wish_and_a_change_of_mind_end_the_earlier(visit, ada) -> None:
    browser = visit()
    await browser.sign_in()
    await _wish(browser)
    await _wish(browser, "third@example.org")
    first_old, first_new = [letter.token for letter in await letters("email_change")][:2]
    assert (await _confirm(browser, first_old)).status_code == 422
    assert (await _confirm(browser, first_new)).status_code == 422
    actor = await browser.actor()
    assert actor is not None
    async with snapshot(ALL_TENANTS) as db:
        assert await email_change.waiting_for(db, actor) == "third@example.org"
    assert (await browser.delete("/account/email")).status_code == 204
    async with snapshot(ALL_TENANTS) as db:
        assert await email_change.waiting_for(db, actor) == ""
        stored = str([row.new_email for row in await db.scalars(select(EmailChange))])
    assert "example.org" not in stored


# --- another password, and proof ----------------------------------------------------------------


async def test_a_new_password_ends_the_others_and_keeps_this_one(visit, ada) -> None:
    here, elsewhere = visit(), visit()
    await here.sign_in()
    await elsewhere.sign_in()
    wrong = await here.post("/account/password", {"current": "not this one", "fresh": FRESH})
    assert wrong.json()["detail"] == {"field": "current"}
    assert (await here.post("/account/password", {"current": PASSWORD, "fresh": FRESH})).status_code == 204
    assert await here.actor() is not None
    assert await elsewhere.actor() is None
    assert await count_logins(ada) == 1


async def _ways_in(user_id: str) -> tuple[str, str]:
    """A passkey and a connected account of this person."""
    async with unit_of_work(ALL_TENANTS) as db:
        key = Passkey(user_id=user_id, credential_id="c", public_key="k", name="Key")
        linked = LinkedAccount(user_id=user_id, provider="oidc", issuer="i", subject="s", label="l")
        db.add_all((key, linked))
        await db.flush()
        return key.id, linked.id


async def test_dangerous_things_ask_who_it_is_after_ten_minutes(visit, ada) -> None:
    browser = visit()
    await browser.sign_in()
    passkey_id, connected_id = await _ways_in(ada)
    with clock.freeze(clock.now() + timedelta(minutes=11)):
        for path, body in (
            ("/account/email", {"email": NEW}),
            ("/account/tokens", {"name": "Agent", "scopes": ["read"]}),
            ("/account/second-factor", {}),
            ("/account/passkeys/options", {}),
        ):
            answer = await browser.post(path, body)
            assert (answer.status_code, answer.json()["code"]) == (403, "reauthenticate"), path
        # Neither is a way to sign in taken away, nor are the codes for the day it is lost made anew.
        answers = [
            await browser.delete("/account/second-factor"),
            await browser.delete(f"/account/passkeys/{passkey_id}"),
            await browser.delete(f"/account/connected/{connected_id}"),
            await browser.post("/account/second-factor/recovery-codes"),
        ]
        assert {answer.json().get("code") for answer in answers} == {"reauthenticate"}
        assert (await browser.post("/account/confirm", {"proof": "wrong"})).status_code == 422
        assert (await browser.post("/account/confirm", {"proof": PASSWORD})).status_code == 204
        await _wish(browser)


async def test_a_mailed_code_proves_it_too_for_that_sign_in_only(visit, ada) -> None:
    here, elsewhere = visit(), visit()
    await here.sign_in()
    await elsewhere.sign_in()
    with clock.freeze(clock.now() + timedelta(minutes=11)):
        assert (await here.post("/account/confirm/mail")).status_code == 204
        code = (await letters("sign_in_code"))[-1].code
        assert (await elsewhere.post("/account/confirm", {"proof": code})).status_code == 422
        assert (await here.post("/account/confirm", {"proof": code})).status_code == 204
        assert (await here.post("/account/confirm", {"proof": code})).status_code == 422


async def _signed_in_program(visitor) -> dict[str, str]:
    return (await visitor.post("/auth/login", {"email": EMAIL, "password": PASSWORD})).json()


def _bearer(pair: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {pair['access_token']}"}


async def test_a_program_that_proves_itself_does_what_is_dangerous_and_no_other_sign_in_does(
    visit, ada, no_limits
) -> None:
    tablet, watch, browser = visit(), visit(), visit()
    await browser.sign_in()
    pair = await _signed_in_program(tablet)
    agent = {"name": "Agent", "scopes": ["read"]}
    service = (await browser.post("/account/tokens", agent)).json()
    later = clock.now() + timedelta(minutes=11)
    with clock.freeze(later):
        # A refresh is no proof; the pair is another one by now.
        pair = (await tablet.post("/auth/refresh", {"refresh_token": pair["refresh_token"]})).json()
        other = await _signed_in_program(watch)
    later += timedelta(minutes=11)
    with clock.freeze(later):
        other = (await watch.post("/auth/refresh", {"refresh_token": other["refresh_token"]})).json()
        pair = (await tablet.post("/auth/refresh", {"refresh_token": pair["refresh_token"]})).json()
        for headers in (_bearer(pair), _bearer(other)):
            answer = await tablet.post("/account/tokens", agent, headers=headers)
            assert answer.json()["code"] == "reauthenticate"
        mine, secret = _bearer(pair), {"Authorization": f"Bearer {service['secret']}"}
        wrong = await tablet.post("/account/confirm", {"proof": "wrong"}, headers=mine)
        right = await tablet.post("/account/confirm", {"proof": PASSWORD}, headers=mine)
        assert (wrong.status_code, right.status_code) == (422, 200)
        assert "set-cookie" not in right.headers
        # It goes on with what it was given; a copy of what it had opens nothing, and is renewed by nothing.
        assert (await tablet.get("/account", headers=mine)).status_code == 401
        stale = await tablet.post("/auth/refresh", {"refresh_token": pair["refresh_token"]})
        assert stale.status_code == 401
        pair = right.json()
        assert (await tablet.post("/account/tokens", agent, headers=_bearer(pair))).status_code == 201
        # Neither another program of the same person, nor their browser, nor their agent has proved anything.
        assert (await watch.post("/account/tokens", agent, headers=_bearer(other))).status_code == 403
        assert (await browser.post("/account/tokens", agent)).json()["code"] == "reauthenticate"
        answer = await tablet.post("/account/confirm", {"proof": PASSWORD}, headers=secret)
        assert answer.json()["code"] == "insufficient_scope"
    with clock.freeze(later + timedelta(minutes=9)):
        pair = (await tablet.post("/auth/refresh", {"refresh_token": pair["refresh_token"]})).json()
        assert (await tablet.post("/account/tokens", agent, headers=_bearer(pair))).status_code == 201
    with clock.freeze(later + timedelta(minutes=10)):
        answer = await tablet.post("/account/tokens", agent, headers=_bearer(pair))
        assert answer.json()["code"] == "reauthenticate"


@only_sqlite
async def test_guesses_at_the_proof_run_out(visit, ada) -> None:
    browser = visit()
    await browser.sign_in()
    statuses = [(await browser.post("/account/confirm", {"proof": "x"})).status_code for _each in range(12)]
    assert statuses == [422] * 10 + [429] * 2


@only_sqlite
async def test_sign_ins_are_listed_in_words_and_ended(visit, ada) -> None:
    here, elsewhere = visit(), visit("Mozilla/5.0 (Macintosh; Intel Mac OS X) Version/18 Safari/605")
    await here.sign_in()
    await elsewhere.sign_in()
    items = (await here.get("/account/sign-ins")).json()["items"]
    assert {(item["device"], item["is_current"]) for item in items} == {
        ("Chrome on Android", True),
        ("Safari on Mac", False),
    }
    other = next(item["id"] for item in items if not item["is_current"])
    assert (await here.delete(f"/account/sign-ins/{other}")).status_code == 204
    assert await elsewhere.actor() is None
    assert (await here.delete(f"/account/sign-ins/{other}")).status_code == 404
    await elsewhere.sign_in()
    assert (await here.post("/account/sign-ins/end-others")).json() == {"ended": 1}
    assert await here.actor() is not None


@only_sqlite
async def test_somebody_else_s_attempts_do_not_lock_the_owner_out(visit, ada, monkeypatch) -> None:
    from coaching_app.access import limits
    from coaching_app.core.errors import AppError
    from coaching_app.features.account.service import sign_in

    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(sign_in, "asyncio", SimpleNamespace(sleep=sleep))
    for number in range(40):
        with pytest.raises(AppError):
            await sign_in.check_credentials(EMAIL, "wrong", Client("", f"203.0.113.{number}"))
    assert waited == sorted(waited)
    assert (waited[0], waited[-1] > 2, limits.slowness("password", EMAIL) <= 4) == (0, True, True)
    found = await sign_in.check_credentials(EMAIL, PASSWORD, Client("", "198.51.100.1"))
    assert found.user_id == ada
    assert await sessions.start_browser_login(found, Client("", ""), replacing=None)
