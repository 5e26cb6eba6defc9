"""An id of another tenant answers as a missing one does: the same words, in the same time."""

import random
import time
from collections.abc import Awaitable, Callable
from statistics import median
from typing import Any

import pytest

from coaching_app.core.ids import new_id
from tests.integration.wall.belongings import belongings
from tests.integration.wall.route_samples import SIGNED_IN, call
from tests.support.people import Cast
from tests.support.rest import Rest

ROUTES = (
    "GET /api/v1/files/{file_id}",
    "GET /api/v1/notes/{note_id}",
    "PATCH /api/v1/notes/{note_id}",
    "GET /api/v1/conversations/{conversation_id}",
    "GET /api/v1/conversations/{conversation_id}/messages",
    "DELETE /api/v1/conversations/{conversation_id}",
    "GET /api/v1/habits/{habit_id}",
    "PATCH /api/v1/habits/{habit_id}",
    "GET /api/v1/habits/{habit_id}/score",
    "GET /api/v1/people/{person_id}",
    "GET /api/v1/people/{person_id}/shared",
    "GET /api/v1/relationships/{relationship_id}",
)
ROUNDS = 15
TRIES = 8
Ask = Callable[[str], Awaitable[None]]


async def _measured(ask: Ask, rounds: int) -> dict[str, float]:
    """The median of each kind, asked in turn and in an order nobody could get used to.

    `missing` is asked twice as often, as two kinds: how far these lie apart says how noisy the machine is.
    """
    took: dict[str, list[float]] = {"foreign": [], "missing": [], "again": []}
    for _round in range(rounds):
        for kind in random.sample(sorted(took), 3):
            started = time.perf_counter()
            await ask("foreign" if kind == "foreign" else "missing")
            took[kind].append(time.perf_counter() - started)
    return {kind: median(times) for kind, times in took.items()}


async def differs(ask: Ask, rounds: int = ROUNDS, least: float = 0.0004) -> str:
    """What differs in each of a few tries; empty as soon as one of them finds no more than noise.

    Less than `least` seconds is never told. A query more, a decryption, a file looked for: each is there in every try, a busy moment is not.
    """
    told = ""
    for _try in range(TRIES):
        found = await _measured(ask, rounds)
        apart = abs(found["foreign"] - (found["missing"] + found["again"]) / 2)
        noise = abs(found["missing"] - found["again"])
        if apart <= max(least, 3 * noise, 0.1 * found["missing"]):
            return ""
        told = ", ".join(f"{kind} {seconds * 1000:.2f} ms" for kind, seconds in found.items())
    return told


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_another_tenant_s_id_is_as_fast_and_says_the_same(
    rest: Rest, cast: Cast, set_settings: Any
) -> None:
    set_settings(RATE_LIMIT_PER_MINUTE="100000")
    headers, theirs = await rest.bearer(cast.mentee), await belongings(cast.foreign_mentee)
    ids = {"foreign": theirs, "missing": {key: new_id() for key in theirs}}
    told: dict[str, str] = {}
    for name in ROUTES:
        answers: dict[str, set[tuple[int, str]]] = {"foreign": set(), "missing": set()}

        async def ask(kind: str, name: str = name, answers: Any = answers) -> None:
            answer = await call(rest, name, ids[kind], headers)
            said = answer.json()
            answers[kind].add((answer.status_code, f"{said['code']} {said['title']} {said['detail']}"))

        if found := await differs(ask):
            told[name] = found
        assert answers["foreign"] == answers["missing"], name
        assert {status for status, _said in answers["foreign"]} == {404}, name
    assert told == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_foreign_object_takes_as_long_as_a_missing_one(
    rest: Rest, cast: Cast, set_settings: Any
) -> None:
    set_settings(RATE_LIMIT_PER_MINUTE="100000")
    headers, theirs = await rest.bearer(cast.mentee), await belongings(cast.foreign_mentee)
    ids = {"foreign": theirs, "missing": {key: new_id() for key in theirs}}
    told: dict[str, str] = {}
    for name in [name for name in SIGNED_IN if name.startswith("GET") and "{" in name]:

        async def ask(kind: str, name: str = name) -> None:
            await call(rest, name, ids[kind], headers)

        # Loose, because there are many: it finds a page of queries, not a single one.
        if found := await differs(ask, rounds=5, least=0.01):
            told[name] = found
    assert told == {}


@pytest.fixture
def spend(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets time pass on a clock that no other work of the machine moves."""
    passed = [0.0]

    def spend(seconds: float) -> None:
        passed[0] += seconds

    monkeypatch.setattr(time, "perf_counter", lambda: passed[0])
    return spend


async def test_a_difference_is_found(spend: Callable[[float], None]) -> None:
    async def ask(kind: str) -> None:
        spend((0.003 if kind == "foreign" else 0.001) * random.uniform(0.8, 1.2))

    assert "foreign" in await differs(ask)


async def test_noise_is_none(spend: Callable[[float], None]) -> None:
    async def ask(_kind: str) -> None:
        spend(random.uniform(0.0005, 0.0015))

    assert await differs(ask) == ""
