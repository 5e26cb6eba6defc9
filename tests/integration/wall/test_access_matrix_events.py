"""Every page event is sent as everybody, through the guard that stands before all of them."""

import asyncio
import inspect
import json
import typing
from typing import Any

import pytest
import reflex as rx
from reflex.istate.data import RouterData
from reflex_base.event import Event
from sqlalchemy import func, select, update

from coaching_app.access import logins, matrix
from coaching_app.access.event_guard import EventGuard, _registered, product_handlers
from coaching_app.access.identity import current_actor
from coaching_app.access.policy import policy_of
from coaching_app.core import clock
from coaching_app.core.errors import AppError, NotFound
from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.models import AuditHead, Login, Membership, User
from tests.integration.wall.belongings import belongings, canary
from tests.integration.wall.samples.sample import named
from tests.integration.wall.test_access_matrix import roles_of
from tests.support.people import add_person
from tests.support.states import run

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
_VALUES: dict[Any, Any] = {
    str: "x",
    bool: True,
    int: 1,
    float: 1.0,
    dict[str, str]: {},
    list[str]: [],
    dict[str, str | bool]: {},
}
# What a text has to look like before anything else is asked of it.
_BY_NAME = {"day": "2026-01-31", "at": "09:00"}


@pytest.fixture(scope="module", autouse=True)
def _product() -> None:
    import coaching_app.coaching_app  # noqa: F401 - registers every handler


def _value_for(hint: Any) -> Any:
    """Something of this type; a type not known here fails the build."""
    empty = {dict: {}, list: []}.get(typing.get_origin(hint))
    return _VALUES[hint] if empty is None else empty


async def entries_written() -> int:
    """How long the audit trail is: whoever changed nothing wrote nothing."""
    async with snapshot(ALL_TENANTS) as db:
        return await db.scalar(select(func.sum(AuditHead.seq))) or 0


def payload_of(function: Any, ids: dict[str, str]) -> dict[str, Any]:
    """What a page would send; a parameter of a kind not known here fails the build."""
    hints = typing.get_type_hints(function)
    names = list(inspect.signature(function).parameters)[1:]
    known = ids | {name: _BY_NAME[name] for name in names if name in _BY_NAME and hints[name] is str}
    return {name: known[name] if name in known else _value_for(hints[name]) for name in names}


def tree(cookie: str, address: str = "/today") -> rx.State:
    """The state of a tab that was opened with this cookie."""
    root = rx.State(_reflex_internal_init=True)
    headers = {"cookie": cookie, "origin": "http://localhost:8000"}
    query = dict(part.split("=") for part in address.partition("?")[2].split("&") if part)
    root.router = RouterData.from_router_data(
        {"headers": headers, "token": new_id(), "asPath": address, "pathname": address.partition("?")[0],
         "query": query, "path": address}
    )  # fmt: skip
    return root


async def examine(cookie: str, name: str, payload: Any) -> tuple[str, Actor | None]:
    """Why the guard refuses an event, or nothing; and as whom it would run."""
    reasons: list[AppError] = []

    def refused(error: AppError) -> list[Any]:
        reasons.append(error)
        return []

    guard = EventGuard(refused)
    event = Event(name=name, payload=payload)
    update_ = await guard.preprocess(None, tree(cookie), event)
    assert (update_ is None) == (not reasons)
    return (reasons[0].reason if reasons else "", current_actor())


def in_a_task(name: str, payload: Any, cookie: str) -> Any:
    return asyncio.create_task(examine(cookie, name, payload))


async def cookie_of(actor: Actor) -> str:
    async with unit_of_work(ALL_TENANTS) as db:
        secret = await logins.start_login(
            db, user_id=actor.user_id, tenant_id=actor.tenant_id, device="", address=""
        )
    return f"__Host-login={secret}"


async def _ended(tenant_id: str) -> dict[str, str]:
    people = {
        name: await add_person(tenant_id, name, Role.ADMIN) for name in ("gone", "left", "out", "old", "idle")
    }
    cookies = {name: await cookie_of(actor) for name, actor in people.items()}
    moment = clock.now()
    changes = {
        "gone": (update(User).where(User.id == people["gone"].user_id), {"deactivated_at": moment}),
        "left": (
            update(Membership).where(Membership.user_id == people["left"].user_id),
            {"ended_at": moment},
        ),
        "out": (update(Login).where(Login.user_id == people["out"].user_id), {"ended_at": moment}),
        "old": (update(Login).where(Login.user_id == people["old"].user_id), {"expires_at": moment}),
        "idle": (
            update(Login).where(Login.user_id == people["idle"].user_id),
            {"last_seen_at": moment - logins.IDLE_LIMIT},
        ),
    }
    async with unit_of_work(ALL_TENANTS) as db:
        for statement, values in changes.values():
            await db.execute(statement.values(**values))
    logins.forget()
    return cookies


async def test_nobody_and_whoever_has_ended_is_refused(cast) -> None:
    ids = await belongings(cast.mentee)
    callers = {"nobody": "", "forged": f"__Host-login={'A' * 43}", **await _ended(cast.mentee.tenant_id)}
    wrong = []
    for name, function in product_handlers().items():
        for caller, cookie in callers.items():
            outcome = await in_a_task(name, payload_of(function, ids), cookie)
            if outcome != ("unauthenticated", None):
                wrong.append((matrix.short_name(name), caller, outcome))
    assert wrong == []


async def test_the_policy_decides_for_every_role_and_arguments_are_checked(cast) -> None:
    ids = await belongings(cast.mentee)
    wrong, tried = [], 0
    # Arguments are looked at after the policy and without a look at the person: once, by the first who may.
    looked_at: set[str] = set()
    for actor in roles_of(cast):
        cookie = await cookie_of(actor)
        for entry, (name, function) in zip(
            matrix.handler_entries(product_handlers()), sorted(product_handlers().items()), strict=True
        ):
            payload = payload_of(function, ids)
            expected = {"yes": "", "403": "forbidden"}[entry.answer(actor.role.value)]
            outcomes = {
                "": (await in_a_task(name, payload, cookie))[0],
                "extra": (await in_a_task(name, payload | {"is_admin": True}, cookie))[0],
                "self": (await in_a_task(name, payload | {"self": {}}, cookie))[0],
                "list": (await in_a_task(name, [payload], cookie))[0],
            }
            odd_keys = [] if name in looked_at else list(payload)
            if not expected:
                looked_at.add(name)
            for key in odd_keys:
                outcomes[f"{key} missing"] = (
                    await in_a_task(name, {k: v for k, v in payload.items() if k != key}, cookie)
                )[0]
                for odd in (None, 1.5, [1], {"x": {"y": 1}}, {"x": 1.25}):
                    outcomes[f"{key}={odd}"] = (await in_a_task(name, payload | {key: odd}, cookie))[0]
            tried += len(outcomes)
            for how, outcome in outcomes.items():
                defaults = inspect.signature(function).parameters
                is_optional = (
                    how.endswith(" missing") and defaults[how.split()[0]].default is not inspect._empty
                )
                wanted = expected if expected or not how or is_optional else "invalid"
                if outcome != wanted:
                    wrong.append((entry.name, actor.role, how, outcome))
    assert wrong == []
    assert tried > 2000
    assert looked_at == set(product_handlers())


async def test_what_is_no_handler_of_ours_is_refused(cast) -> None:
    cookie = await cookie_of(cast.admin)
    ours = set(product_handlers())
    harmless = {"hydrate", "hydrate_and_load", "set_is_hydrated", "on_load_internal", "update_vars_internal",
                "handle_frontend_exception"}  # fmt: skip
    others = [name for name in _registered() if name not in ours and name.rpartition(".")[2] not in harmless]
    assert any(name.endswith(".setvar") for name in others)
    state = next(iter(ours)).rpartition(".")[0]
    for name in (*others, "", ".", "x", f"{state}.", f"{state}.__init__", f"{state}._refresh", f"{state}.reset",
                 f"{state}.load.load", f"{state}.hydrate", "hydrate", "\x00", "x" * 100_000):  # fmt: skip
        reason, _actor = await in_a_task(name, {}, cookie)
        # A test's own states are handlers too, and have no policy either.
        entry = _registered().get(name)
        assert reason or (entry and policy_of(entry.handler.fn)), name[-80:]


async def _outcome(actor: Actor, cookie: str, name: str, ids: dict[str, str]) -> tuple[str, str]:
    """How a handler ends, and everything the browser would hear of it."""
    handler = _registered()[name].handler
    root = tree(cookie)
    state = root.get_substate(name.split(".")[:-1])
    try:
        events = await run(state, handler, as_=actor, **payload_of(handler.fn, ids))
        how = "done"
    except AppError as error:
        events, how = [], f"{type(error).__name__}: {error.message}"
    return how, str(events) + json.dumps(await root._get_resolved_delta(), default=str)


# What names a thing and answers the same whoever's it is: it only ever looks among what the page shows.
AMONG_WHAT_IS_SHOWN = frozenset(
    {"coach_state.finished", "coach_state.edit", "coach_state.show_sources"}
) | named("AMONG_WHAT_IS_SHOWN")
# What names a thing that is the whole tenant's: to those the policy lets in, it is nobody else's there.
OF_THE_TENANT = named("OF_THE_TENANT")


async def test_another_s_object_does_not_exist_for_an_event(cast) -> None:
    theirs = {
        "same tenant": await belongings(cast.other_mentee),
        "elsewhere": await belongings(cast.foreign_mentee),
    }
    wrong, tried = [], 0
    for entry, name in zip(
        matrix.handler_entries(product_handlers()), sorted(product_handlers()), strict=True
    ):
        if not entry.objects:
            continue
        for actor in roles_of(cast):
            # Whom the policy keeps out is another test's matter.
            if entry.policy is None or not entry.policy.allows(actor):
                continue
            cookie = await cookie_of(actor)
            missing, _heard = await _outcome(
                actor, cookie, name, {key: new_id() for key in theirs["elsewhere"]}
            )
            for whose, ids in theirs.items():
                if whose == "same tenant" and entry.name in OF_THE_TENANT:
                    continue
                before = await entries_written()
                how, heard = await _outcome(actor, cookie, name, ids)
                tried += 1
                # What looks only among the rows of the page, or refuses another argument first, does nothing.
                is_idle = await entries_written() == before
                is_refused = how == f"NotFound: {NotFound().message}" or is_idle
                is_refused = is_refused or entry.name in AMONG_WHAT_IS_SHOWN
                if how != missing or not is_refused or "CANARY" in heard:
                    wrong.append((entry.name, actor.role, whose, how, missing, "CANARY" in heard))
    assert wrong == []
    assert tried >= 100


@pytest.mark.parametrize("whose", ["other_mentee", "foreign_mentee"])
async def test_an_address_of_another_s_object_shows_nothing_of_it(cast, whose) -> None:
    stranger = getattr(cast, whose)
    ids = await belongings(stranger)
    await belongings(cast.mentee)
    cookie = await cookie_of(cast.mentee)
    addresses = [
        f"/planner?task={ids['task_id']}", f"/planner?goal={ids['goal_id']}", f"/coach/{ids['conversation_id']}",
        f"/knowledge/note/{ids['note_id']}", f"/knowledge?import={ids['import_id']}",
        f"/knowledge?source={ids['source_id']}",
    ]  # fmt: skip
    loads = [name for name in product_handlers() if name.endswith(".load")]
    heard_own = ""
    for address in addresses:
        for name in loads:
            root = tree(cookie, address)
            state = root.get_substate(name.split(".")[:-1])
            try:
                events = await run(state, _registered()[name].handler, as_=cast.mentee)
            except AppError:
                events = []
            heard = str(events) + json.dumps(await root._get_resolved_delta(), default=str)
            assert canary(stranger) not in heard, (address, name)
            heard_own += heard
    assert canary(cast.mentee) in heard_own
