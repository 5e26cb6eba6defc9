"""Everything that can be called is called as everybody: the access matrix, proved."""

import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from coaching_app.access import limits, logins, matrix, tokens
from coaching_app.access.policy import Policy
from coaching_app.cli.generate import access_entries
from coaching_app.core import clock
from coaching_app.core.ids import new_id
from coaching_app.core.logging import configure_logging, get_logger
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.models import Goal, Login, Membership, User
from tests.integration.wall.belongings import belongings, canary
from tests.integration.wall.owners import Owners, end_runs
from tests.integration.wall.route_samples import (
    ADMIN,
    API,
    COACHES,
    IN_TEXT,
    LEADERS,
    OPERATOR,
    PASSWORD,
    PUBLIC,
    SAMPLES,
    SECRET,
    SIGNED_IN,
    STAFF,
    call,
)
from tests.support.people import Cast, add_person
from tests.support.rest import ORIGIN, Rest

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _room(set_settings) -> None:
    set_settings(RATE_LIMIT_PER_MINUTE="1000000")


@pytest.fixture(autouse=True)
async def _runs_end() -> AsyncIterator[None]:
    yield
    await end_runs()


def without_trace(answer: Any) -> dict[str, Any]:
    """A problem document without the one thing that always differs."""
    return {key: value for key, value in answer.json().items() if key != "correlation_id"}


PRIVATE = SIGNED_IN | COACHES | LEADERS | STAFF | ADMIN


def routes_for(actor: Actor) -> dict[str, Any]:
    """The routes behind sign-in that somebody's role may use."""
    by_policy = {
        Policy.SIGNED_IN: SIGNED_IN, Policy.COACHES: COACHES, Policy.LEADERS: LEADERS, Policy.STAFF: STAFF,
        Policy.ADMIN: ADMIN,
    }  # fmt: skip
    return {
        name: sample
        for policy, rows in by_policy.items()
        if policy.allows(actor)
        for name, sample in rows.items()
    }


def roles_of(cast: Cast) -> tuple[Actor, ...]:
    return cast.mentee, cast.mentor, cast.pastor, cast.admin


# --- the registries -----------------------------------------------------------------------------


def test_everything_has_a_policy_and_every_route_a_row() -> None:
    entries = access_entries()
    assert [entry.name for entry in entries if entry.policy is None] == []
    routes = {entry.name: entry for entry in entries if entry.kind == "route"}
    assert set(routes) == set(SAMPLES), "give the route a row: what it takes and what it answers"
    for policy, rows in (
        (Policy.PUBLIC, PUBLIC),
        (Policy.OPERATOR, OPERATOR),
        (Policy.SIGNED_IN, SIGNED_IN),
        (Policy.COACHES, COACHES),
        (Policy.LEADERS, LEADERS),
        (Policy.STAFF, STAFF),
        (Policy.ADMIN, ADMIN),
    ):
        assert {name for name, entry in routes.items() if entry.policy is policy} == set(rows)
    assert {entry.policy for entry in entries if entry.kind == "job"} == {Policy.WORKER}
    assert Policy.PUBLIC not in {entry.policy for entry in entries if entry.kind in {"handler", "tool"}}
    assert len({(entry.kind, entry.name) for entry in entries}) == len(entries)


def test_the_declared_answers_are_those_of_the_policies() -> None:
    for policy in Policy:
        for caller, answer in zip(matrix.CALLERS, matrix.ANSWERS[policy], strict=True):
            is_nobody = caller in {"nobody", "ended"}
            actor = None if is_nobody else Actor("u", "t", Role(caller), "l", "n", "e")
            assert policy.allows(actor) == (answer == "yes"), (policy, caller)


def test_what_a_feature_offers_is_registered() -> None:
    import importlib
    import pkgutil

    from coaching_app import features
    from coaching_app.coaching_app import PAGES, ROUTERS
    from coaching_app.features.chat.service.proposals import _TOOLS
    from coaching_app.jobs.registry import JOBS

    registered = {"PAGES": PAGES, "JOBS": JOBS, "TOOLS": tuple(_TOOLS.values()), "router": ROUTERS}
    where = {"page": "PAGES", "jobs": "JOBS", "tools": "TOOLS", "api": "router"}
    missing = []
    for feature in pkgutil.iter_modules(features.__path__, "coaching_app.features."):
        for part in pkgutil.iter_modules(importlib.import_module(feature.name).__path__, f"{feature.name}."):
            wanted = where.get(part.name.rpartition(".")[2])
            # The page of all components is there in development only.
            if wanted is None or part.name == "coaching_app.features.design.page":
                continue
            offered = getattr(importlib.import_module(part.name), wanted)
            each = offered if isinstance(offered, tuple) else (offered,)
            if any(all(one is not known for known in registered[wanted]) for one in each):
                missing.append(part.name)
    assert missing == []


# --- who gets in --------------------------------------------------------------------------------


async def _ended(rest: Rest, cast: Cast) -> dict[str, dict[str, str]]:
    """Headers of everybody whose access has ended, each in their own way."""
    gone = {name: await add_person(cast.mentee.tenant_id, name.replace(" ", "_"), Role.ADMIN)
            for name in ("deactivated", "no member", "revoked")}  # fmt: skip
    headers = {f"{name}, token": await rest.bearer(actor) for name, actor in gone.items()}
    headers |= {f"{name}, cookie": await rest.cookie(actor) for name, actor in gone.items()}
    with clock.freeze(clock.now() - tokens.ACCESS_LIFETIME):
        headers["expired, token"] = await rest.bearer(cast.admin)
    headers["expired, cookie"] = await rest.cookie(
        expired := await add_person(cast.mentee.tenant_id, "x", Role.ADMIN)
    )
    headers["idle, cookie"] = await rest.cookie(
        idle := await add_person(cast.mentee.tenant_id, "i", Role.ADMIN)
    )
    async with unit_of_work(ALL_TENANTS) as db:

        def is_of(table: Any, actor: Actor) -> Any:
            return table.user_id == actor.user_id

        await db.execute(
            update(User).where(User.id == gone["deactivated"].user_id).values(deactivated_at=clock.now())
        )
        await db.execute(
            update(Membership).where(is_of(Membership, gone["no member"])).values(ended_at=clock.now())
        )
        await db.execute(update(Login).where(is_of(Login, gone["revoked"])).values(ended_at=clock.now()))
        await db.execute(update(tokens.ApiTokenFamily).where(is_of(tokens.ApiTokenFamily, gone["revoked"]))
                         .values(ended_at=clock.now()))  # fmt: skip
        await db.execute(update(Login).where(is_of(Login, expired)).values(expires_at=clock.now()))
        long_ago = clock.now() - logins.IDLE_LIMIT - timedelta(seconds=1)
        await db.execute(update(Login).where(is_of(Login, idle)).values(last_seen_at=long_ago))
    logins.forget()
    return headers


@only_sqlite
async def test_nobody_and_whoever_has_ended_gets_401_everywhere(rest: Rest, cast: Cast) -> None:
    ids = await belongings(cast.mentee)
    callers = {
        "nobody": {},
        "a wrong token": {"Authorization": "Bearer not-a-token"},
        "another scheme": {"Authorization": "Basic YTpi"},
        "a wrong cookie": {"Cookie": f"__Host-login={'A' * 43}", "Origin": ORIGIN},
        **await _ended(rest, cast),
    }
    wrong = []
    for name in PRIVATE:
        for caller, headers in callers.items():
            answer = await call(rest, name, ids, headers)
            document = without_trace(answer)
            is_right = answer.status_code == 401 and document["code"] in {"unauthenticated", "invalid_token"}
            if not is_right or "CANARY" in answer.text or answer.headers["www-authenticate"] != "Bearer":
                wrong.append((name, caller, answer.status_code, answer.text[:100]))
    assert wrong == []


@only_sqlite
async def test_public_routes_answer_to_all_and_to_those_who_have_ended(rest: Rest, cast: Cast) -> None:
    callers = {"nobody": {}, "mentee": await rest.bearer(cast.mentee), **await _ended(rest, cast)}
    wrong = []
    for name, sample in PUBLIC.items():
        for caller, headers in callers.items():
            limits.reset()
            given = {key: value for key, value in headers.items() if key != "Origin"}
            answer = await call(rest, name, {}, given)
            if answer.status_code != sample.ok and (name, answer.status_code) != ("GET /ready", 503):
                wrong.append((name, caller, answer.status_code, answer.text[:100]))
    assert wrong == []


@only_sqlite
async def test_metrics_are_the_operator_s(rest: Rest, cast: Cast, set_settings) -> None:
    async def status(**headers: str) -> int:
        return (await rest.client.get("/metrics", headers=headers)).status_code

    assert await status() == 200
    for name in ("x-forwarded-for", "forwarded", "x-real-ip"):
        assert await status(**{name: "127.0.0.1"}) == 404
    set_settings(METRICS_TOKEN="m" * 40)
    assert await status() == 404
    assert await status(**await rest.bearer(cast.admin)) == 404
    assert await status(Authorization=f"Bearer {'m' * 40}") == 200


async def _as_owner(rest: Rest, actor: Actor, headers: dict[str, str], url: str) -> list[Any]:
    wrong, owners, ids = [], Owners(rest, actor, headers, url), None
    for name, sample in routes_for(actor).items():
        importing = name.endswith("/cancel")
        if ids is None or importing:
            actor, headers, ids = await owners.fresh(importing=importing)
        answer = await call(rest, name, ids, headers)
        if not name.startswith("GET"):
            # What was changed or deleted is no sample any more.
            ids = None
        if answer.status_code != sample.ok:
            wrong.append((name, actor.role, answer.status_code, answer.text[:200]))
    return wrong


@pytest.fixture
def written(capsys) -> Iterator[Callable[[], str]]:
    """Everything the log says from here on, at its most talkative."""
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    configure_logging("DEBUG")
    yield lambda: "".join(capsys.readouterr())
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)


def _holds_nothing_private(log: str, *secrets: str) -> None:
    for word in (*secrets, "CANARY", SECRET["refresh_token"], PASSWORD["email"]):
        assert word not in log, log[max(0, log.find(word) - 300) : log.find(word) + 100]


async def _gets_their_own(
    rest: Rest, actor: Actor, headers: dict[str, str], url: str, written: Callable[[], str]
) -> None:
    assert await _as_owner(rest, actor, headers, url) == []
    _holds_nothing_private(written(), re.split(r"[ =]", next(iter(headers.values())))[-1], actor.email)


async def test_a_mentee_gets_their_own(rest: Rest, cast: Cast, database_url: str, written) -> None:
    await _gets_their_own(rest, cast.mentee, await rest.bearer(cast.mentee), database_url, written)


@only_sqlite
@pytest.mark.parametrize("role", ["mentor", "pastor", "admin"])
async def test_every_other_role_gets_its_own(
    rest: Rest, cast: Cast, role: str, database_url: str, written
) -> None:
    actor = getattr(cast, role)
    await _gets_their_own(rest, actor, await rest.cookie(actor), database_url, written)


# --- whose it is --------------------------------------------------------------------------------


async def _as_stranger(
    rest: Rest, actor: Actor, theirs: list[tuple[str, dict[str, str]]], *, in_bodies_only: bool = False
) -> list[Any]:
    """Whatever answers something else to another's object than to a missing one, or gives it away.

    Objects in addresses are asked for by every role on both databases among the thirteen actors too.
    """
    headers = await rest.bearer(actor)
    own = await belongings(actor)
    wrong = []
    for name, sample in SIGNED_IN.items():
        asked = json.dumps(sample.body) if in_bodies_only else name + json.dumps(sample.body)
        for parameter in dict.fromkeys(IN_TEXT.findall(asked)):
            missing = await call(rest, name, own | {parameter: new_id()}, headers)
            for whose, ids in theirs:
                if whose == "same tenant" and actor.role in matrix.OF_TENANT.get(name, ()):
                    continue
                answer = await call(rest, name, own | {parameter: ids[parameter]}, headers)
                same = answer.status_code == 404 and without_trace(answer) == without_trace(missing)
                if not same or "CANARY" in answer.text or ids[parameter] in answer.text:
                    wrong.append(
                        (name, parameter, whose, answer.status_code, missing.status_code, answer.text[:200])
                    )
    return wrong


async def test_another_s_object_does_not_exist_for_a_mentee(
    rest: Rest, cast: Cast, database_url: str
) -> None:
    theirs = [
        ("same tenant", await belongings(cast.other_mentee)),
        ("other tenant", await belongings(cast.foreign_mentee)),
    ]
    in_bodies_only = not database_url.startswith("sqlite")
    assert await _as_stranger(rest, cast.mentee, theirs, in_bodies_only=in_bodies_only) == []


@only_sqlite
@pytest.mark.parametrize("role", ["mentor", "pastor", "admin"])
async def test_another_s_object_does_not_exist_for_any_role(rest: Rest, cast: Cast, role: str) -> None:
    theirs = [
        ("same tenant", await belongings(cast.mentee)),
        ("other tenant", await belongings(cast.foreign_mentee)),
    ]
    assert await _as_stranger(rest, getattr(cast, role), theirs, in_bodies_only=True) == []


@only_sqlite
async def test_strange_ids_do_not_exist_either(rest: Rest, cast: Cast) -> None:
    headers, own = await rest.bearer(cast.mentee), await belongings(cast.mentee)
    strange = (
        "x",
        "0" * 26,
        "%00",
        "%F0%9F%92%A9",
        "a" * 3000,
        "' OR 1=1 --",
        "{own}%0A",
        "{OWN}",
        "..%2f..%2fetc",
    )
    wrong = []
    for name in SIGNED_IN:
        for parameter in IN_TEXT.findall(name):
            for text in strange:
                asked = text.replace("{own}", own[parameter]).replace("{OWN}", own[parameter].upper())
                answer = await call(rest, name, own | {parameter: asked}, headers)
                if answer.status_code not in {404, 405}:
                    wrong.append((name, text[:20], answer.status_code, answer.text[:200]))
    assert wrong == []


# What belongs to the tenant: its pathways, and what two people must agree on.
_OF_ALL_HERE = {"GET /api/v1/pathways", "GET /api/v1/break-glass"}


async def test_lists_hold_nothing_of_others(rest: Rest, cast: Cast) -> None:
    for actor in (cast.mentee, cast.other_mentee, cast.foreign_mentee):
        await belongings(actor)
    for actor in (cast.mentee, cast.foreign_mentee, cast.admin):
        headers = await rest.bearer(actor)
        for name in [name for name in routes_for(actor) if name.startswith("GET") and "{" not in name]:
            found = set(re.findall(r"CANARY-\w{26}", (await call(rest, name, {}, headers)).text))
            ours = (
                (cast.mentee, cast.other_mentee)
                if name in _OF_ALL_HERE and actor is not cast.foreign_mentee
                else ()
            )
            assert found <= {canary(actor), *map(canary, ours)}, name


async def test_a_filter_by_another_s_goal_finds_nothing(rest: Rest, cast: Cast) -> None:
    headers = await rest.bearer(cast.mentee)
    theirs = await belongings(cast.foreign_mentee)
    for goal_id in (theirs["goal_id"], new_id()):
        answer = await rest.client.get(f"{API}/tasks", params={"goal_id": goal_id}, headers=headers)
        assert (answer.status_code, answer.json()["items"]) == (200, [])


# --- what is written down -----------------------------------------------------------------------


@only_sqlite
async def test_the_log_holds_no_secret_and_nothing_private(rest: Rest, cast: Cast, written) -> None:
    for name in PUBLIC:
        await call(rest, name, {}, {})
    # It is logged with its trace, and must not quote either.
    with pytest.raises(IntegrityError) as raised:
        async with unit_of_work(cast.mentee.tenant_id) as db:
            db.add(Goal(id="g", owner_id="CANARY-no-such-person", title="CANARY-title"))
    get_logger("coaching_app.test").error("request_failed", exc_info=raised.value)
    log = written()
    assert "request_failed" in log
    _holds_nothing_private(log)
