"""Answers are kept sealed, once, and as they were given."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from coaching_app.core import clock
from coaching_app.core.errors import Conflict, Invalid, NotFound
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.wellness import service
from coaching_app.features.wellness.schemas import CheckinDraft, FormView
from tests.support.people import Cast
from tests.unit.features.wellness.conftest import Answering


async def test_answers_come_back_as_given_with_what_follows_from_them(answer: Answering) -> None:
    kept = await answer(mood=4, sleep="7,5", words="Grace\nand peace", where="Away")
    assert kept.answers == {
        "mood": 4.0,
        "sleep": 7.5,
        "words": "Grace\nand peace",
        "where": "Away",
        "rested": 11.5,
    }


async def test_words_are_sealed_on_disk(answer: Answering) -> None:
    await answer(mood=4, words="CANARY-in-words", where="Away")
    async with snapshot(ALL_TENANTS) as db:
        rows = list(await db.scalars(text("SELECT words FROM checkinanswer WHERE words IS NOT NULL")))
    assert len(rows) == 2
    assert all(row.startswith("v1.") and "CANARY" not in row and "Away" not in row for row in rows)


async def test_the_same_key_is_the_same_check_in(me: Actor, form: FormView, answer: Answering) -> None:
    first = await answer(client_key="phone-1", mood=4)
    assert await answer(client_key="phone-1", mood=1) == first
    sent = await asyncio.gather(*(answer(client_key="phone-2", mood=3) for _time in range(8)))
    assert len({one.id for one in sent}) == 1
    async with snapshot(me.tenant_id) as db:
        assert len((await service.list_checkins(db, me)).items) == 2


async def test_a_day_may_have_several_and_any_day_that_was(me: Actor, answer: Answering) -> None:
    past = date(2020, 2, 29)
    kept = [await answer(past, mood=1), await answer(past, mood=5), await answer(mood=3)]
    async with snapshot(me.tenant_id) as db:
        listed = (await service.list_checkins(db, me)).items
        assert [one.id for one in listed] == [kept[2].id, kept[1].id, kept[0].id]
        assert len((await service.list_checkins(db, me, first=past, last=past)).items) == 2
        assert (await service.list_checkins(db, me, form_id="nobody")).items == ()
    for day in (date(1899, 12, 31), clock.now().date() + timedelta(days=3)):
        with pytest.raises(Invalid) as refused:
            await answer(day, mood=3)
        assert refused.value.detail == {"field": "day"}


async def test_answers_change_one_by_one(me: Actor, answer: Answering) -> None:
    kept = await answer(mood=4, sleep=8, words="Grace")
    async with unit_of_work(me.tenant_id) as db:
        changed = await service.edit_checkin(db, me, kept.id, 1, {"sleep": 6, "words": None})
    assert changed.answers == {"mood": 4.0, "sleep": 6.0, "rested": 10.0}
    with pytest.raises(Conflict):
        async with unit_of_work(me.tenant_id) as db:
            await service.edit_checkin(db, me, kept.id, 1, {"sleep": 5})
    with pytest.raises(Invalid):
        async with unit_of_work(me.tenant_id) as db:
            await service.edit_checkin(db, me, kept.id, 2, {"mood": 9})
    async with snapshot(me.tenant_id) as db:
        assert await service.get_checkin(db, me, kept.id) == changed


async def test_deleted_and_brought_back(me: Actor, answer: Answering) -> None:
    kept = await answer(mood=4)
    async with unit_of_work(me.tenant_id) as db:
        await service.delete_checkin(db, me, kept.id)
        with pytest.raises(NotFound):
            await service.get_checkin(db, me, kept.id)
        assert await service.restore_checkin(db, me, kept.id) == kept


async def test_nobody_else_answers_reads_or_changes(cast: Cast, form: FormView, answer: Answering) -> None:
    kept = await answer(mood=4)
    for other in (cast.other_mentee, cast.mentor, cast.pastor, cast.admin, cast.foreign_mentee):
        async with unit_of_work(other.tenant_id) as db:
            for attempt in (
                service.add_checkin(db, other, CheckinDraft(form.id, {"mood": 1})),
                service.get_checkin(db, other, kept.id),
                service.edit_checkin(db, other, kept.id, 1, {"mood": 1}),
                service.delete_checkin(db, other, kept.id),
                service.restore_checkin(db, other, kept.id),
                service.checkins_csv(db, other, form.id),
                service.read_trend(db, other, form.fields[0].id),
                service.read_year(db, other, form.fields[0].id, 2026),
            ):
                with pytest.raises(NotFound):
                    await attempt


async def test_pages_follow_each_other(me: Actor, answer: Answering) -> None:
    for number in range(7):
        await answer(date(2026, 1, 1 + number // 2), mood=3)
    seen: list[str] = []
    cursor = None
    async with snapshot(me.tenant_id) as db:
        while True:
            part = await service.list_checkins(db, me, limit=3, cursor=cursor)
            seen += [one.id for one in part.items]
            cursor = part.cursor
            if cursor is None:
                break
        with pytest.raises(Invalid):
            await service.list_checkins(db, me, cursor="bm9uc2Vuc2U")
    assert len(seen) == len(set(seen)) == 7


async def test_a_table_holds_no_formula(me: Actor, form: FormView, answer: Answering) -> None:
    await answer(mood=4, words='=HYPERLINK("http://evil")', where="Home")
    async with snapshot(me.tenant_id) as db:
        table = await service.checkins_csv(db, me, form.id)
    lines = table.splitlines()
    assert lines[0] == "day,answered_at,Mood,Sleep,Words,Where,Rested"
    assert "\"'=HYPERLINK(" in lines[1]
    assert lines[1].endswith(",Home,")
