"""The second step: codes of an app that work once, ten codes for the worst day, and a half-login that opens nothing."""

import asyncio
import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from coaching_app.core import clock
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.features.account.service import authenticators
from coaching_app.models import Authenticator, RecoveryCode
from tests.integration.sign_in.conftest import EMAIL, PASSWORD, count_logins, letters

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class App:
    """An authenticator app whose clock is ours."""

    def __init__(self, secret: str) -> None:
        self.totp = pyotp.TOTP(secret)

    def code(self, later: int = 0) -> str:
        """The code that it shows now, or some seconds later."""
        return self.totp.at(clock.now() + timedelta(seconds=later))


async def _turn_on(visitor) -> tuple[App, list[str]]:
    await visitor.sign_in()
    begun = (await visitor.post("/account/second-factor")).json()
    app = App(begun["secret"])
    answer = await visitor.post("/account/second-factor/confirm", {"code": app.code()})
    assert answer.status_code == 200, answer.text
    return app, answer.json()["codes"]


@pytest.fixture
async def protected(visit, ada) -> tuple[App, list[str]]:
    return await _turn_on(visit())


@pytest.fixture
def later():
    """A minute later, when the app shows a code that has not been used."""
    with clock.freeze(clock.now() + timedelta(seconds=60)):
        yield


async def _half(visitor):
    answer = await visitor.sign_in(next="/planner")
    assert answer.json() == {"next": "/verify?by=app"}
    assert visitor.login is None
    assert visitor.client.cookies["__Host-step-half"]
    return visitor


async def _second(visitor, code: str):
    return await visitor.post("/auth/browser/second-step", {"code": code})


async def test_two_steps_and_then_in(visit, ada, protected, later) -> None:
    app, _codes = protected
    browser = await _half(visit())
    assert (await browser.get("/account")).status_code == 401
    answer = await _second(browser, app.code())
    assert answer.json() == {"next": "/planner"}
    actor = await browser.actor()
    assert actor is not None
    assert actor.user_id == ada
    items = (await browser.get("/account/sign-ins")).json()["items"]
    assert "password and code" in {item["method"] for item in items}


async def test_a_half_login_is_no_login(visit, ada, protected) -> None:
    browser = await _half(visit())
    half = browser.client.cookies["__Host-step-half"]
    for cookie in (f"__Host-login={half}", f"__Host-login=x; __Host-step-half={half}"):
        answer = await visit().get("/account", headers={"Cookie": cookie})
        assert answer.status_code == 401
    assert (await visit().get("/account", headers={"Authorization": f"Bearer {half}"})).status_code == 401


async def test_a_code_works_once(visit, ada, protected, later) -> None:
    app, _codes = protected
    code = app.code()
    assert (await _second(await _half(visit()), code)).status_code == 200
    assert (await _second(await _half(visit()), code)).status_code == 401
    # Nor does an older one, although the clock would still allow it.
    assert (await _second(await _half(visit()), app.code(-30))).status_code == 401
    assert (await _second(await _half(visit()), app.code(30))).status_code == 200


async def test_the_code_that_turned_it_on_does_not_sign_in(visit, ada) -> None:
    with clock.freeze(clock.now()):
        app, _codes = await _turn_on(visit())
        assert (await _second(await _half(visit()), app.code())).status_code == 401


async def test_fifty_at_once_make_one_login(visit, ada, protected, later, no_limits) -> None:
    app, _codes = protected
    before = await count_logins(ada)
    browsers = [await _half(visit()) for _each in range(50)]
    code = app.code()
    answers = await asyncio.gather(*(_second(browser, code) for browser in browsers))
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 401, 429}
    assert await count_logins(ada) == before + 1


async def test_fifty_uses_of_one_half_login_make_one_login(visit, ada, protected, later, no_limits) -> None:
    app, codes = protected
    before = await count_logins(ada)
    half = await _half(visit())
    thieves = [visit() for _each in range(10)]
    for thief in thieves:
        thief.client.cookies.update(dict(half.client.cookies))
    answers = await asyncio.gather(
        *(_second(thief, code) for thief, code in zip(thieves, codes, strict=True))
    )
    assert [answer.status_code for answer in answers].count(200) == 1
    assert await count_logins(ada) == before + 1
    assert app.code()


async def test_a_half_login_ends_after_misses_and_minutes(visit, ada, protected, later) -> None:
    app, _codes = protected
    browser = await _half(visit())
    for _each in range(6):
        assert (await _second(browser, "000000")).status_code == 401
    assert (await _second(browser, app.code())).json()["code"] == "stale_step"
    browser = await _half(visit())
    with clock.freeze(clock.now() + timedelta(minutes=5, seconds=1)):
        assert (await _second(browser, app.code())).json()["code"] == "stale_step"


async def test_a_half_login_belongs_to_its_browser(visit, ada, protected, later) -> None:
    app, _codes = protected
    owner = await _half(visit())
    thief = visit("curl/8")
    thief.client.cookies.update(dict(owner.client.cookies))
    assert (await _second(thief, app.code())).json()["code"] == "stale_step"
    assert (await _second(visit(), app.code())).json()["code"] == "stale_step"


async def test_a_recovery_code_opens_once_and_tells(visit, ada, protected) -> None:
    _app, codes = protected
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"([a-z0-9]{4}-){5}[a-z0-9]{4}", code) for code in codes)
    assert (await _second(await _half(visit()), codes[3].upper().replace("-", " "))).status_code == 200
    assert (await _second(await _half(visit()), codes[3])).status_code == 401
    assert "9 are left" in (await letters("security_notice"))[-1].text
    async with snapshot(ALL_TENANTS) as db:
        stored = [row.secret_digest for row in await db.scalars(select(RecoveryCode))]
    assert not {code.replace("-", "") for code in codes} & set(stored)


async def test_new_recovery_codes_replace_the_old(visit, ada, protected, later) -> None:
    app, codes = protected
    browser = await _half(visit())
    await _second(browser, app.code())
    fresh = (await browser.post("/account/second-factor/recovery-codes")).json()["codes"]
    assert not set(fresh) & set(codes)
    assert (await _second(await _half(visit()), codes[0])).status_code == 401
    assert (await _second(await _half(visit()), fresh[0])).status_code == 200


async def test_a_mailed_code_is_a_first_step_only(visit, ada, protected, later) -> None:
    app, _codes = protected
    browser = visit()
    await browser.post("/auth/browser/code", {"email": EMAIL})
    code = (await letters("sign_in_code"))[-1].code
    answer = await browser.post("/auth/browser/code/check", {"code": code})
    assert answer.json() == {"next": "/verify?by=app"}
    assert browser.login is None
    assert (await _second(browser, app.code())).status_code == 200


async def test_a_program_sends_both_at_once(visit, ada, protected, later) -> None:
    app, _codes = protected
    body = {"email": EMAIL, "password": PASSWORD}
    refused = await visit().post("/auth/login", body)
    assert (refused.status_code, refused.json()["code"]) == (401, "second_step_needed")
    assert (await visit().post("/auth/login", body | {"code": "000000"})).status_code == 401
    assert (await visit().post("/auth/login", body | {"code": app.code()})).status_code == 200


async def test_with_a_second_factor_a_password_is_no_proof(visit, ada, protected, later) -> None:
    app, codes = protected
    browser = await _half(visit())
    await _second(browser, app.code())
    with clock.freeze(clock.now() + timedelta(minutes=11)):
        assert (await browser.post("/account/confirm", {"proof": PASSWORD})).status_code == 422
        assert (await browser.delete("/account/second-factor")).status_code == 403
        assert (await browser.post("/account/confirm", {"proof": app.code()})).status_code == 204
        assert (await browser.delete("/account/second-factor")).status_code == 204
    assert (await visit().sign_in()).json() == {"next": "/today"}
    assert (await _second(browser, codes[5])).status_code == 401


async def test_the_secret_is_sealed(visit, ada) -> None:
    browser = visit()
    await browser.sign_in()
    secret = (await browser.post("/account/second-factor")).json()["secret"]
    async with snapshot(ALL_TENANTS) as db:
        (row,) = await db.scalars(select(Authenticator))
    assert secret not in row.secret
    assert row.secret.startswith("v1.")


async def test_until_a_code_confirms_it_nothing_changes(visit, ada) -> None:
    browser = visit()
    await browser.sign_in()
    await browser.post("/account/second-factor")
    assert (await browser.post("/account/second-factor/confirm", {"code": "000000"})).status_code == 422
    assert (await visit().sign_in()).json() == {"next": "/today"}
    assert (await browser.post("/account/second-factor/recovery-codes")).status_code == 404


@only_sqlite
async def test_guesses_from_many_places_become_slow_but_never_shut_the_owner_out(
    visit, ada, protected, later
) -> None:
    from coaching_app.access import limits

    app, codes = protected
    for _each in range(30):
        limits.missed("second", ada)
    assert 0 < limits.slowness("second", ada) <= 4
    assert (await _second(await _half(visit()), app.code())).status_code == 200
    assert (await _second(await _half(visit()), codes[0])).status_code == 200


@only_sqlite
async def test_the_picture_says_what_the_secret_is(database, ada) -> None:
    import segno

    actor = Actor(ada, "t", Role.ADMIN, "l", "Ada", EMAIL)
    async with unit_of_work(ALL_TENANTS) as db:
        begun = await authenticators.begin(db, actor)
    assert begun.secret in begun.address
    assert begun.address.startswith("otpauth://totp/Coaching:")
    dark = {tuple(map(int, spot)) for spot in re.findall(r"M(\d+) (\d+)h1v1h-1z", begun.qr)}
    expected = segno.make(begun.address, error="m", micro=False)
    drawn = {
        (x, y)
        for y, line in enumerate(expected.matrix_iter(border=4))
        for x, module in enumerate(line)
        if module
    }
    assert dark == drawn
    assert re.fullmatch(r"[Mhvz0-9 \-]*", begun.qr)
