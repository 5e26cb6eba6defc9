"""Trends say how sure they are, years show what is there, and this day is remembered."""

from datetime import UTC, date, datetime, timedelta

import pytest

from coaching_app.core import clock
from coaching_app.core.errors import Invalid, NotFound
from coaching_app.db.unit_of_work import snapshot
from coaching_app.domain.actor import Actor
from coaching_app.features.wellness import service
from coaching_app.features.wellness.schemas import FormView
from tests.unit.features.wellness.conftest import Answering

NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
TODAY = date(2026, 6, 30)


def of(form: FormView, key: str) -> str:
    return next(field.id for field in form.fields if field.key == key)


@pytest.fixture(autouse=True)
def _noon():
    with clock.freeze(NOON):
        yield


async def test_a_trend_has_bounds_and_leaves_gaps(me: Actor, form: FormView, answer: Answering) -> None:
    for ago in range(60):
        if ago % 3:
            await answer(TODAY - timedelta(days=ago), mood=2 if ago > 30 else 4 + ago % 2)
    async with snapshot(me.tenant_id) as db:
        found = await service.read_trend(db, me, of(form, "mood"))
    assert "higher than around" in found.summary
    assert sum(day.value is not None for day in found.days) == 40
    assert all(day.low <= day.mean <= day.high for day in found.days if day.mean is not None)
    assert (found.lowest, found.highest) == (1.0, 5.0)


async def test_too_little_is_no_trend(me: Actor, form: FormView, answer: Answering) -> None:
    await answer(mood=4)
    async with snapshot(me.tenant_id) as db:
        found = await service.read_trend(db, me, of(form, "mood"))
        assert "not enough" in found.summary
        assert [day.value for day in found.days] == [4.0]
        with pytest.raises(NotFound):
            await service.read_trend(db, me, of(form, "words"))
        with pytest.raises(Invalid):
            await service.read_trend(db, me, of(form, "mood"), first=date(1900, 1, 1))
        with pytest.raises(Invalid):
            await service.read_trend(db, me, of(form, "mood"), first=TODAY, last=TODAY - timedelta(days=1))
        for edge in (date.min, date.max):
            assert (await service.read_trend(db, me, of(form, "mood"), first=edge, last=edge)).days == ()


async def test_several_answers_of_a_day_are_its_mean(me: Actor, form: FormView, answer: Answering) -> None:
    for mood in (2, 5):
        await answer(mood=mood, sleep=7)
    async with snapshot(me.tenant_id) as db:
        year = await service.read_year(db, me, of(form, "mood"), 2026)
        assert [(day.value, day.level) for day in year.days] == [(3.5, 3)]
        assert (await service.read_year(db, me, of(form, "mood"), 2025)).days == ()
        assert (await service.read_year(db, me, of(form, "sleep"), 2026)).summary.endswith("7.0 on average")
        with pytest.raises(Invalid):
            await service.read_year(db, me, of(form, "mood"), 1)


async def test_levels_follow_the_scale(me: Actor, form: FormView, answer: Answering) -> None:
    for mood in range(1, 6):
        await answer(TODAY - timedelta(days=mood), mood=mood)
    async with snapshot(me.tenant_id) as db:
        year = await service.read_year(db, me, of(form, "mood"), 2026)
    assert sorted(day.level for day in year.days) == [0, 1, 2, 3, 4]


async def test_this_day_is_remembered(me: Actor, answer: Answering) -> None:
    for day in (date(2024, 6, 30), date(2025, 6, 30), date(2026, 5, 30), date(2026, 6, 29)):
        await answer(day, words=day.isoformat())
    async with snapshot(me.tenant_id) as db:
        found = await service.on_this_day(db, me)
    assert [(one.day, one.ago) for one in found] == [
        (date(2026, 5, 30), "a month ago"),
        (date(2025, 6, 30), "a year ago"),
        (date(2024, 6, 30), "2 years ago"),
    ]
    assert found[1].checkins[0].answers == {"words": "2025-06-30"}
