"""Templates over REST: a measured habit goes in and comes out as it was sent."""

from typing import Any

import pytest

from coaching_app.db.engine import Database
from tests.support.people import Cast
from tests.support.rest import Rest

URL = "/api/v1/goal-templates"
HABIT = {
    "kind": "habit",
    "title": "Read",
    "is_measured": True,
    "aim": "at_most",
    "target": 2.5,
    "unit": "hours",
    "weekdays": ["mon", "fri"],
}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What goes over the wire is the same on both databases."""
    return sqlite_database


async def test_a_measured_habit_goes_in_and_comes_out(rest: Rest, cast: Cast) -> None:
    mine = await rest.bearer(cast.mentor)
    made = await rest.client.post(URL, json={"title": "12 weeks", "items": [HABIT]}, headers=mine)
    assert made.status_code == 201
    (item,) = made.json()["content"]["items"]
    assert {name: item[name] for name in HABIT} == HABIT
    assert (item["times"], item["days"]) == (7, 7)


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": -1}, {"target": 1e12}, {"aim": "about"}, {"unit": "x" * 31}, {"weekdays": ["someday"]},
        {"weekdays": [], "times": 3, "days": 2}, {"times": 3}, {"days": 366}, {"times": "3"}, {"is_measured": "maybe"},
        {"aim": "at_least", "target": 0},
    ],
)  # fmt: skip
async def test_what_no_habit_can_be_is_refused(rest: Rest, cast: Cast, wrong: dict[str, Any]) -> None:
    mine = await rest.bearer(cast.mentor)
    body = {"title": "12 weeks", "items": [HABIT | wrong]}
    assert (await rest.client.post(URL, json=body, headers=mine)).status_code == 422
