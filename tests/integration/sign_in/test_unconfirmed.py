"""An address that somebody only typed: no account elsewhere opens it before a letter to it has come back."""

import re

import pytest
from sqlalchemy import select
from sqlmodel import col

from coaching_app.access import limits
from coaching_app.core.clock import now
from coaching_app.core.errors import AppError, Conflict
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.features.account import queries, service
from coaching_app.features.account.service import address, recovery
from coaching_app.features.account.service.providers import exchange
from coaching_app.features.people import service as people
from coaching_app.features.people.schemas import NewcomerForm
from coaching_app.models import Membership, Tenant, User
from tests.integration.sign_in.conftest import EMAIL, PASSWORD, Visitor, letters, work
from tests.integration.sign_in.provider_ways import through, why

WANTED = "victor@example.org"
BASE = "https://testserver"


@pytest.fixture(autouse=True)
def _nothing_kept():
    limits.reset()
    exchange.forget_published()
    yield
    exchange.forget_published()


async def _admin(ada: str) -> Actor:
    async with snapshot(ALL_TENANTS) as db:
        found = await queries.sign_in_of(db, ada)
    assert found is not None
    return Actor(ada, found.tenant_id, Role.ADMIN, "login", "Ada", EMAIL)


async def _joins(ada: str, email: str = "") -> str:
    """Somebody accepts an invitation with WANTED as their address: by a link, or bound to it by letter."""
    admin = await _admin(ada)
    async with unit_of_work(admin.tenant_id) as db:
        made = await people.invite(db, admin, email=email, base_url=BASE)
    written = (await letters("invitation"))[-1].text if email else made.link
    found = re.search(r"#(\S+)", written)
    assert found
    form = NewcomerForm("Victor", WANTED, PASSWORD, "UTC")
    return (await people.accept_as_newcomer(found[1], form, "test")).user_id


async def _is_confirmed(user_id: str) -> bool:
    async with snapshot(ALL_TENANTS) as db:
        return (await db.get_one(User, user_id)).email_verified_at is not None


async def _code(kind: str) -> str:
    found = re.search(r"\d{6}", (await letters(kind))[-1].text)
    assert found
    return found[0]


async def test_a_link_says_nothing_of_an_address_and_a_letter_does(ada) -> None:
    assert not await _is_confirmed(await _joins(ada))


async def test_who_came_by_letter_has_that_address(ada) -> None:
    assert await _is_confirmed(await _joins(ada, WANTED))


async def test_the_link_of_a_letter_is_in_the_letter_alone(ada) -> None:
    admin = await _admin(ada)
    async with unit_of_work(admin.tenant_id) as db:
        made = await people.invite(db, admin, email=WANTED, base_url=BASE)
    assert made.link == ""


async def test_no_account_elsewhere_opens_it_before_it_is_confirmed(
    visit, ada, oidc_provider, set_settings
) -> None:
    set_settings(**oidc_provider.settings)
    user_id = await _joins(ada)
    browser = visit()
    assert why(await through(browser, oidc_provider, WANTED)) == "unconfirmed"
    assert browser.login is None
    # Whoever reads that mail signs in by a code, which confirms it.
    await _by_mail(browser)
    assert await _is_confirmed(user_id)
    other = visit()
    assert (await through(other, oidc_provider, WANTED)).headers["location"] == "/today"


async def _by_mail(browser: Visitor) -> None:
    await browser.post("/auth/browser/code", {"email": WANTED})
    await work()
    answer = await browser.post("/auth/browser/code/check", {"code": await _code("sign_in_code")})
    assert answer.status_code == 200, answer.text


async def test_the_account_page_confirms_it_by_a_code(visit, ada) -> None:
    user_id = await _joins(ada)
    browser = visit()
    await browser.sign_in(WANTED)
    actor = await browser.actor()
    async with unit_of_work(ALL_TENANTS) as db:
        await address.send_code(db, actor)
    with pytest.raises(AppError):
        await address.confirm(actor, "not it")
    assert not await _is_confirmed(user_id)
    await address.confirm(actor, await _code("address_code"))
    assert await _is_confirmed(user_id)
    async with unit_of_work(ALL_TENANTS) as db:
        with pytest.raises(Conflict):
            await address.send_code(db, actor)


async def test_a_program_confirms_it_too(visit, ada) -> None:
    user_id = await _joins(ada)
    program = visit()
    pair = (await program.post("/auth/login", {"email": WANTED, "password": PASSWORD})).json()
    headers = {"Authorization": f"Bearer {pair['access_token']}"}
    assert not (await program.get("/account", headers=headers)).json()["is_email_confirmed"]
    wrong = await program.post("/account/email/confirm", {"code": "123456"}, headers=headers)
    assert (wrong.status_code, wrong.json()["detail"]) == (422, {"field": "code"})
    assert (await program.post("/account/email/code", headers=headers)).status_code == 204
    code = await _code("address_code")
    # As it is read, and as it is copied: with spaces.
    spaced = f" {code[:3]} {code[3:]} "
    answer = await program.post("/account/email/confirm", {"code": spaced}, headers=headers)
    assert answer.status_code == 204, answer.text
    assert (await program.get("/account", headers=headers)).json()["is_email_confirmed"]
    assert await _is_confirmed(user_id)
    again = await program.post("/account/email/code", headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "settled")


async def test_letters_and_guesses_run_out_for_programs_as_well(visit, ada) -> None:
    await _joins(ada)
    program = visit()
    pair = (await program.post("/auth/login", {"email": WANTED, "password": PASSWORD})).json()
    headers = {"Authorization": f"Bearer {pair['access_token']}"}
    sent = [(await program.post("/account/email/code", headers=headers)).status_code for _each in range(5)]
    assert sent == [204] * 4 + [429]
    tried = [
        (await program.post("/account/email/confirm", {"code": "000000"}, headers=headers)).status_code
        for _each in range(11)
    ]
    assert tried == [422] * 10 + [429]


async def test_a_code_for_another_address_confirms_nothing(visit, ada) -> None:
    user_id = await _joins(ada)
    browser = visit()
    await browser.sign_in(WANTED)
    actor = await browser.actor()
    async with unit_of_work(ALL_TENANTS) as db:
        await address.send_code(db, actor)
        (await db.get_one(User, user_id)).email = "else@example.org"
    with pytest.raises(AppError):
        await address.confirm(actor, await _code("address_code"))
    assert not await _is_confirmed(user_id)


async def test_a_guessed_code_dies_after_six_tries(visit, ada) -> None:
    user_id = await _joins(ada)
    browser = visit()
    await browser.sign_in(WANTED)
    actor = await browser.actor()
    async with unit_of_work(ALL_TENANTS) as db:
        await address.send_code(db, actor)
    right = await _code("address_code")
    for _try in range(6):
        with pytest.raises(AppError):
            await address.confirm(actor, "not it")
    with pytest.raises(AppError):
        await address.confirm(actor, right)
    assert not await _is_confirmed(user_id)


async def test_a_reset_link_confirms_it_too(visit, ada) -> None:
    user_id = await _joins(ada)
    await visit().post("/auth/browser/forgot", {"email": WANTED})
    await work()
    found = re.search(r"#(\S+)", (await letters("password_reset"))[-1].text)
    assert found
    await recovery.reset(found[1], f"{PASSWORD}-again", service.Client("test", "test"))
    assert await _is_confirmed(user_id)


async def test_sign_in_opens_the_tenant_used_last(visit, ada) -> None:
    first = (await _admin(ada)).tenant_id
    async with unit_of_work(ALL_TENANTS) as db:
        other = Tenant(name="Elsewhere")
        db.add(other)
        await db.flush()
        db.add(Membership(tenant_id=other.id, user_id=ada, role="mentee"))
    browser = visit()
    await browser.sign_in()
    here = await browser.actor()
    assert here is not None
    assert here.tenant_id == first
    await people.start_login_in(ada, other.id, replacing=here, device="test", address="test")
    again = visit()
    await again.sign_in()
    assert await _where(again) == other.id
    # Where one does not belong any more, one does not arrive.
    async with unit_of_work(ALL_TENANTS) as db:
        place = select(Membership).where(col(Membership.tenant_id) == other.id)
        (await db.scalars(place)).one().ended_at = now()
    last = visit()
    await last.sign_in()
    assert await _where(last) == first


async def _where(browser: Visitor) -> str:
    actor = await browser.actor()
    assert actor is not None
    return actor.tenant_id
