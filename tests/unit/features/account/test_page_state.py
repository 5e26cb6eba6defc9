"""The account page's handlers: what they show, what they ask first, what they never keep."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from coaching_app.access import limits, logins
from coaching_app.access.identity import Asked
from coaching_app.core import clock
from coaching_app.core.errors import NotFound, ProofNeeded
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.account import service
from coaching_app.features.account.schemas import FirstSetup
from coaching_app.features.account.state import AccountState, ProgramState, ProofState, ProtectionState
from coaching_app.features.account.widgets import proof_event
from coaching_app.models import Login, Passkey
from tests.support.states import changed, open_state, run

PASSWORD = "Correct-horse-7-battery"


async def _login(user_id: str, tenant_id: str) -> Actor:
    async with unit_of_work(ALL_TENANTS) as db:
        secret = await logins.start_login(
            db, user_id=user_id, tenant_id=tenant_id, device="Firefox/130 Android", address="203.0.113.9"
        )
    actor = await logins.find_actor(secret)
    assert actor is not None
    return actor


@pytest.fixture
async def ada(sqlite_database) -> Actor:
    limits.reset()
    made = await service.first_setup(FirstSetup("Grace House", "Ada", "ada@example.org", PASSWORD))
    return await _login(made.user_id, made.tenant_id)


async def test_what_the_page_shows(ada: Actor) -> None:
    account = await open_state(AccountState)
    await run(account, AccountState.load, as_=ada)
    assert (account.name, account.email, account.tenant) == ("Ada", "ada@example.org", "Grace House")
    programs = await open_state(ProgramState)
    await run(programs, ProgramState.load, as_=ada)
    (row,) = programs.logins
    assert (row.device, row.address, row.is_current) == ("Firefox on Android", "203.0.113.9", True)
    assert not programs.has_others


async def test_a_second_step_from_start_to_end(ada: Actor) -> None:
    state = await open_state(ProtectionState)
    await run(state, ProtectionState.load, as_=ada)
    assert not state.is_on
    await run(state, ProtectionState.begin_app, as_=ada)
    secret = state.secret
    assert state.qr.startswith("M")
    await run(state, ProtectionState.confirm_app, {"code": "12"}, as_=ada)
    assert state.code_problem
    await run(state, ProtectionState.confirm_app, {"code": pyotp.TOTP(secret).now()}, as_=ada)
    assert state.is_on
    assert len(state.codes) == 10
    assert state.secret == state.qr == ""
    shown = await changed(state)
    assert secret not in str(shown)
    # Coming back later, nothing of it is there any more.
    await run(state, ProtectionState.load, as_=ada)
    assert state.codes == []
    await run(state, ProtectionState.new_codes, as_=ada)
    assert state.codes_left == 10
    await run(state, ProtectionState.turn_off_app, as_=ada)
    assert not state.is_on


@pytest.mark.parametrize(
    ("handler", "arguments"),
    [
        (ProtectionState.begin_app, ()),
        (ProtectionState.turn_off_app, ()),
        (ProtectionState.add_passkey, ()),
        (ProtectionState.start_connecting, ()),
    ],
)
async def test_without_a_proof_nothing_dangerous_begins(ada: Actor, handler, arguments) -> None:
    with clock.freeze(clock.now() + timedelta(minutes=11)):
        state = await open_state(ProtectionState)
        with pytest.raises(ProofNeeded):
            await run(state, handler, *arguments, as_=ada)
        assert state.secret == ""
        assert not state.is_adding_passkey


async def test_the_dialog_believes_what_was_proved_and_nothing_else(ada: Actor) -> None:
    proof = await open_state(ProofState)
    with clock.freeze(clock.now() + timedelta(minutes=11)):
        await run(proof, ProofState.ask, "", as_=ada)
        assert proof.is_open
        assert proof.has_password
        await run(proof, ProofState.proved, as_=ada)
        assert proof.problem
        assert proof.is_open
        await run(proof, ProofState.close, as_=ada)
        assert not proof.is_open
        await run(proof, ProofState.ask, "", as_=ada)
    # The login is as young as a proof.
    await run(proof, ProofState.proved, as_=ada)
    assert not proof.is_open


async def test_what_waits_for_a_proof_waits_for_the_sign_in_that_asked(ada: Actor) -> None:
    other = await _login(ada.user_id, ada.tenant_id)
    wanted = Asked("protection_state.turn_off_app", {}, ada.login_id)
    key = proof_event(ProofNeeded(wanted)).args[0][1]._var_value
    for actor, again in ((other, []), (ada, [wanted.name]), (ada, [])):
        # The key is neither another sign-in's, nor spent by it; and it is good once.
        proof = await open_state(ProofState)
        await run(proof, ProofState.ask, key, as_=actor)
        events = await run(proof, ProofState.proved, as_=actor)
        assert [event.name for event in events] == again


async def test_a_token_is_shown_until_the_dialog_closes(ada: Actor) -> None:
    state = await open_state(ProgramState)
    await run(state, ProgramState.open_token, as_=ada)
    await run(state, ProgramState.make_token, {"name": "Agent", "days": "30"}, as_=ada)
    assert state.token_problem
    form = {"name": "Agent", "days": "30", "read": True, "agent": True}
    await run(state, ProgramState.make_token, form, as_=ada)
    assert state.secret.startswith("coaching_service_")
    (row,) = state.programs
    assert (row.device, row.scopes) == ("Agent", "talks to the coach, reads")
    await run(state, ProgramState.close_token, as_=ada)
    assert state.secret == ""
    await run(state, ProgramState.end_login, row.id, as_=ada)
    assert state.programs == []


async def test_others_end_and_this_one_stays(ada: Actor) -> None:
    other = await _login(ada.user_id, ada.tenant_id)
    state = await open_state(ProgramState)
    await run(state, ProgramState.load, as_=ada)
    assert state.has_others
    await run(state, ProgramState.end_others, as_=ada)
    assert [row.is_current for row in state.logins] == [True]
    async with snapshot(ALL_TENANTS) as db:
        assert (await db.get_one(Login, other.login_id)).ended_at is not None


async def test_an_address_waits_and_can_be_kept(ada: Actor) -> None:
    state = await open_state(AccountState)
    await run(state, AccountState.ask_email, {"email": "not one"}, as_=ada)
    assert state.email_error
    await run(state, AccountState.ask_email, {"email": " New@Example.org "}, as_=ada)
    assert state.waiting_email == "new@example.org"
    await run(state, AccountState.keep_email, as_=ada)
    assert state.waiting_email == ""
    with clock.freeze(clock.now() + timedelta(minutes=11)), pytest.raises(ProofNeeded):
        await run(state, AccountState.ask_email, {"email": "new@example.org"}, as_=ada)
    assert state.waiting_email == ""


async def test_another_s_things_do_not_exist(ada: Actor) -> None:
    async with unit_of_work(ALL_TENANTS) as db:
        from coaching_app.models import User

        other = User(email="other@example.org", display_name="Other")
        db.add(other)
        await db.flush()
        key = Passkey(user_id=other.id, credential_id="c", public_key="k", name="CANARY")
        login = Login(user_id=other.id, tenant_id=ada.tenant_id, secret_digest="d")
        db.add_all((key, login))
    protection, programs = await open_state(ProtectionState), await open_state(ProgramState)
    with pytest.raises(NotFound):
        await run(protection, ProtectionState.remove_passkey, key.id, as_=ada)
    await run(protection, ProtectionState.start_renaming, key.id, "x", as_=ada)
    with pytest.raises(NotFound):
        await run(protection, ProtectionState.rename_passkey, {"name": "x"}, as_=ada)
    with pytest.raises(NotFound):
        await run(protection, ProtectionState.disconnect, key.id, as_=ada)
    with pytest.raises(NotFound):
        await run(programs, ProgramState.end_login, login.id, as_=ada)
    async with snapshot(ALL_TENANTS) as db:
        assert (await db.scalars(select(Passkey.name))).all() == ["CANARY"]


async def test_a_password_change_tells_and_ends_the_others(ada: Actor) -> None:
    other = await _login(ada.user_id, ada.tenant_id)
    state = await open_state(AccountState)
    await run(state, AccountState.save_password, {"current": "wrong", "fresh": PASSWORD + "2"}, as_=ada)
    assert state.password_error
    events = await run(
        state, AccountState.save_password, {"current": PASSWORD, "fresh": PASSWORD + "2"}, as_=ada
    )
    assert len(events) == 2
    async with snapshot(ALL_TENANTS) as db:
        assert (await db.get_one(Login, other.login_id)).ended_at is not None
