"""Transactions: whole or not at all, one writer after the other, nothing done after a failure."""

import asyncio

import pytest
from sqlalchemy import func, select

from coaching_app.db.unit_of_work import after_commit, snapshot, unit_of_work
from coaching_app.models import Goal
from tests.support.people import Cast


async def test_forty_writers_at_once_all_arrive(cast: Cast) -> None:
    async def write(number: int) -> None:
        async with unit_of_work(cast.mentee.tenant_id) as db:
            before = await db.scalar(select(func.count()).select_from(Goal))
            db.add(Goal(owner_id=cast.mentee.user_id, title=f"{number} after {before}"))

    await asyncio.gather(*(write(number) for number in range(40)))
    async with snapshot(cast.mentee.tenant_id) as db:
        assert await db.scalar(select(func.count()).select_from(Goal)) == 40


async def test_actions_follow_a_commit_and_no_failure(cast: Cast) -> None:
    done: list[str] = []
    async with unit_of_work(cast.mentee.tenant_id) as db:
        after_commit(db, lambda: done.append("kept"))
        assert done == []
    with pytest.raises(RuntimeError):
        async with unit_of_work(cast.mentee.tenant_id) as db:
            after_commit(db, lambda: done.append("lost"))
            raise RuntimeError
    assert done == ["kept"]


async def test_what_a_snapshot_read_stays_readable(cast: Cast) -> None:
    async with unit_of_work(cast.mentee.tenant_id) as db:
        db.add(Goal(owner_id=cast.mentee.user_id, title="one"))
    async with snapshot(cast.mentee.tenant_id) as db:
        goal = (await db.scalars(select(Goal))).one()
    assert goal.title == "one"
