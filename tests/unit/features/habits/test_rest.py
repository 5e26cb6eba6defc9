"""Habits over REST, through the whole wall."""

import pytest

API = "/api/v1/habits"


only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def mine(rest, cast):
    """Sends requests as the mentee."""
    headers = await rest.bearer(cast.mentee)

    async def send(method, path="", **options):
        return await rest.client.request(method, f"{API}{path}", headers=headers, **options)

    return send


async def test_a_habit_lives(mine):
    made = await mine("POST", json={"name": "Walk", "times": 3, "days": 7, "tags": ["#Body", "body"]})
    assert made.status_code == 201
    habit = made.json()
    assert (habit["tags"], habit["weekdays"], habit["score"]) == (["body"], [], 0)
    path = f"/{habit['id']}"
    edited = await mine("PATCH", path, json={"version": 1, "weekdays": ["mon", "wed"], "times": 1, "days": 1})
    assert (edited.status_code, edited.json()["weekdays"]) == (200, ["mon", "wed"])
    assert (await mine("PATCH", path, json={"version": 1, "name": "Run"})).status_code == 409
    for verb, archived in (("archive", True), ("unarchive", False)):
        assert (await mine("POST", f"{path}/{verb}")).json()["is_archived"] is archived
    assert (await mine("DELETE", path)).status_code == 204
    assert (await mine("GET", path)).status_code == 404
    assert (await mine("POST", f"{path}/restore")).status_code == 200


async def test_a_device_replays_its_day_exactly_once(mine):
    habit = (
        await mine("POST", json={"name": "Read", "kind": "measured", "target": 20, "unit": "pages"})
    ).json()
    path = f"/{habit['id']}/entries/2026-03-01"
    body = {"state": "value", "value": 12.5, "note": "On the bus", "at": "2026-03-01T20:15:00+01:00", "client_key": "k1"}  # fmt: skip
    for _ in range(3):
        answer = await mine("PUT", path, json=body)
        assert answer.status_code == 200
        assert (answer.json()["value"], answer.json()["at"]) == (12.5, "2026-03-01T19:15:00Z")
    assert answer.json()["version"] == 1
    listed = (await mine("GET", f"/{habit['id']}/entries?from=2026-03-01&to=2026-03-01")).json()["items"]
    assert [one["note"] for one in listed] == ["On the bus"]
    score = (await mine("GET", f"/{habit['id']}/score?from=2026-02-01&to=2026-03-01")).json()
    assert score == [{"day": "2026-03-01", "score": pytest.approx(0.051922 * 12.5 / 20, abs=1e-6)}]


@only_sqlite
@pytest.mark.parametrize(
    "body",
    [
        {"name": " "}, {"name": "x" * 201}, {"name": "A", "times": 8, "days": 7}, {"name": "A", "days": 366},
        {"name": "A", "kind": "measured"}, {"name": "A", "kind": "measured", "target": -1},
        {"name": "A", "kind": "measured", "target": 1e12}, {"name": "A", "weekdays": ["someday"]},
        {"name": "A", "weekdays": ["mon"], "days": 7}, {"name": "A", "kind": "maybe"}, {"name": "A", "x": 1},
    ],
)  # fmt: skip
async def test_what_means_nothing_is_refused(mine, body):
    assert (await mine("POST", json=body)).status_code == 422


@only_sqlite
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("2026-02-30", {"state": "yes"}), ("20260201", {"state": "yes"}), ("1899-12-31", {"state": "yes"}),
        ("2399-12-31", {"state": "yes"}), ("2026-02-01", {"state": "value", "value": 1}),
        ("2026-02-01", {"state": "yes", "client_key": "a b"}), ("2026-02-01", {"state": "yes", "at": "2026-02-01T08:00"}),
        ("2026-02-01", {"note": "x" * 10_001}),
    ],
)  # fmt: skip
async def test_a_strange_day_is_refused(mine, path, body):
    habit = (await mine("POST", json={"name": "Walk"})).json()
    assert (await mine("PUT", f"/{habit['id']}/entries/{path}", json=body)).status_code == 422


async def test_the_order_and_the_hour_are_the_person_s_own(mine):
    ids = [(await mine("POST", json={"name": name})).json()["id"] for name in "abc"]
    placed = await mine("POST", f"/{ids[2]}/place", json={"position": 0})
    assert placed.json() == [ids[2], ids[0], ids[1]]
    assert [one["name"] for one in (await mine("GET")).json()["items"]] == ["c", "a", "b"]
    assert (await mine("PUT", "/day-start", json={"hour": 5})).json() == {"hour": 5}
    assert (await mine("GET", "/day-start")).json() == {"hour": 5}
    assert (await mine("PUT", "/day-start", json={"hour": 12})).status_code == 422


async def test_a_range_has_an_end(mine):
    habit = (await mine("POST", json={"name": "Walk"})).json()
    for query in ("from=1900-01-01&to=2026-01-01", "from=2026-01-02&to=2026-01-01"):
        assert (await mine("GET", f"/{habit['id']}/score?{query}")).status_code == 422
