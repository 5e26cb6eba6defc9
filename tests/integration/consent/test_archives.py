"""Archives over REST and as jobs: made, downloaded, expired, brought in; decisions, receipts and forced views too."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from coaching_app.access import tokens
from coaching_app.access.scopes import SERVICE_SCOPES
from coaching_app.core import clock
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.companion import service
from coaching_app.features.companion.service.leaving.archives import archive_path
from coaching_app.models import OutboxMail, PersonArchive, Relationship
from coaching_app.storage import staging

API = "/api/v1"
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def made(rest, actor, headers):
    begun = await rest.client.post(f"{API}/me/archives", headers=headers)
    assert begun.status_code == 202
    again = await rest.client.post(f"{API}/me/archives", headers=headers)
    assert again.status_code == 409
    archive_id = begun.json()["id"]
    early = await rest.client.get(f"{API}/me/archives/{archive_id}/download", headers=headers)
    assert early.status_code == 404
    await service.make_export(actor.tenant_id, archive_id)
    return archive_id


@only_sqlite
async def test_an_archive_is_made_taken_and_brought_in_by_somebody_else(rest, cast):
    headers = await rest.bearer(cast.mentee)
    await rest.client.post(f"{API}/goals", headers=headers, json={"title": "Take me along"})
    archive_id = await made(rest, cast.mentee, headers)
    shown = (await rest.client.get(f"{API}/me/archives", headers=headers)).json()
    assert (shown[0]["status"], shown[0]["rows"] > 0) == ("ready", True)
    taken = await rest.client.get(f"{API}/me/archives/{archive_id}/download", headers=headers)
    assert taken.status_code == 200
    assert taken.headers["content-type"] == "application/zip"
    assert "no-store" in taken.headers["cache-control"]
    theirs = await rest.bearer(cast.other_mentee)
    for path in ("", "/download"):
        answer = await rest.client.get(f"{API}/me/archives/{archive_id}{path}", headers=theirs)
        assert answer.status_code == 404
    there = await rest.bearer(cast.foreign_mentee)
    sent = await rest.client.post(
        f"{API}/me/import", headers=there | {"Content-Type": "application/zip"}, content=taken.content
    )
    assert sent.status_code == 202, sent.text
    await service.bring_in(cast.foreign_mentee.tenant_id, sent.json()["id"])
    goals = (await rest.client.get(f"{API}/goals", headers=there)).json()["items"]
    assert [goal["title"] for goal in goals] == ["Take me along"]


@only_sqlite
async def test_a_form_with_the_archive_works_as_well_and_rubbish_says_so(rest, cast):
    headers = await rest.bearer(cast.mentee)
    sent = await rest.client.post(
        f"{API}/me/import", headers=headers, files={"files": ("a.zip", b"no zip at all")}
    )
    assert sent.status_code == 202, sent.text
    await service.bring_in(cast.mentee.tenant_id, sent.json()["id"])
    row = (await rest.client.get(f"{API}/me/archives", headers=headers)).json()[0]
    assert (row["status"], "damaged" in row["error"]) == ("failed", True)
    assert await asyncio.to_thread(staging.list_older, -1e9, 0.0) == []
    for kind in ("text/plain", ""):
        answer = await rest.client.post(
            f"{API}/me/import", headers=headers | {"Content-Type": kind}, content=b"x"
        )
        assert answer.status_code == 422


@only_sqlite
async def test_an_archive_goes_after_its_time_or_when_told(rest, cast):
    headers = await rest.bearer(cast.mentee)
    first = await made(rest, cast.mentee, headers)
    with clock.freeze(clock.now() + timedelta(days=8)):
        assert await service.sweep_archives() == 1
    assert not archive_path(first).exists()
    second = await made(rest, cast.mentee, headers)
    assert archive_path(second).exists()
    gone = await rest.client.delete(f"{API}/me/archives/{second}", headers=headers)
    assert gone.status_code == 204
    assert not archive_path(second).exists()
    answer = await rest.client.get(f"{API}/me/archives/{second}/download", headers=headers)
    assert answer.status_code == 404


@only_sqlite
async def test_making_twice_makes_one_and_a_deleted_row_makes_none(cast):
    async with unit_of_work(cast.mentee.tenant_id) as db:
        view = await service.start_export(db, cast.mentee)
    await service.make_export(cast.mentee.tenant_id, view.id)
    before = archive_path(view.id).stat().st_mtime_ns
    await service.make_export(cast.mentee.tenant_id, view.id)
    assert archive_path(view.id).stat().st_mtime_ns == before
    async with unit_of_work(cast.mentee.tenant_id) as db:
        await db.delete(await db.get(PersonArchive, view.id))
    await service.make_export(cast.mentee.tenant_id, view.id)


async def test_sharing_over_rest_from_decision_to_receipt(rest, cast):
    service.install()
    async with unit_of_work(cast.mentee.tenant_id) as db:
        db.add(
            Relationship(
                coach_id=cast.mentor.user_id, mentee_id=cast.mentee.user_id, status="active",
                proposed_by=cast.mentor.user_id,
            )
        )  # fmt: skip
    mine, theirs = await rest.bearer(cast.mentee), await rest.bearer(cast.mentor)
    goal = (await rest.client.post(f"{API}/goals", headers=mine, json={"title": "=1+1"})).json()
    await rest.client.post(f"{API}/goals", headers=mine, json={"title": "Private"})
    shared = f"{API}/people/{cast.mentee.user_id}/shared/goals"
    assert (await rest.client.get(shared, headers=theirs)).json() == []
    body = {"category": "goals", "item_id": goal["id"], "viewer_id": cast.mentor.user_id}
    decision = (await rest.client.post(f"{API}/sharing/decisions", headers=mine, json=body)).json()
    assert [row["title"] for row in (await rest.client.get(shared, headers=theirs)).json()] == ["=1+1"]
    receipts = (await rest.client.get(f"{API}/sharing/receipts", headers=mine)).json()["items"]
    assert [(row["reader_id"], row["item_name"], row["count"]) for row in receipts] == [
        (cast.mentor.user_id, "=1+1", 1)
    ]
    assert "by name" in receipts[0]["why"]
    csv = (await rest.client.get(f"{API}/sharing/receipts.csv", headers=mine)).text
    assert "'=1+1" in csv
    assert (await rest.client.get(f"{API}/sharing/receipts", headers=theirs)).json()["items"] == []
    for query, count in (
        (f"?reader_id={cast.mentor.user_id}", 1), (f"?reader_id={cast.pastor.user_id}", 0),
        ("?category=goals", 1), ("?category=notes", 0), ("?first=2999-01-01", 0), ("?last=2000-01-01", 0),
    ):  # fmt: skip
        found = await rest.client.get(f"{API}/sharing/receipts{query}", headers=mine)
        assert len(found.json()["items"]) == count, query
    taken = await rest.client.delete(f"{API}/sharing/decisions/{decision['id']}", headers=mine)
    assert not taken.json()["is_live"]
    assert (await rest.client.get(shared, headers=theirs)).json() == []
    again = await rest.client.post(f"{API}/sharing/decisions/{decision['id']}/restore", headers=mine)
    assert again.json()["is_live"]
    assert len((await rest.client.get(shared, headers=theirs)).json()) == 1
    overview = (await rest.client.get(f"{API}/sharing", headers=mine)).json()
    cells = {cell["category"]: cell for cell in overview["people"][0]["cells"]}
    assert (cells["goals"]["level"], cells["notes"]["level"]) == ("some", "none")


async def test_one_thing_is_kept_back_from_a_shared_category_and_from_everybody(rest, cast):
    service.install()
    async with unit_of_work(cast.mentee.tenant_id) as db:
        db.add(
            Relationship(
                coach_id=cast.mentor.user_id, mentee_id=cast.mentee.user_id, status="active",
                proposed_by=cast.mentor.user_id,
            )
        )  # fmt: skip
    mine, theirs = await rest.bearer(cast.mentee), await rest.bearer(cast.mentor)
    goal = (await rest.client.post(f"{API}/goals", headers=mine, json={"title": "One"})).json()
    for body in (
        {"category": "goals", "audience": "mentor"},
        {"category": "goals", "audience": "everyone", "item_id": goal["id"], "is_denial": True},
    ):
        assert (
            await rest.client.post(f"{API}/sharing/decisions", headers=mine, json=body)
        ).status_code == 201
    shared = f"{API}/people/{cast.mentee.user_id}/shared/goals"
    assert (await rest.client.get(shared, headers=theirs)).json() == []
    one = (
        await rest.client.get(f"{API}/sharing/item?category=goals&item_id={goal['id']}", headers=mine)
    ).json()
    assert one["is_never"]
    for bad in (
        {"category": "goals", "audience": "everyone"},
        {"category": "goals"},
        {"category": "goals", "audience": "mentor", "viewer_id": cast.mentor.user_id},
        {"category": "goals", "audience": "mentor", "last_day": "2001-01-01"},
        {"category": "secrets", "audience": "mentor"},
    ):
        assert (
            await rest.client.post(f"{API}/sharing/decisions", headers=mine, json=bad)
        ).status_code == 422, bad
    for missing in (
        {"category": "goals", "viewer_id": cast.pastor.user_id},
        {"category": "goals", "audience": "mentor", "item_id": "01m7ybnvgpwvbrhcmpedawzaeg"},
    ):
        answer = await rest.client.post(f"{API}/sharing/decisions", headers=mine, json=missing)
        assert answer.status_code == 404, missing


@only_sqlite
async def test_nothing_is_forced_open_by_an_old_sign_in_or_by_an_agent(rest, cast):
    service.install()
    asking = {
        "person_id": cast.mentee.user_id,
        "categories": ["goals"],
        "reason": "somebody may be in danger",
    }
    async with unit_of_work(ALL_TENANTS) as db:
        made = [
            await tokens.start_service(
                db, user_id=who.user_id, tenant_id=who.tenant_id, name="Agent", scopes=SERVICE_SCOPES,
                expires_at=clock.now() + timedelta(days=9),
            )
            for who in (cast.admin, cast.pastor)
        ]  # fmt: skip
    admin_agent, pastor_agent = ({"Authorization": f"Bearer {secret}"} for _id, secret in made)
    admin, old_admin = await rest.bearer(cast.admin), await rest.cookie(cast.admin)
    pastor, old_pastor = await rest.bearer(cast.pastor), await rest.cookie(cast.pastor)
    view = (await rest.client.post(f"{API}/break-glass", headers=admin, json=asking)).json()
    approve = f"{API}/break-glass/{view['id']}/approve"
    answers = [
        await rest.client.post(f"{API}/break-glass", headers=admin_agent, json=asking),
        await rest.client.post(approve, headers=pastor_agent),
    ]
    assert [answer.json()["code"] for answer in answers] == ["insufficient_scope"] * 2
    with clock.freeze(clock.now() + timedelta(minutes=11)):
        answers = [
            await rest.client.post(f"{API}/break-glass", headers=old_admin, json=asking),
            await rest.client.post(approve, headers=old_pastor),
        ]
    assert [answer.json()["code"] for answer in answers] == ["reauthenticate"] * 2
    # Nothing of it was kept: there is the one that waits, and it still waits.
    (row,) = (await rest.client.get(f"{API}/break-glass", headers=pastor)).json()
    assert (row["id"], row["status"]) == (view["id"], "asked")


async def test_break_glass_needs_two_tells_the_owner_and_leaves_receipts(rest, cast):
    service.install()
    owner, admin = await rest.bearer(cast.mentee), await rest.bearer(cast.admin)
    pastor, mentor = await rest.bearer(cast.pastor), await rest.bearer(cast.mentor)
    await rest.client.post(f"{API}/goals", headers=owner, json={"title": "Private"})
    asking = {
        "person_id": cast.mentee.user_id,
        "categories": ["goals"],
        "reason": "somebody may be in danger",
    }
    assert (await rest.client.post(f"{API}/break-glass", headers=pastor, json=asking)).status_code == 403
    short = asking | {"reason": "because"}
    assert (await rest.client.post(f"{API}/break-glass", headers=admin, json=short)).status_code == 422
    long = asking | {"minutes": 1441}
    assert (await rest.client.post(f"{API}/break-glass", headers=admin, json=long)).status_code == 422
    view = (await rest.client.post(f"{API}/break-glass", headers=admin, json=asking)).json()
    shared = f"{API}/people/{cast.mentee.user_id}/shared/goals"
    assert (await rest.client.get(shared, headers=admin)).status_code == 404
    approve = f"{API}/break-glass/{view['id']}/approve"
    for who, status in ((admin, 403), (owner, 404), (mentor, 404)):
        assert (await rest.client.post(approve, headers=who)).status_code == status
    opened = await rest.client.post(approve, headers=pastor)
    assert (opened.status_code, opened.json()["status"], opened.json()["minutes"]) == (200, "open", 60)
    assert (await rest.client.post(approve, headers=pastor)).status_code == 409
    assert [row["title"] for row in (await rest.client.get(shared, headers=admin)).json()] == ["Private"]
    notes = await rest.client.get(f"{API}/people/{cast.mentee.user_id}/shared/notes", headers=admin)
    assert notes.json() == []
    assert (await rest.client.get(shared, headers=pastor)).status_code == 404
    told = (await rest.client.get(f"{API}/break-glass/of-me", headers=owner)).json()
    assert (told[0]["reason"], told[0]["reads"]) == ("somebody may be in danger", 1)
    receipt = (await rest.client.get(f"{API}/sharing/receipts", headers=owner)).json()["items"][0]
    assert "Two people" in receipt["why"]
    async with snapshot(cast.mentee.tenant_id) as db:
        letters = await db.scalars(select(OutboxMail).where(col(OutboxMail.recipient) == cast.mentee.email))
        assert letters.first() is not None
    page = (await rest.client.get(f"{API}/sharing", headers=owner)).json()
    assert page["forced"][0]["is_open"]
    ended = await rest.client.post(f"{API}/break-glass/{view['id']}/end", headers=pastor)
    assert ended.json()["status"] == "ended"
    assert (await rest.client.get(shared, headers=admin)).status_code == 404
    counts = (await rest.client.get(f"{API}/break-glass/counts", headers=admin)).json()
    assert (counts["receipts"], counts["open_views"]) == (1, 0)
    assert (await rest.client.get(f"{API}/break-glass", headers=owner)).json() == []
