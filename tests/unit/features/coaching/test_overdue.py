"""What is past its day is a reason for the coach only where its owner shares it, and never while they rest."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from coaching_app.core.clock import freeze, now
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.consent import Category
from coaching_app.features.coaching import service
from coaching_app.features.planner import service as planner
from coaching_app.features.rest import service as rest
from coaching_app.features.rest.schemas import OnceDraft
from coaching_app.models import ConsentGrant, User
from tests.support.people import Cast
from tests.unit.features.planner.doing import do, goal, see, share, task, utc, walk_with

NOW = utc("2026-11-21T12:00")
TODAY = NOW.date()


def ago(count: int) -> date:
    return TODAY - timedelta(days=count)


async def reasons(coach, person, at=NOW) -> list[str]:
    with freeze(at):
        found = await see(service.needs_of, coach)
    return [reason.words for one in found if one.person_id == person.user_id for reason in one.reasons]


@pytest.fixture
async def late(cast: Cast):
    """A mentee of the mentor who shares tasks, with one of them past its day."""
    await walk_with(cast.mentee, cast.mentor)
    await share(cast.mentee, cast.mentor, Category.TASKS)
    with freeze(NOW):
        return await task(cast.mentee, due_on=ago(3))


async def test_a_shared_task_past_its_day_is_a_reason_until_it_is_done(cast: Cast, late) -> None:
    assert await reasons(cast.mentor, cast.mentee) == ["1 plan past its day"]
    with freeze(NOW):
        await do(planner.complete_task, cast.mentee, late.id)
    assert await reasons(cast.mentor, cast.mentee) == ["nothing stands out"]


async def test_two_days_are_no_news_and_the_day_is_the_persons_own(cast: Cast, late) -> None:
    async with unit_of_work(cast.mentee.tenant_id) as db:
        await db.execute(
            update(User).where(col(User.id) == cast.mentee.user_id).values(time_zone="Pacific/Apia")
        )
    # There the fourth day begins at eleven in the morning UTC, and nowhere earlier.
    first = utc(f"{ago(1).isoformat()}T11:00")
    assert await reasons(cast.mentor, cast.mentee, first) == ["1 plan past its day"]
    before = await reasons(cast.mentor, cast.mentee, first - timedelta(minutes=1))
    assert before == ["nothing stands out"]


async def test_withdrawn_consent_takes_the_reason_along_at_once(cast: Cast, late) -> None:
    assert await reasons(cast.mentor, cast.mentee) == ["1 plan past its day"]
    async with unit_of_work(cast.mentee.tenant_id) as db:
        await db.execute(update(ConsentGrant).values(withdrawn_at=now()))
    assert await reasons(cast.mentor, cast.mentee) == ["shares nothing yet"]


async def test_what_is_not_shared_is_not_counted_nor_told_to_others(cast: Cast, late) -> None:
    with freeze(NOW):
        # Goals are not shared, nor is a step of one.
        aim = await goal(cast.mentee, due_on=ago(10))
        await do(planner.add_milestone, cast.mentee, aim.id, "A first step", due_on=ago(9))
    await walk_with(cast.mentee, cast.pastor, "pastor")
    assert await reasons(cast.mentor, cast.mentee) == ["1 plan past its day"]
    assert await reasons(cast.pastor, cast.mentee) == ["shares nothing yet"]
    await share(cast.mentee, cast.mentor, Category.GOALS, aim.id)
    assert await reasons(cast.mentor, cast.mentee) == ["3 plans past their day"]
    with freeze(NOW):
        await do(planner.change_goal_status, cast.mentee, aim.id, "dropped")
        (one,) = await see(service.needs_of, cast.mentor)
        assert (one.reasons[0].kind, one.reasons[0].days, one.reasons[0].count) == ("overdue", 3, 1)


async def test_another_tenant_learns_nothing(cast: Cast, late) -> None:
    assert await reasons(cast.foreign_mentee, cast.mentee) == []
    with freeze(NOW):
        foreign = await task(cast.foreign_mentee, due_on=ago(9))
    await share(cast.foreign_mentee, cast.mentor, Category.TASKS, foreign.id)
    assert await reasons(cast.mentor, cast.foreign_mentee) == []
    assert await reasons(cast.mentor, cast.mentee) == ["1 plan past its day"]


@pytest.mark.parametrize(("area", "said"), [("all", "resting"), ("planner", "nothing stands out")])
async def test_rest_says_nothing_of_it(cast: Cast, late, area: str, said: str) -> None:
    with freeze(NOW):
        await do(rest.add_once, cast.mentee, OnceDraft(NOW, NOW + timedelta(hours=6), area))
    assert await reasons(cast.mentor, cast.mentee, NOW + timedelta(hours=1)) == [said]


async def test_days_of_rest_are_left_out(cast: Cast, late) -> None:
    with freeze(NOW):
        await do(rest.add_once, cast.mentee, OnceDraft(NOW - timedelta(days=1), NOW - timedelta(hours=20)))
    assert await reasons(cast.mentor, cast.mentee) == ["nothing stands out"]
