"""The SQL condition of consent on both databases: relationship, permission, refusal, end, forced view."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from coaching_app.core import clock
from coaching_app.core.errors import NotFound
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Role
from coaching_app.domain.consent import Category, Viewer
from coaching_app.features.consent import service
from coaching_app.models import BreakGlass, ConsentGrant, Goal, Membership, ReadReceipt, Relationship

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


async def tie(coach, mentee, kind="mentor", status="active"):
    async with unit_of_work(mentee.tenant_id) as db:
        row = Relationship(
            coach_id=coach.user_id,
            mentee_id=mentee.user_id,
            kind=kind,
            status=status,
            proposed_by=coach.user_id,
        )
        db.add(row)
    return row


async def goal(owner, title="Goal"):
    async with unit_of_work(owner.tenant_id) as db:
        row = Goal(owner_id=owner.user_id, title=title)
        db.add(row)
    return row.id


async def decide(owner, **values):
    async with unit_of_work(owner.tenant_id) as db:
        row = ConsentGrant(owner_id=owner.user_id, category="goals", **values)
        db.add(row)
    return row.id


async def seen(viewer, owner, *, scope=None):
    async with snapshot(scope or viewer.tenant_id) as db:
        condition = service.visible_to(Viewer.of(viewer), Category.GOALS, col(Goal.owner_id), col(Goal.id))
        return set(
            await db.scalars(select(col(Goal.id)).where(col(Goal.owner_id) == owner.user_id, condition))
        )


async def test_nothing_is_visible_by_itself(cast):
    await goal(cast.mentee)
    await tie(cast.mentor, cast.mentee)
    assert await seen(cast.mentor, cast.mentee) == set()
    assert await seen(cast.admin, cast.mentee) == set()
    assert await seen(cast.mentee, cast.mentee) == set()


async def test_a_permission_counts_only_with_a_relationship(cast):
    one = await goal(cast.mentee)
    await decide(cast.mentee, viewer_id=cast.mentor.user_id)
    assert await seen(cast.mentor, cast.mentee) == set()
    await tie(cast.mentor, cast.mentee)
    assert await seen(cast.mentor, cast.mentee) == {one}
    assert await seen(cast.pastor, cast.mentee) == set()


@pytest.mark.parametrize("status", ["proposed", "ended", "declined"])
async def test_only_an_active_relationship_counts(cast, status):
    await goal(cast.mentee)
    await decide(cast.mentee, viewer_id=cast.mentor.user_id)
    await tie(cast.mentor, cast.mentee, status=status)
    assert await seen(cast.mentor, cast.mentee) == set()


async def test_a_permission_for_a_kind_reaches_whoever_has_it(cast):
    one = await goal(cast.mentee)
    await tie(cast.mentor, cast.mentee)
    await tie(cast.pastor, cast.mentee, kind="pastor")
    await decide(cast.mentee, audience="pastor")
    assert await seen(cast.pastor, cast.mentee) == {one}
    assert await seen(cast.mentor, cast.mentee) == set()


async def test_a_refusal_wins_for_the_item_and_for_the_category(cast):
    one, two = await goal(cast.mentee), await goal(cast.mentee)
    await tie(cast.mentor, cast.mentee)
    await decide(cast.mentee, viewer_id=cast.mentor.user_id)
    await decide(cast.mentee, viewer_id=cast.mentor.user_id, item_id=one)
    await decide(cast.mentee, audience="everyone", item_id=one, is_denial=True)
    assert await seen(cast.mentor, cast.mentee) == {two}
    await decide(cast.mentee, audience="mentor", is_denial=True)
    assert await seen(cast.mentor, cast.mentee) == set()


async def test_a_permission_ends_with_its_day_even_for_a_statement_made_before(cast):
    await goal(cast.mentee)
    await tie(cast.mentor, cast.mentee)
    await decide(cast.mentee, viewer_id=cast.mentor.user_id, ends_at=NOON)
    condition = service.visible_to(Viewer.of(cast.mentor), Category.GOALS, col(Goal.owner_id), col(Goal.id))
    statement = select(col(Goal.id)).where(condition)
    for moment, count in ((NOON - timedelta(seconds=1), 1), (NOON, 0), (NOON - timedelta(days=1), 1)):
        with clock.freeze(moment):
            async with snapshot(cast.mentor.tenant_id) as db:
                assert len(set(await db.scalars(statement))) == count


async def test_a_lost_role_takes_the_view_along(cast):
    await goal(cast.mentee)
    await tie(cast.mentor, cast.mentee)
    await decide(cast.mentee, audience="mentor")
    assert await seen(replace(cast.mentor, role=Role.MENTEE), cast.mentee) == set()
    assert await seen(replace(cast.mentor, role=Role.ADMIN), cast.mentee) == set()


async def test_a_forced_view_opens_what_was_asked_for_and_ends(cast):
    one = await goal(cast.mentee)
    await decide(cast.mentee, audience="everyone", is_denial=True)
    async with unit_of_work(cast.mentee.tenant_id) as db:
        db.add(
            BreakGlass(
                owner_id=cast.mentee.user_id, asker_id=cast.admin.user_id, categories=",goals,", reason="v1.x",
                minutes=60, approver_id=cast.pastor.user_id, approved_at=NOON, ends_at=NOON + timedelta(hours=1),
            )
        )  # fmt: skip
    with clock.freeze(NOON + timedelta(minutes=59)):
        assert await seen(cast.admin, cast.mentee) == {one}
        assert await seen(cast.pastor, cast.mentee) == set()
        async with snapshot(cast.admin.tenant_id) as db:
            (person,) = await service.shared_people(db, cast.admin)
        assert (person.person_id, person.categories) == (cast.mentee.user_id, ("goals",))
    with clock.freeze(NOON + timedelta(minutes=60)):
        assert await seen(cast.admin, cast.mentee) == set()


async def test_a_person_of_two_tenants_shares_in_one_only(cast):
    """Even work that is done for all tenants at once keeps them apart."""
    async with unit_of_work(ALL_TENANTS) as db:
        there = cast.foreign_mentee.tenant_id
        db.add(Membership(tenant_id=there, user_id=cast.mentee.user_id, role="mentee"))
        db.add(Membership(tenant_id=there, user_id=cast.mentor.user_id, role="mentor"))
        db.add(
            ConsentGrant(
                tenant_id=there, owner_id=cast.mentee.user_id, category="goals", viewer_id=cast.mentor.user_id
            )
        )
        db.add(
            Relationship(
                tenant_id=there, coach_id=cast.mentor.user_id, mentee_id=cast.mentee.user_id,
                status="active", proposed_by=cast.mentor.user_id,
            )
        )  # fmt: skip
    await goal(cast.mentee)
    assert await seen(cast.mentor, cast.mentee) == set()
    assert await seen(cast.mentor, cast.mentee, scope=ALL_TENANTS) == set()


async def record(actor, owner, item_ids, **more):
    async with unit_of_work(actor.tenant_id) as db:
        await service.record_reads(
            db, actor, owner.user_id, Category.GOALS, item_ids, surface="person page", **more
        )


async def receipts(owner):
    async with snapshot(owner.tenant_id) as db:
        return list(await db.scalars(select(ReadReceipt).order_by(col(ReadReceipt.minute))))


async def test_every_item_read_leaves_one_receipt_that_says_why(cast):
    one, two = await goal(cast.mentee), await goal(cast.mentee)
    await tie(cast.mentor, cast.mentee)
    whole = await decide(cast.mentee, audience="mentor")
    single = await decide(cast.mentee, viewer_id=cast.mentor.user_id, item_id=two)
    with clock.freeze(NOON):
        await record(cast.mentor, cast.mentee, [one, two])
        await record(cast.mentor, cast.mentee, [one])
    with clock.freeze(NOON + timedelta(minutes=1)):
        await record(cast.mentor, cast.mentee, [one])
    found = await receipts(cast.mentee)
    assert sorted(
        ((row.item_id, row.count, row.basis) for row in found), key=lambda row: (row[0] == two, -row[1])
    ) == [
        (one, 2, f"grant:{whole}"),
        (one, 1, f"grant:{whole}"),
        (two, 1, f"grant:{single},{whole}"),
    ]
    assert {(row.reader_id, row.reader_role, row.surface) for row in found} == {
        (cast.mentor.user_id, "mentor", "person page")
    }


async def test_the_owners_own_reading_leaves_none_and_an_unshared_thing_is_not_shown(cast):
    one = await goal(cast.mentee)
    await record(cast.mentee, cast.mentee, [one])
    with pytest.raises(NotFound):
        await record(cast.mentor, cast.mentee, [one])
    assert await receipts(cast.mentee) == []
    await record(cast.pastor, cast.mentee, [one], why="pathway")
    assert [row.basis for row in await receipts(cast.mentee)] == ["pathway"]


async def test_a_thousand_items_leave_a_thousand_receipts(cast):
    await tie(cast.mentor, cast.mentee)
    await decide(cast.mentee, audience="mentor")
    await record(cast.mentor, cast.mentee, [f"item{number}" for number in range(1200)])
    assert len(await receipts(cast.mentee)) == 1200


async def test_the_database_itself_refuses_to_edit_a_receipt(cast):
    one = await goal(cast.mentee)
    await tie(cast.mentor, cast.mentee)
    await decide(cast.mentee, audience="mentor")
    await record(cast.mentor, cast.mentee, [one])
    for change in ("surface = 'x'", "count = 0", "reader_id = 'x'"):
        with pytest.raises(DBAPIError):
            async with unit_of_work(cast.mentee.tenant_id) as db:
                await db.execute(text(f"UPDATE readreceipt SET {change}"))
