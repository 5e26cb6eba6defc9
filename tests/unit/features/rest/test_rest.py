"""A person rests: once, weekly, sudden, backdated, ended early; others ask who rests and which days were rest."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import update

from coaching_app.core import clock
from coaching_app.core.errors import Conflict, Invalid, NotFound
from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.rest import service
from coaching_app.features.rest.schemas import OnceDraft, WeeklyDraft
from coaching_app.models import User

# A Friday, 14:00 in Berlin.
FRIDAY = datetime(2026, 5, 8, 12, tzinfo=UTC)
SABBATH = WeeklyDraft(4, time(18), 5, time(18))


@pytest.fixture
async def mentee(cast):
    async with unit_of_work(ALL_TENANTS) as db:
        await db.execute(update(User).where(User.id == cast.mentee.user_id).values(time_zone="Europe/Berlin"))
    return replace(cast.mentee, time_zone="Europe/Berlin")


async def do(use_case, actor, *args, at=FRIDAY, **kwargs):
    with clock.freeze(at):
        async with unit_of_work(actor.tenant_id) as db:
            return await use_case(db, actor, *args, **kwargs)


async def rests(actor, at, area=None):
    async with snapshot(actor.tenant_id) as db:
        found = await service.resting(db, [actor.user_id, new_id()], at, area)
    return found.get(actor.user_id)


async def days(actor, first, last, area="habits"):
    async with snapshot(actor.tenant_id) as db:
        return await service.rest_days(db, actor.user_id, first, last, area)


def local(day, hour):
    return datetime(2026, 5, day, hour - 2, tzinfo=UTC)


async def test_every_week_from_friday_to_saturday_evening(mentee):
    await do(service.add_weekly, mentee, SABBATH)
    assert await rests(mentee, local(8, 17)) is None
    now = await rests(mentee, local(8, 18))
    assert now is not None
    assert now.until == local(9, 18)
    assert await rests(mentee, local(9, 18)) is None
    assert await rests(mentee, local(22, 20)) is not None
    assert await days(mentee, date(2026, 5, 4), date(2026, 5, 17)) == {
        date(2026, 5, day) for day in (8, 9, 15, 16)
    }


async def test_a_sudden_illness_may_have_begun_two_days_ago_but_not_fifteen(mentee):
    await do(service.add_once, mentee, OnceDraft(FRIDAY - timedelta(days=2), FRIDAY + timedelta(days=8)))
    assert date(2026, 5, 6) in await days(mentee, date(2026, 5, 1), date(2026, 5, 31))
    assert len(await days(mentee, date(2026, 5, 1), date(2026, 5, 31))) == 11
    for back, is_fine in ((timedelta(days=14), True), (timedelta(days=14, seconds=1), False)):
        if is_fine:
            await do(service.add_once, mentee, OnceDraft(FRIDAY - back, FRIDAY))
        else:
            with pytest.raises(Invalid):
                await do(service.add_once, mentee, OnceDraft(FRIDAY - back, FRIDAY))


async def test_overlapping_rests_are_one_stretch_and_ending_early_ends_them_all(mentee):
    await do(service.add_weekly, mentee, SABBATH)
    await do(service.add_once, mentee, OnceDraft(local(9, 12), local(12, 12)))
    stretch = await rests(mentee, local(8, 20))
    assert stretch is not None
    assert stretch.until == local(12, 12)
    ended = await do(service.end_now, mentee, at=local(9, 13))
    assert len(ended) == 2
    assert await rests(mentee, local(9, 13)) is None
    assert await rests(mentee, local(9, 12)) is not None
    assert await rests(mentee, local(15, 19)) is not None, "a weekly rest comes again"
    await do(service.resume, mentee, ended, at=local(9, 14))
    assert await rests(mentee, local(9, 15)) is not None
    assert await rests(mentee, local(10, 15)) is not None


async def test_one_area_rests_alone_and_everything_covers_each_area(mentee):
    await do(service.add_once, mentee, OnceDraft(FRIDAY, None, "habits"))
    assert await rests(mentee, FRIDAY) is None
    assert await rests(mentee, FRIDAY, "habits") is not None
    assert await rests(mentee, FRIDAY, "checkins") is None
    assert await days(mentee, date(2026, 5, 8), date(2026, 5, 9), "planner") == frozenset()
    await do(service.add_once, mentee, OnceDraft(FRIDAY + timedelta(hours=1)))
    open_end = await rests(mentee, FRIDAY + timedelta(days=400), "checkins")
    assert open_end is not None
    assert open_end.until is None


async def test_a_weekly_rest_stops_and_a_deleted_one_never_was(mentee):
    weekly = await do(service.add_weekly, mentee, SABBATH)
    stopped = await do(service.stop_weekly, mentee, weekly.id, at=local(9, 12))
    assert stopped.is_now
    assert not stopped.is_over
    assert await rests(mentee, local(15, 20)) is None
    assert await rests(mentee, local(8, 20)) is not None
    await do(service.delete_rest, mentee, weekly.id)
    assert await rests(mentee, local(8, 20)) is None
    await do(service.restore_rest, mentee, weekly.id)
    assert await rests(mentee, local(8, 20)) is not None
    view = await do(service.get_rest, mentee, weekly.id, at=local(11, 12))
    assert view.is_over


async def test_what_does_not_rest_cannot_be_ended_and_another_s_rest_does_not_exist(mentee, cast):
    weekly = await do(service.add_weekly, mentee, SABBATH)
    with pytest.raises(Conflict):
        await do(service.end_rest, mentee, weekly.id)
    for use_case in (service.end_rest, service.get_rest, service.delete_rest, service.stop_weekly):
        with pytest.raises(NotFound):
            await do(use_case, cast.other_mentee, weekly.id)
    assert await do(service.end_now, cast.other_mentee, at=local(9, 10)) == ()


@pytest.mark.parametrize(
    "draft",
    [
        OnceDraft(FRIDAY, FRIDAY),
        OnceDraft(FRIDAY, FRIDAY - timedelta(hours=1)),
        OnceDraft(FRIDAY, area="sleep"),
        OnceDraft(FRIDAY + timedelta(days=4000)),
        WeeklyDraft(7, time(), 0, time()),
        WeeklyDraft(0, time(), 0, time(), first_day=date(2026, 4, 1)),
        WeeklyDraft(0, time(), 0, time(), last_day=date(2026, 4, 1)),
    ],
)
async def test_what_makes_no_sense_is_refused(mentee, draft):
    add = service.add_once if isinstance(draft, OnceDraft) else service.add_weekly
    with pytest.raises(Invalid):
        await do(add, mentee, draft)


async def test_the_page_says_it_in_words(mentee):
    await do(service.add_weekly, mentee, SABBATH)
    page = await do(service.read_rest, mentee, at=local(8, 19))
    assert page.is_resting
    assert page.words == "You are resting until Saturday, 9 May, 18:00."
    assert page.coming[0].when == "every week from Friday 18:00 to Saturday 18:00"
    await do(service.end_now, mentee, at=local(8, 19))
    assert not (await do(service.read_rest, mentee, at=local(8, 19))).is_resting


async def test_forms_are_read_on_the_person_s_clock(mentee):
    with clock.freeze(FRIDAY):
        draft = service.once_draft({"first": "2026-05-08", "last": "2026-05-10", "area": "habits"}, mentee)
        assert draft == OnceDraft(
            datetime(2026, 5, 7, 22, tzinfo=UTC), datetime(2026, 5, 10, 22, tzinfo=UTC), "habits"
        )
        assert service.rest_until("today", mentee) == datetime(2026, 5, 8, 22, tzinfo=UTC)
        assert service.rest_until("open", mentee) is None
    with pytest.raises(Invalid):
        service.once_draft({"first": "soon"}, mentee)
    with pytest.raises(Invalid):
        service.weekly_draft({"from_weekday": "9"})
