"""A session sees and writes one tenant only, whatever the query forgets to say."""

import gc

import pytest
from sqlalchemy import delete, func, select, update

from coaching_app.db import tenancy
from coaching_app.db.tenancy import TenantMismatch
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.models import Goal
from tests.support.people import Cast


async def _add_goal(owner, title: str) -> str:
    async with unit_of_work(owner.tenant_id) as db:
        goal = Goal(owner_id=owner.user_id, title=title)
        db.add(goal)
    return goal.id


async def test_a_query_without_any_filter_sees_one_tenant(cast: Cast) -> None:
    await _add_goal(cast.mentee, "ours")
    await _add_goal(cast.foreign_mentee, "theirs")
    async with snapshot(cast.mentee.tenant_id) as db:
        assert [goal.title for goal in (await db.scalars(select(Goal))).all()] == ["ours"]
        assert await db.scalar(select(func.count()).select_from(Goal)) == 1
        assert (await db.scalars(select(Goal.title))).all() == ["ours"]
    async with snapshot(ALL_TENANTS) as db:
        assert await db.scalar(select(func.count()).select_from(Goal)) == 2


async def test_a_statement_made_once_serves_each_tenant_its_own(cast: Cast) -> None:
    await _add_goal(cast.mentee, "ours")
    await _add_goal(cast.foreign_mentee, "theirs")
    once = select(Goal.title)
    for _ in range(2):
        for person, title in ((cast.mentee, "ours"), (cast.foreign_mentee, "theirs")):
            async with snapshot(person.tenant_id) as db:
                assert (await db.scalars(once)).all() == [title]
    async with snapshot(ALL_TENANTS) as db:
        assert len((await db.scalars(once)).all()) == 2


async def test_a_statement_made_for_one_call_is_not_kept(cast: Cast) -> None:
    gc.collect()
    before = len(tenancy._known)
    async with snapshot(cast.mentee.tenant_id) as db:
        for number in range(20):
            await db.execute(select(Goal.title).where(Goal.title == str(number)))
    gc.collect()
    assert len(tenancy._known) <= before + 1


async def test_get_by_id_does_not_cross(cast: Cast) -> None:
    foreign = await _add_goal(cast.foreign_mentee, "theirs")
    async with snapshot(cast.mentee.tenant_id) as db:
        assert await db.get(Goal, foreign) is None


async def test_bulk_update_and_delete_do_not_cross(cast: Cast) -> None:
    await _add_goal(cast.foreign_mentee, "theirs")
    async with unit_of_work(cast.mentee.tenant_id) as db:
        await db.execute(update(Goal).values(title="taken"))
        await db.execute(delete(Goal))
    async with snapshot(ALL_TENANTS) as db:
        assert (await db.scalars(select(Goal.title))).all() == ["theirs"]


async def test_writing_for_another_tenant_is_a_defect(cast: Cast) -> None:
    with pytest.raises(TenantMismatch):
        async with unit_of_work(cast.mentee.tenant_id) as db:
            db.add(Goal(tenant_id=cast.foreign_mentee.tenant_id, owner_id=cast.mentee.user_id, title="x"))


async def test_a_failed_unit_of_work_leaves_nothing(cast: Cast) -> None:
    with pytest.raises(RuntimeError):
        async with unit_of_work(cast.mentee.tenant_id) as db:
            db.add(Goal(owner_id=cast.mentee.user_id, title="x"))
            await db.flush()
            raise RuntimeError
    async with snapshot(ALL_TENANTS) as db:
        assert await db.scalar(select(func.count()).select_from(Goal)) == 0
