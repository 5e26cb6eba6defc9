"""Reading the audit trail: filters, pages, a file no spreadsheet calculates, and nobody else's chain."""

import csv
import io

import pytest

from coaching_app.access import audit
from coaching_app.access.identity import acting
from coaching_app.core.errors import Forbidden
from coaching_app.core.origin import Origin, coming_from
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.admin import service
from coaching_app.features.admin.schemas import TrailFilter
from coaching_app.models import Goal, User
from tests.support.people import Cast
from tests.support.rest import Rest


async def act(actor, times: int = 1, action: str = "POST /api/v1/goals") -> None:
    for _ in range(times):
        with acting(actor), coming_from(Origin(action, "203.0.113.9")):
            async with unit_of_work(actor.tenant_id) as db:
                db.add(Goal(owner_id=actor.user_id, title="CANARY"))


async def listed(actor, wanted=None, **options):
    async with snapshot(actor.tenant_id) as db:
        return await service.list_trail(db, actor, wanted, **options)


async def test_filters_find_by_person_subject_word_and_time(cast: Cast) -> None:
    await act(cast.mentee)
    await act(cast.mentor, action="planner_state.add")
    by_mentee = await listed(cast.admin, TrailFilter(actor_id=cast.mentee.user_id))
    assert [(entry.actor_name, entry.action) for entry in by_mentee.items] == [
        ("Mentee", "POST /api/v1/goals")
    ]
    assert [entry.actor_role for entry in (await listed(cast.admin, TrailFilter(subject="goal"))).items] == [
        "mentor", "mentee",
    ]  # fmt: skip
    assert len((await listed(cast.admin, TrailFilter(search="PLANNER_state"))).items) == 1
    assert (await listed(cast.admin, TrailFilter(search="%"))).items == ()
    moment = by_mentee.items[0].at
    assert (await listed(cast.admin, TrailFilter(subject="goal", until=moment))).items == ()
    assert len((await listed(cast.admin, TrailFilter(subject="goal", since=moment))).items) == 2


async def test_pages_follow_one_another_both_ways(cast: Cast) -> None:
    await act(cast.mentee, 5)
    for oldest_first in (False, True):
        seen, cursor = [], None
        while True:
            page = await listed(
                cast.admin, TrailFilter(subject="goal"), limit=2, cursor=cursor, oldest_first=oldest_first
            )
            seen += [entry.seq for entry in page.items]
            cursor = page.cursor
            if cursor is None:
                break
        assert len(seen) == 5
        assert seen == sorted(seen, reverse=not oldest_first)


async def test_only_an_admin_reads_it_and_only_their_own_tenant(cast: Cast) -> None:
    await act(cast.foreign_mentee)
    assert (await listed(cast.admin, TrailFilter(actor_id=cast.foreign_mentee.user_id))).items == ()
    for actor in (cast.mentee, cast.mentor, cast.pastor):
        with pytest.raises(Forbidden):
            await listed(actor)
    with pytest.raises(Forbidden):
        await listed(cast.admin, chain="instance")
    async with unit_of_work(ALL_TENANTS) as db:
        (await db.get_one(User, cast.admin.user_id)).is_instance_owner = True
    assert (await listed(cast.admin, chain="instance")).items


async def test_the_file_is_whole_noted_and_calculates_nothing(cast: Cast) -> None:
    with coming_from(Origin("=HYPERLINK(1)", "@evil")):
        await audit.record(cast.admin.tenant_id, "probe")
    await act(cast.mentee, 3)
    with acting(cast.admin):
        text = "".join([part async for part in service.export_trail(cast.admin)])
    rows = list(csv.DictReader(io.StringIO(text)))
    seqs = [int(row["seq"]) for row in rows]
    assert seqs == list(range(1, len(seqs) + 1))
    assert "name=audit.exported" in rows[-1]["events"]
    probe = next(row for row in rows if "probe" in row["events"])
    assert (probe["action"], probe["address"]) == ("'=HYPERLINK(1)", "'@evil")
    assert "CANARY" not in text


async def test_over_rest(cast: Cast, rest: Rest) -> None:
    await act(cast.mentee)
    headers = await rest.bearer(cast.admin)
    made = await rest.client.post("/api/v1/goals", json={"title": "CANARY goal"}, headers=headers)
    assert made.status_code == 201
    answer = await rest.client.get("/api/v1/audit", params={"subject": "goal"}, headers=headers)
    newest = answer.json()["items"][0]
    assert newest["action"] == "POST /api/v1/goals"
    assert newest["actor_id"] == cast.admin.user_id
    assert newest["payload"] == {"body": {"title": "[11 characters]"}}
    assert newest["changes"][0]["ids"] == [made.json()["id"]]
    assert newest["correlation_id"] == ""
    file = await rest.client.get("/api/v1/audit/export", headers=headers)
    assert (file.status_code, file.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert "CANARY" not in file.text + answer.text
