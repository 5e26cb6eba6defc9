"""A tenant may ask for a second step; whoever owes one gets nowhere but where one is set up."""

import pytest
from pyotp.totp import TOTP
from sqlalchemy import select, update

from coaching_app.access import logins, tokens
from coaching_app.access.event_guard import product_handlers
from coaching_app.access.matrix import short_name
from coaching_app.access.policy import OWING, Policy, is_open_while_owing, policy_of
from coaching_app.api.rest import product_routes

# Here and not in a test: the handlers register themselves in the context in which they are first imported.
from coaching_app.coaching_app import ROUTERS
from coaching_app.core.errors import Forbidden
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.second_step import SecondStep, asks, shows_two
from coaching_app.features.account.service import authenticators, second_step
from coaching_app.models import Login, Passkey, Tenant
from tests.support.people import Cast
from tests.support.rest import Rest

# What it takes to show a second step, and nothing else. Whoever adds one here says why it gives nothing away.
OPEN_ROUTES = {
    "GET /api/v1/account",
    "POST /api/v1/account/confirm",
    "POST /api/v1/account/confirm/mail",
    "POST /api/v1/account/confirm/passkey",
    "POST /api/v1/account/confirm/passkey/options",
    "POST /api/v1/account/passkeys",
    "POST /api/v1/account/passkeys/options",
    "POST /api/v1/account/second-factor",
    "POST /api/v1/account/second-factor/confirm",
}
OPEN_HANDLERS = {
    "enrolment_state.go_on",
    "enrolment_state.load",
    "proof_state.ask",
    "proof_state.close",
    "proof_state.mail_code",
    "proof_state.proved",
    "protection_state.begin_app",
    "protection_state.confirm_app",
    "protection_state.hide_codes",
    "protection_state.leave_app",
    "protection_state.load",
    "protection_state.passkey_added",
    "shell_state.load",
}


async def ask(tenant_id: str, rule: SecondStep) -> None:
    async with unit_of_work(ALL_TENANTS) as db:
        await db.execute(update(Tenant).where(Tenant.id == tenant_id).values(second_step=rule.value))
    logins.forget()


async def refusal(rest: Rest, headers: dict[str, str], path: str = "/api/v1/tasks") -> str:
    answer = await rest.client.get(path, headers=headers)
    return answer.json()["code"] if answer.status_code != 200 else ""


async def enrol(rest: Rest, headers: dict[str, str]) -> str:
    """Set an app up over REST; its secret."""
    begun = await rest.client.post("/api/v1/account/second-factor", headers=headers)
    secret = begun.json()["secret"]
    done = await rest.client.post(
        "/api/v1/account/second-factor/confirm", headers=headers, json={"code": TOTP(secret).now()}
    )
    assert (done.status_code, len(done.json()["codes"])) == (200, 10)
    return secret


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        (SecondStep.NOBODY, set()),
        (SecondStep.LEADERS, {Role.ADMIN, Role.PASTOR, Role.MENTOR}),
        (SecondStep.EVERYBODY, set(Role)),
    ],
)
def test_who_is_asked(rule: SecondStep, asked: set[Role]) -> None:
    assert {role for role in Role if asks(rule, role)} == asked
    assert asks("a rule that nobody knows", Role.MENTEE)


def test_which_ways_are_two_steps() -> None:
    two = ("passkey", "password and code", "google and code", "code by e-mail and code")
    assert all(shows_two(way) for way in two)
    assert not any(
        shows_two(way) for way in ("password", "code by e-mail", "google", "setup", "invitation", "")
    )


@pytest.mark.parametrize("way", ["bearer", "cookie"])
async def test_nothing_works_before_and_everything_after(rest: Rest, cast: Cast, way: str) -> None:
    people = {actor.role: actor for actor in (cast.mentee, cast.mentor, cast.admin)}
    headers = {role: await getattr(rest, way)(actor) for role, actor in people.items()}
    await ask(cast.mentee.tenant_id, SecondStep.LEADERS)
    found = {role: await refusal(rest, sent) for role, sent in headers.items()}
    assert found == {Role.MENTEE: "", Role.MENTOR: OWING, Role.ADMIN: OWING}
    assert (await rest.client.get("/api/v1/account", headers=headers[Role.MENTOR])).status_code == 200
    await enrol(rest, headers[Role.MENTOR])
    assert await refusal(rest, headers[Role.MENTOR]) == ""
    # Another sign-in of the same person has shown nothing yet.
    assert await refusal(rest, await rest.cookie(cast.mentor)) == OWING
    await ask(cast.mentee.tenant_id, SecondStep.EVERYBODY)
    assert await refusal(rest, headers[Role.MENTEE]) == OWING
    await ask(cast.mentee.tenant_id, SecondStep.NOBODY)
    assert await refusal(rest, headers[Role.ADMIN]) == ""


async def test_a_second_sign_in_shows_the_one_there_is(rest: Rest, cast: Cast) -> None:
    secret = await enrol(rest, await rest.cookie(cast.mentee))
    await ask(cast.mentee.tenant_id, SecondStep.EVERYBODY)
    later = await rest.cookie(cast.mentee)
    assert await refusal(rest, later) == OWING
    # Who knows the password alone can neither set up another one nor make an agent that needs none.
    for path in ("second-factor", "passkeys/options"):
        assert (await rest.client.post(f"/api/v1/account/{path}", headers=later)).json()["code"] == OWING
    made = await rest.client.post(
        "/api/v1/account/tokens", headers=later, json={"name": "Agent", "scopes": ["read"]}
    )
    assert made.json()["code"] == OWING
    wrong = await rest.client.post("/api/v1/account/confirm", headers=later, json={"proof": "000000"})
    assert wrong.status_code == 422
    async with unit_of_work(ALL_TENANTS) as db:
        await db.execute(update(authenticators.Authenticator).values(last_step=0))
    shown = await rest.client.post(
        "/api/v1/account/confirm", headers=later, json={"proof": TOTP(secret).now()}
    )
    assert shown.status_code == 204
    later["Cookie"] = shown.headers["set-cookie"].split(";")[0]
    assert await refusal(rest, later) == ""


async def test_an_agent_goes_on_with_its_owner(rest: Rest, cast: Cast) -> None:
    mine = {"user_id": cast.mentee.user_id, "tenant_id": cast.mentee.tenant_id, "name": "Agent"}
    async with unit_of_work(ALL_TENANTS) as db:
        _id, agent = await tokens.start_service(
            db, **mine, scopes=frozenset({"read"}), expires_at=tokens.now() + tokens.DEVICE_LIFETIME
        )
    headers = {"Authorization": f"Bearer {agent}"}
    await ask(cast.mentee.tenant_id, SecondStep.EVERYBODY)
    assert await refusal(rest, headers) == OWING
    await enrol(rest, await rest.cookie(cast.mentee))
    assert await refusal(rest, headers) == ""


async def test_whoever_takes_the_last_one_away_owes_again(rest: Rest, cast: Cast) -> None:
    headers = await rest.cookie(cast.mentee)
    await enrol(rest, headers)
    await ask(cast.mentee.tenant_id, SecondStep.EVERYBODY)
    key = Passkey(user_id=cast.mentee.user_id, credential_id="x", public_key="", name="Key")
    async with unit_of_work(ALL_TENANTS) as db:
        db.add(key)
        await authenticators.turn_off(db, cast.mentee.user_id)
    # A passkey is left, so what was shown still counts.
    assert await refusal(rest, headers) == ""
    async with unit_of_work(ALL_TENANTS) as db:
        await db.delete(await db.get_one(Passkey, key.id))
        await db.flush()
        await second_step.look_again(db, cast.mentee.user_id)
    assert await refusal(rest, headers) == OWING


async def test_a_first_passkey_is_no_way_around_another_one(rest: Rest, cast: Cast) -> None:
    headers = await rest.cookie(cast.mentee)
    await ask(cast.mentee.tenant_id, SecondStep.EVERYBODY)
    async with unit_of_work(ALL_TENANTS) as db:
        db.add(Passkey(user_id=cast.mentee.user_id, credential_id="y", public_key="", name="Key"))
    actor = await _actor(headers)
    async with unit_of_work(ALL_TENANTS) as db:
        with pytest.raises(Forbidden):
            await authenticators.begin(db, actor)


async def _actor(headers: dict[str, str]) -> Actor:
    found = await logins.find_actor(headers["Cookie"].partition("=")[2])
    assert found is not None
    return found


async def test_moving_to_another_tenant_takes_along_what_was_shown(rest: Rest, cast: Cast) -> None:
    headers = await rest.cookie(cast.mentee)
    await enrol(rest, headers)
    path = f"/api/v1/me/tenants/switch?tenant_id={cast.mentee.tenant_id}"
    moved = await rest.client.post(path, headers=headers)
    assert moved.status_code == 303
    await ask(cast.mentee.tenant_id, SecondStep.EVERYBODY)
    headers["Cookie"] = moved.headers["set-cookie"].split(";")[0]
    assert await refusal(rest, headers) == ""
    async with unit_of_work(ALL_TENANTS) as db:
        assert await db.scalar(select(Login.second_step_at).where(Login.ended_at.is_(None))) is not None


def test_every_route_and_handler_but_these_refuses() -> None:
    routes = {
        f"{method} {route.path}"
        for route in product_routes(ROUTERS)
        for method in route.methods - {"HEAD"}
        if policy_of(route.endpoint) is not Policy.PUBLIC and is_open_while_owing(route.endpoint)
    }
    assert routes == OPEN_ROUTES
    handlers = {short_name(name) for name, fn in product_handlers().items() if is_open_while_owing(fn)}
    assert handlers == OPEN_HANDLERS
