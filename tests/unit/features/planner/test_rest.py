"""Goals and tasks over REST: the whole wall in between, documented answers only."""

from typing import Any

import pytest

from coaching_app.db.engine import Database
from tests.support.people import Cast
from tests.support.rest import Rest

TASKS, GOALS = "/api/v1/tasks", "/api/v1/goals"


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """The use cases are tested on both databases; here it is about what goes over the wire."""
    return sqlite_database


async def made(rest: Rest, headers: dict[str, str], path: str = TASKS, **body: Any) -> dict[str, Any]:
    answer = await rest.client.post(path, json={"title": "Call my brother"} | body, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_task_from_birth_to_undo(rest: Rest, cast: Cast) -> None:
    mine = await rest.bearer(cast.mentee)
    aim = await made(rest, mine, GOALS, title="Peace", why="w", due_on="2027-01-01")
    task = await made(rest, mine, due_on="2026-11-21", estimate_minutes=25, goal_id=aim["id"], notes="n")
    assert (task["due_on"], task["estimate_minutes"], task["goal_title"], task["version"]) == (
        "2026-11-21",
        25,
        "Peace",
        1,
    )
    url = f"{TASKS}/{task['id']}"
    assert (await rest.client.get(url, headers=mine)).json() == task
    edited = await rest.client.patch(url, json={"version": 1, "title": "Write", "due_on": None}, headers=mine)
    assert (edited.json()["title"], edited.json()["due_on"], edited.json()["notes"]) == ("Write", None, "n")
    assert (await rest.client.post(f"{url}/complete", headers=mine)).json()["completed_at"]
    assert (await rest.client.get(f"{GOALS}/{aim['id']}", headers=mine)).json()["progress"] == {
        "done": 1,
        "total": 1,
        "percent": 100,
        "words": "1 of 1 task done = 100 %",
    }
    assert (await rest.client.post(f"{url}/reopen", headers=mine)).json()["completed_at"] is None
    assert (await rest.client.delete(url, headers=mine)).status_code == 204
    assert (await rest.client.get(url, headers=mine)).status_code == 404
    assert (await rest.client.post(f"{url}/restore", headers=mine)).json()["title"] == "Write"


async def test_a_goal_from_birth_to_undo(rest: Rest, cast: Cast) -> None:
    mine = await rest.bearer(cast.mentee)
    aim = await made(rest, mine, GOALS)
    url = f"{GOALS}/{aim['id']}"
    assert (await rest.client.patch(url, json={"version": 1, "status": "dropped"}, headers=mine)).json()[
        "status"
    ] == "dropped"
    assert (await rest.client.post(f"{url}/reopen", headers=mine)).json()["status"] == "active"
    assert (await rest.client.post(f"{url}/complete", headers=mine)).json()["status"] == "done"
    assert [
        item["id"]
        for item in (await rest.client.get(GOALS, params={"status": "done"}, headers=mine)).json()["items"]
    ] == [aim["id"]]
    assert (await rest.client.delete(url, headers=mine)).status_code == 204
    assert (await rest.client.post(f"{url}/restore", headers=mine)).status_code == 200


async def test_a_conflict_names_both_versions(rest: Rest, cast: Cast) -> None:
    mine = await rest.bearer(cast.mentee)
    task = await made(rest, mine)
    url = f"{TASKS}/{task['id']}"
    await rest.client.patch(url, json={"version": 1, "title": "first"}, headers=mine)
    answer = await rest.client.patch(url, json={"version": 1, "title": "second"}, headers=mine)
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert answer.json()["detail"] == {"your_version": 1, "saved_version": 2}


async def test_lists_filter_and_page(rest: Rest, cast: Cast) -> None:
    mine = await rest.cookie(cast.mentee)
    for number in range(5):
        await made(rest, mine, title=f"{number}", due_on=f"2200-01-0{5 - number}")
    first = (await rest.client.get(TASKS, params={"limit": 3, "due": "upcoming"}, headers=mine)).json()
    rest_of = (
        await rest.client.get(
            TASKS, params={"limit": 3, "due": "upcoming", "cursor": first["cursor"]}, headers=mine
        )
    ).json()
    assert [item["title"] for item in (*first["items"], *rest_of["items"])] == ["4", "3", "2", "1", "0"]
    assert rest_of["cursor"] is None
    assert (await rest.client.get(TASKS, params={"due": "overdue"}, headers=mine)).json()["items"] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": ""},
        {"title": "\u0000"},
        {"title": "   "},
        {"title": "x" * 501},
        {"title": 7},
        {"title": "x", "owner_id": "somebody"},
        {"title": "x", "completed_at": "2026-01-01T00:00:00Z"},
        {"title": "x", "tenant_id": "elsewhere"},
        {"title": "x", "due_on": 0},
        {"title": "x", "due_on": "2026-02-30"},
        {"title": "x", "due_on": "2026-01-01T00:00:00"},
        {"title": "x", "due_on": "1899-12-31"},
        {"title": "x", "estimate_minutes": "5"},
        {"title": "x", "estimate_minutes": True},
        {"title": "x", "estimate_minutes": 2**80},
        {"title": "x", "notes": "x" * 20_001},
        {"title": "x", "notes": None},
        [],
        "x",
    ],
)
async def test_bad_bodies_are_refused_with_a_problem(rest: Rest, cast: Cast, body: Any) -> None:
    mine = await rest.bearer(cast.mentee)
    answer = await rest.client.post(TASKS, json=body, headers=mine)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert (await rest.client.get(TASKS, headers=mine)).json()["items"] == []


@pytest.mark.parametrize(
    "raw",
    [b'{"title": "\\ud800"}', b"\xff\xfe", b"{", b'{"title": "x", "estimate_minutes": 1e999}', b"[" * 5000],
)
async def test_broken_json_is_refused(rest: Rest, cast: Cast, raw: bytes) -> None:
    mine = await rest.bearer(cast.mentee) | {"Content-Type": "application/json"}
    answer = await rest.client.post(TASKS, content=raw, headers=mine)
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0},
        {"limit": 101},
        {"due": "soon"},
        {"status": "x"},
        {"cursor": "x"},
        {"cursor": "é"},
        {"cursor": "W10"},
    ],
)
async def test_bad_filters_are_refused(rest: Rest, cast: Cast, params: dict[str, Any]) -> None:
    mine = await rest.bearer(cast.mentee)
    assert (await rest.client.get(TASKS, params=params, headers=mine)).status_code == 422


async def test_others_get_nothing_and_nobody_gets_in(rest: Rest, cast: Cast) -> None:
    mine = await rest.bearer(cast.mentee)
    urls = [f"{TASKS}/{(await made(rest, mine))['id']}", f"{GOALS}/{(await made(rest, mine, GOALS))['id']}"]
    for stranger in (cast.other_mentee, cast.foreign_mentee, cast.mentor, cast.admin):
        theirs = await rest.bearer(stranger)
        for url in urls:
            answers = [
                await rest.client.get(url, headers=theirs),
                await rest.client.patch(url, json={"version": 1, "title": "x"}, headers=theirs),
                await rest.client.delete(url, headers=theirs),
                *[
                    await rest.client.post(f"{url}/{verb}", headers=theirs)
                    for verb in ("complete", "reopen", "restore")
                ],
                await rest.client.get(f"{url[:-1]}~", headers=theirs),
            ]
            assert {answer.status_code for answer in answers} == {404}
            assert len({answer.json()["title"] for answer in answers}) == 1
    for url in (*urls, TASKS, GOALS):
        assert (await rest.client.get(url)).status_code == 401
    foreign_goal = urls[1].rsplit("/", 1)[1]
    theirs = await rest.bearer(cast.other_mentee)
    refused = await rest.client.post(TASKS, json={"title": "x", "goal_id": foreign_goal}, headers=theirs)
    assert refused.status_code == 404
