"""Reminders are told once, at the right local minute, also after a stop, and never against rest or quiet."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update
from sqlmodel import col

from coaching_app.access import sockets
from coaching_app.access.logins import start_login
from coaching_app.core import clock
from coaching_app.core.crypto import digest_secret
from coaching_app.core.errors import Invalid
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.habits import service as habits
from coaching_app.features.habits.schemas import EntryChange, HabitDraft
from coaching_app.features.reminders import service
from coaching_app.features.reminders.jobs import JOBS, TICK
from coaching_app.features.reminders.schemas import Preferences, ReminderDraft
from coaching_app.features.reminders.service import arriving
from coaching_app.features.reminders.state import RemindersState
from coaching_app.features.rest import service as rest
from coaching_app.features.rest.schemas import OnceDraft, RestNow, WeeklyDraft
from coaching_app.models import InboxItem, Job, Login, OutboxMail, User
from coaching_app.queue.engine import Engine
from coaching_app.queue.port import Schedule
from tests.support.patience import eventually
from tests.support.states import open_state, run

BERLIN = ZoneInfo("Europe/Berlin")
EIGHT = 8 * 60


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.fixture
async def mentee(cast):
    """The mentee lives in Berlin."""
    async with unit_of_work(ALL_TENANTS) as db:
        person = (await db.scalars(select(User).where(col(User.id) == cast.mentee.user_id))).one()
        person.time_zone = "Europe/Berlin"
    return replace(cast.mentee, time_zone="Europe/Berlin")


async def add(actor, **draft):
    values = {"kind": "custom", "minute": EIGHT, "title": "Breathe"} | draft
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_reminder(db, actor, ReminderDraft(**values))


async def inbox(actor):
    async with snapshot(actor.tenant_id) as db:
        return await service.list_notices(db, actor)


async def tick_at(text):
    with clock.freeze(at(text)):
        await service.tick()


async def test_told_at_its_minute_and_not_before(mentee):
    with clock.freeze(at("2026-11-20T20:00")):
        await add(mentee)
    await tick_at("2026-11-21T07:59")
    assert await inbox(mentee) == ()
    await tick_at("2026-11-21T08:00")
    await tick_at("2026-11-21T08:01")
    [told] = await inbox(mentee)
    assert (told.title, told.delivered_at) == ("Breathe", at("2026-11-21T08:00"))


@pytest.mark.parametrize(
    ("evening", "morning"),
    [("2026-03-28T20:00", "2026-03-29T08:00"), ("2026-10-24T20:00", "2026-10-25T08:00")],
)
async def test_the_local_minute_holds_over_a_change_of_clock(mentee, evening, morning):
    with clock.freeze(at(evening)):
        await add(mentee)
    moment = at(evening)
    while moment <= at(morning) + timedelta(minutes=2):
        with clock.freeze(moment):
            await service.tick()
        moment = (moment.astimezone(UTC) + timedelta(minutes=15)).astimezone(BERLIN)
    [told] = await inbox(mentee)
    assert told.delivered_at == at(morning)


async def test_after_a_stop_only_today_s_is_made_up_for(mentee):
    with clock.freeze(at("2026-11-16T20:00")):
        await add(mentee, title="Morning")
        await add(mentee, title="Evening", minute=20 * 60)
    await tick_at("2026-11-21T11:00")
    assert [(one.title, one.delivered_at) for one in await inbox(mentee)] == [
        ("Morning", at("2026-11-21T11:00"))
    ]
    await tick_at("2026-11-21T20:00")
    assert len(await inbox(mentee)) == 2


async def test_several_at_once_tell_once(mentee):
    with clock.freeze(at("2026-11-20T20:00")):
        for number in range(5):
            await add(mentee, title=f"Number {number}")
    with clock.freeze(at("2026-11-21T08:00")):
        await asyncio.gather(*(service.tick() for _ in range(4)))
        await service.tick()
    assert sorted(one.title for one in await inbox(mentee)) == [f"Number {n}" for n in range(5)]


async def _has(actor, count):
    return len(await inbox(actor)) >= count


async def _done():
    async with snapshot(ALL_TENANTS) as db:
        return await db.scalar(select(func.count()).where(col(Job.status) == "done"))


async def _are_done(count):
    return await _done() >= count


async def test_two_engines_tell_once(database, mentee):
    for number in range(3):
        async with unit_of_work(mentee.tenant_id) as db:
            await service.set_preferences(db, mentee, Preferences("00:00", "00:00"))
            await service.remind(
                db, person_id=mentee.user_id, tenant_id=mentee.tenant_id, kind="commitment", key=f"k{number}",
                title=f"Said {number}", at=clock.now() + timedelta(seconds=1),
            )  # fmt: skip
    engines = [Engine(JOBS, [Schedule("r", TICK, timedelta(seconds=1))], poll_seconds=0.05) for _ in range(2)]
    for engine in engines:
        await engine.start()
    try:
        await eventually(lambda: _has(mentee, 3))
        # Two more looks of whoever might tell it again.
        looks = await _done()
        await eventually(lambda: _are_done(looks + 2))
    finally:
        for engine in engines:
            await engine.stop(2)
    assert len(await inbox(mentee)) == 3


async def test_a_key_is_used_once(mentee):
    told = []
    for _ in range(3):
        async with unit_of_work(mentee.tenant_id) as db:
            told.append(
                await service.remind(
                    db, person_id=mentee.user_id, tenant_id=mentee.tenant_id, kind="x", key="same",
                    title="Once", at=at("2026-11-21T08:00"),
                )
            )  # fmt: skip
    assert told == [True, False, False]


async def test_what_is_not_committed_is_not_told(mentee):
    with pytest.raises(RuntimeError):
        async with unit_of_work(mentee.tenant_id) as db:
            await service.remind(
                db, person_id=mentee.user_id, tenant_id=mentee.tenant_id, kind="x", key="k", title="No",
                at=at("2026-11-21T08:00"),
            )  # fmt: skip
            raise RuntimeError
    await tick_at("2026-11-21T08:00")
    assert await inbox(mentee) == ()


async def test_nothing_while_resting(mentee, monkeypatch):
    async def all_rest(_db, people, *_):
        return {person: RestNow(person, None) for person in people}

    with clock.freeze(at("2026-11-20T20:00")):
        await add(mentee)
    monkeypatch.setattr(rest, "resting", all_rest)
    await tick_at("2026-11-21T08:00")
    monkeypatch.undo()
    # What fell into the rest is not made up for.
    await tick_at("2026-11-21T08:30")
    assert await inbox(mentee) == ()
    await tick_at("2026-11-22T08:00")
    assert len(await inbox(mentee)) == 1


async def test_quiet_hours_hold_back_until_they_end(mentee):
    async with unit_of_work(mentee.tenant_id) as db:
        await service.remind(
            db, person_id=mentee.user_id, tenant_id=mentee.tenant_id, kind="x", key="k", title="Late",
            at=at("2026-11-21T22:30"),
        )  # fmt: skip
    for early in ("2026-11-21T22:30", "2026-11-22T03:00", "2026-11-22T06:59"):
        await tick_at(early)
    assert await inbox(mentee) == ()
    await tick_at("2026-11-22T07:00")
    assert len(await inbox(mentee)) == 1


async def test_a_reminder_within_quiet_hours_is_refused(mentee):
    with pytest.raises(Invalid):
        await add(mentee, minute=23 * 60)


async def test_a_habit_that_is_done_is_no_reason(mentee):
    with clock.freeze(at("2026-11-20T20:00")):
        async with unit_of_work(mentee.tenant_id) as db:
            walk = await habits.add_habit(db, mentee, HabitDraft("Walk"))
            await habits.add_habit(db, mentee, HabitDraft("Read"))
        await add(mentee, kind="habit", item_id=walk.id)
        await add(mentee, kind="habits", minute=20 * 60)
    with clock.freeze(at("2026-11-21T07:30")):
        async with unit_of_work(mentee.tenant_id) as db:
            await habits.write_entry(
                db, mentee, walk.id, await habits.today_of(db, mentee), EntryChange("yes")
            )
    await tick_at("2026-11-21T08:00")
    await tick_at("2026-11-21T20:00")
    assert [(one.title, one.body) for one in await inbox(mentee)] == [("1 habit is open today", "Read")]
    # The next day both ask; the older unread one about all habits is put away: never two nags.
    await tick_at("2026-11-22T08:00")
    await tick_at("2026-11-22T20:00")
    assert [one.title for one in await inbox(mentee) if not one.is_read] == [
        "2 habits are open today",
        "Walk",
    ]


async def test_whoever_moves_is_reminded_by_the_new_clock(mentee):
    with clock.freeze(at("2026-11-20T20:00")):
        await add(mentee)
    async with unit_of_work(ALL_TENANTS) as db:
        await db.execute(
            update(User).where(col(User.id) == mentee.user_id).values(time_zone="America/New_York")
        )
    await tick_at("2026-11-21T08:00")
    assert await inbox(mentee) == ()
    await tick_at("2026-11-21T14:00")
    assert len(await inbox(mentee)) == 1


async def _letters():
    async with snapshot(ALL_TENANTS) as db:
        return (await db.scalars(select(OutboxMail).where(col(OutboxMail.kind) == "reminders"))).all()


async def test_the_digest_is_sent_once_with_what_is_unread(mentee):
    with clock.freeze(at("2026-11-20T12:00")):
        async with unit_of_work(mentee.tenant_id) as db:
            await service.set_preferences(db, mentee, Preferences("22:00", "07:00", "18:00"))
        await add(mentee, by_mail=True)
        await add(mentee, title="Here only")
    await tick_at("2026-11-21T08:00")
    with clock.freeze(at("2026-11-21T18:00")):
        await asyncio.gather(service.tick(), service.tick())
    await tick_at("2026-11-21T18:01")
    [letter] = await _letters()
    assert letter.subject == "1 reminder"
    # Nothing new: no letter. A stop over the minute: on the same day it is made up for, later not.
    await tick_at("2026-11-22T18:00")
    assert len(await _letters()) == 2
    await tick_at("2026-11-25T07:30")
    assert len(await _letters()) == 2


async def test_nobody_sees_another_s(cast, mentee):
    with clock.freeze(at("2026-11-20T20:00")):
        await add(mentee)
    await tick_at("2026-11-21T08:00")
    for stranger in (cast.other_mentee, cast.mentor, cast.admin, cast.foreign_mentee):
        assert await inbox(stranger) == ()
    async with snapshot(ALL_TENANTS) as db:
        assert len((await db.scalars(select(InboxItem))).all()) == 1


async def test_open_pages_are_told_and_say_it_once(mentee, cast, monkeypatch):
    poked: list[str] = []

    async def poke(token):
        poked.append(token)
        if token == "broken":
            raise ConnectionError

    for who, token in ((mentee, "broken"), (mentee, "mine"), (cast.other_mentee, "theirs")):
        async with unit_of_work(ALL_TENANTS) as db:
            secret = await start_login(
                db, user_id=who.user_id, tenant_id=who.tenant_id, device="a browser", address="here"
            )
            login = (
                await db.scalars(select(Login).where(col(Login.secret_digest) == digest_secret(secret)))
            ).one()
        sockets.bind(token, login.id)
    monkeypatch.setattr(arriving, "_poke", [poke])
    with clock.freeze(at("2026-11-20T20:00")):
        await add(mentee)
    await tick_at("2026-11-21T07:59")
    assert poked == []
    await tick_at("2026-11-21T08:00")
    assert sorted(poked) == ["broken", "mine"]
    state = await open_state(RemindersState)
    with clock.freeze(at("2026-11-21T08:00")):
        assert len(await run(state, RemindersState.arrived, as_=mentee)) == 2
        # The frame looks again, and nothing is said a second time.
        assert len(await run(state, RemindersState.arrived, as_=mentee)) == 1
        assert len(await run(await open_state(RemindersState), RemindersState.arrived, as_=cast.mentor)) == 1


async def test_ticks_beside_people_who_write_fail_nowhere(mentee, cast):
    with clock.freeze(at("2026-11-20T20:00")):
        for minute in range(EIGHT, EIGHT + 20):
            await add(mentee, minute=minute)

    async def write(number):
        async with unit_of_work(cast.other_mentee.tenant_id) as db:
            await habits.add_habit(db, cast.other_mentee, HabitDraft(name=f"Habit {number}"))

    with clock.freeze(at("2026-11-21T08:20")):
        await asyncio.gather(*(write(number) for number in range(40)), *(service.tick() for _ in range(10)))
    assert len(await inbox(mentee)) == 20


async def test_a_day_that_rests_in_part_is_silent_only_inside_the_rest(mentee):
    """Friday 18:00 to Saturday 18:00: Friday morning and Saturday evening are told, and both days stay neutral."""
    with clock.freeze(at("2026-11-02T12:00")):
        async with unit_of_work(mentee.tenant_id) as db:
            walk = await habits.add_habit(db, mentee, HabitDraft("Walk"))
            await habits.write_entry(db, mentee, walk.id, at("2026-11-01T12:00").date(), EntryChange("yes"))
            await rest.add_weekly(
                db, mentee, WeeklyDraft(4, time(18), 5, time(18), first_day=at("2026-11-02T12:00").date())
            )
    with clock.freeze(at("2026-11-19T23:00")):
        for hour in (8, 17, 19):
            await add(mentee, kind="habits", title="", minute=hour * 60)
        await add(mentee, kind="habit", item_id=walk.id, title="", minute=18 * 60)
    moments = []
    for day in ("20", "21"):
        for hour in ("08:00", "17:00", "18:00", "19:00"):
            before = len(await inbox(mentee))
            await tick_at(f"2026-11-{day}T{hour}")
            moments += [f"{day} {hour}"] * (len(await inbox(mentee)) - before)
    # 18:00 on Friday begins the rest, 18:00 on Saturday ends it.
    assert moments == ["20 08:00", "20 17:00", "21 18:00", "21 19:00"]
    with clock.freeze(at("2026-11-22T12:00")):
        async with snapshot(mentee.tenant_id) as db:
            days = (at("2026-11-19T12:00").date(), at("2026-11-21T12:00").date())
            scores = await habits.score_series(db, mentee, walk.id, *days)
            assert scores[0].score == scores[1].score == scores[2].score


async def test_rest_from_habits_alone_silences_habits_alone(mentee):
    with clock.freeze(at("2026-11-20T12:00")):
        await add(mentee)
        await add(mentee, kind="habits", title="")
        async with unit_of_work(mentee.tenant_id) as db:
            await habits.add_habit(db, mentee, HabitDraft("Walk"))
            await rest.add_once(
                db, mentee, OnceDraft(at("2026-11-20T00:00"), at("2026-11-21T12:00"), "habits")
            )
    await tick_at("2026-11-21T08:00")
    assert [one.kind for one in await inbox(mentee)] == ["custom"]
