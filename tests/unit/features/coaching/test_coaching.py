"""The coach's list says only what is shared; nudges are few, seen, and never for whoever rests."""

from dataclasses import replace
from datetime import timedelta

import pytest

from coaching_app.core.clock import freeze
from coaching_app.core.errors import Conflict, Invalid, NotFound, TooManyRequests
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Role
from coaching_app.features.coaching import service
from coaching_app.features.coaching.state import CoachingState, NudgesState
from coaching_app.features.habits import service as habits
from coaching_app.features.habits.schemas import EntryChange, HabitDraft
from coaching_app.features.people import service as people
from coaching_app.features.rest import service as rest
from coaching_app.features.rest.schemas import OnceDraft
from coaching_app.models import Checkin, CheckinAnswer, CheckinField, CheckinForm, ConsentGrant, ReadReceipt
from tests.support.people import Cast, add_person
from tests.support.states import open_state, run
from tests.unit.features.planner.doing import do, see, task, utc, walk_with

NOW = utc("2026-11-21T12:00")
LONG_AGO = NOW - timedelta(days=20)


async def share(owner, category, audience="mentor", *, item_id="", is_denial=False) -> None:
    async with unit_of_work(owner.tenant_id) as db:
        db.add(
            ConsentGrant(
                owner_id=owner.user_id, category=category, audience=audience, item_id=item_id,
                is_denial=is_denial,
            )
        )  # fmt: skip


async def habit(owner, at=LONG_AGO):
    with freeze(at):
        made = await do(habits.add_habit, owner, HabitDraft("Walk"))
        await do(habits.write_entry, owner, made.id, at.date(), EntryChange("yes"))
    return made


async def need(coach, person, at=NOW):
    with freeze(at):
        found = await see(service.needs_of, coach)
    return next(one for one in found if one.person_id == person.user_id)


async def test_who_shares_nothing_shares_nothing_yet_however_quiet(cast: Cast) -> None:
    await walk_with(cast.mentee, cast.mentor)
    await habit(cast.mentee)
    found = await need(cast.mentor, cast.mentee)
    assert [one.words for one in found.reasons] == ["shares nothing yet"]
    assert (found.needs_me, found.shares) == (False, "")


async def test_a_shared_habit_that_is_quiet_is_a_reason(cast: Cast) -> None:
    await walk_with(cast.mentee, cast.mentor)
    made = await habit(cast.mentee)
    await share(cast.mentee, "habits")
    found = await need(cast.mentor, cast.mentee)
    assert [one.words for one in found.reasons] == ["quiet for 20 days"]
    assert found.needs_me
    # What moves in secret changes nothing, what moves in sight does.
    with freeze(NOW):
        await task(cast.mentee, "Secret")
    assert (await need(cast.mentor, cast.mentee)).reasons[0].days == 20
    with freeze(NOW):
        await do(habits.write_entry, cast.mentee, made.id, NOW.date(), EntryChange("yes"))
    assert (await need(cast.mentor, cast.mentee)).reasons[0].kind == "fine"


async def test_a_refusal_hides_the_silence_too(cast: Cast) -> None:
    await walk_with(cast.mentee, cast.mentor)
    made = await habit(cast.mentee)
    await share(cast.mentee, "habits")
    await share(cast.mentee, "habits", "everyone", item_id=made.id, is_denial=True)
    assert (await need(cast.mentor, cast.mentee)).reasons[0].kind == "shares_nothing"


async def test_only_ones_own_people_stand_in_the_list(cast: Cast) -> None:
    await walk_with(cast.mentee, cast.mentor)
    await walk_with(cast.other_mentee, cast.pastor, "pastor")
    with freeze(NOW):
        assert [one.person_id for one in await see(service.needs_of, cast.mentor)] == [cast.mentee.user_id]
        assert await see(service.needs_of, cast.other_mentee) == ()
        # A lost role takes the list along.
        assert await see(service.needs_of, replace(cast.mentor, role=Role.MENTEE)) == ()


async def test_rest_is_all_that_is_said_of_whoever_rests(cast: Cast) -> None:
    await walk_with(cast.mentee, cast.mentor)
    await habit(cast.mentee)
    await share(cast.mentee, "habits")
    with freeze(NOW):
        await do(rest.add_once, cast.mentee, OnceDraft(NOW, NOW + timedelta(days=2)))
    found = await need(cast.mentor, cast.mentee, NOW + timedelta(hours=1))
    assert [one.kind for one in found.reasons] == ["resting"]
    assert not found.can_nudge


async def test_rest_from_habits_makes_nobody_quiet_in_them(cast: Cast) -> None:
    await walk_with(cast.mentee, cast.mentor)
    await habit(cast.mentee)
    await share(cast.mentee, "habits")
    with freeze(NOW):
        await do(rest.add_once, cast.mentee, OnceDraft(NOW, NOW + timedelta(days=2), "habits"))
    found = await need(cast.mentor, cast.mentee, NOW + timedelta(hours=1))
    assert [one.kind for one in found.reasons] == ["fine"]


async def _moods(owner, values) -> str:
    async with unit_of_work(owner.tenant_id) as db:
        form = CheckinForm(owner_id=owner.user_id, name="Evening", created_at=LONG_AGO)
        db.add(form)
        await db.flush()
        mood = CheckinField(owner_id=owner.user_id, form_id=form.id, key="mood", kind="mood", label="Mood")
        db.add(mood)
        await db.flush()
        for back, value in values.items():
            checkin = Checkin(owner_id=owner.user_id, form_id=form.id, day=NOW.date() - timedelta(days=back))
            db.add(checkin)
            await db.flush()
            db.add(CheckinAnswer(checkin_id=checkin.id, field_id=mood.id, number=float(value)))
    return mood.id


async def test_a_mood_that_fell_is_a_reason_only_where_that_question_is_shared(cast: Cast) -> None:
    await walk_with(cast.mentee, cast.mentor)
    values = {back: 1 + back % 2 for back in range(5)} | {back: 4 + back % 2 for back in range(8, 16)}
    field_id = await _moods(cast.mentee, values)
    assert (await need(cast.mentor, cast.mentee)).reasons[0].kind == "shares_nothing"
    await share(cast.mentee, "checkins", item_id=field_id)
    found = await need(cast.mentor, cast.mentee)
    assert [one.words for one in found.reasons] == ["Mood lower than in the weeks before"]


async def test_looking_at_the_list_leaves_no_receipt(cast: Cast) -> None:
    from sqlalchemy import func, select

    await walk_with(cast.mentee, cast.mentor)
    await habit(cast.mentee)
    await share(cast.mentee, "habits")
    await do(service.needs_of, cast.mentor)
    async with unit_of_work(cast.mentor.tenant_id) as db:
        assert await db.scalar(select(func.count()).select_from(ReadReceipt)) == 0


async def test_small_circles_are_not_counted_out(cast: Cast) -> None:
    circle = await do(people.add_circle, cast.mentor, "Tuesday")
    for number in range(6):
        person = await add_person(cast.mentor.tenant_id, f"person_{number}", Role.MENTEE)
        await walk_with(person, cast.mentor)
        await do(people.ask_into_circle, cast.mentor, circle.id, person.user_id)
        await do(people.accept_circle, person, circle.id)
        if number == 5:
            await habit(person)
            await share(person, "habits")
    with freeze(NOW):
        (counts,) = await see(service.circle_counts, cast.mentor)
    # Five of six share nothing: said aloud, it would tell how the sixth is.
    assert (counts.members, counts.share_nothing) == (6, None)
    assert (counts.need_me, counts.resting, counts.fine) == (None, None, None)


async def test_one_nudge_a_week_seen_by_its_person(cast: Cast) -> None:
    await walk_with(cast.mentee, cast.mentor)
    with freeze(NOW):
        sent = await do(service.send_nudge, cast.mentor, cast.mentee.user_id, "How was Tuesday?")
        (row,) = await see(service.open_nudges, cast.mentee)
        assert (row.coach, row.words) == (cast.mentor.display_name, "How was Tuesday?")
        assert "Nov" in row.when
    with freeze(NOW + timedelta(days=6, hours=23)), pytest.raises(TooManyRequests) as refused:
        await do(service.send_nudge, cast.mentor, cast.mentee.user_id, "And now?")
    assert 0 < refused.value.retry_after <= 3600
    with freeze(NOW + timedelta(days=7)):
        await do(service.send_nudge, cast.mentor, cast.mentee.user_id, "And now?")
        await do(service.see_nudge, cast.mentee, sent.id)
        assert [one.words for one in await see(service.open_nudges, cast.mentee)] == ["And now?"]
        # Put away or not, who wrote and when stays to be read.
        assert len(await see(service.list_nudges, cast.mentee)) == 2
        assert await see(service.list_nudges, cast.other_mentee) == ()


async def test_nobody_is_nudged_while_they_rest_and_nothing_shows(cast: Cast) -> None:
    await walk_with(cast.mentee, cast.mentor)
    with freeze(NOW):
        await do(service.send_nudge, cast.mentor, cast.mentee.user_id, "How are you?")
        await do(rest.add_once, cast.mentee, OnceDraft(NOW, NOW + timedelta(days=20)))
    with freeze(NOW + timedelta(days=8)):
        with pytest.raises(Conflict):
            await do(service.send_nudge, cast.mentor, cast.mentee.user_id, "Hello?")
        assert await see(service.open_nudges, cast.mentee) == ()


async def test_only_a_coach_of_theirs_nudges(cast: Cast) -> None:
    await walk_with(cast.mentee, cast.mentor)
    for coach in (cast.pastor, cast.other_mentee, replace(cast.mentor, role=Role.MENTEE)):
        with pytest.raises(NotFound):
            await do(service.send_nudge, coach, cast.mentee.user_id, "Hello")
    for words in ("", " \n ", "x" * 501):
        with pytest.raises(Invalid):
            await do(service.send_nudge, cast.mentor, cast.mentee.user_id, words)


async def test_a_nudge_is_taken_back_for_ten_minutes_unless_it_was_put_away(cast: Cast) -> None:
    await walk_with(cast.mentee, cast.mentor)
    with freeze(NOW):
        sent = await do(service.send_nudge, cast.mentor, cast.mentee.user_id, "Oh")
        with pytest.raises(NotFound):
            await do(service.take_back_nudge, cast.pastor, sent.id)
        await do(service.take_back_nudge, cast.mentor, sent.id)
        assert await see(service.open_nudges, cast.mentee) == ()
        again = await do(service.send_nudge, cast.mentor, cast.mentee.user_id, "Better")
    with freeze(NOW + timedelta(minutes=11)), pytest.raises(Conflict):
        await do(service.take_back_nudge, cast.mentor, again.id)
    with pytest.raises(NotFound):
        await do(service.see_nudge, cast.other_mentee, again.id)


async def test_the_page_shows_sends_and_takes_back(cast: Cast) -> None:
    await walk_with(cast.mentee, cast.mentor)
    state = await open_state(CoachingState)
    await run(state, CoachingState.load, as_=cast.mentor)
    assert (state.is_loaded, state.page.people) == (True, 1)
    await run(state, CoachingState.write, cast.mentee.user_id, as_=cast.mentor)
    assert state.is_open
    await run(state, CoachingState.send, {"words": ""}, as_=cast.mentor)
    assert state.problem
    events = await run(state, CoachingState.send, {"words": "Hello"}, as_=cast.mentor)
    assert events
    assert not state.page.others[0].can_nudge
    mine = await open_state(NudgesState)
    await run(mine, NudgesState.load, as_=cast.mentee)
    await run(mine, NudgesState.put_away, mine.rows[0].id, as_=cast.mentee)
    assert mine.rows == ()


async def test_over_rest(cast: Cast, rest) -> None:
    await walk_with(cast.mentee, cast.mentor)
    mentor, mentee = await rest.bearer(cast.mentor), await rest.bearer(cast.mentee)
    body = {"person_id": cast.mentee.user_id, "words": "How are you?"}
    assert (await rest.client.get("/api/v1/coaching/needs", headers=mentee)).status_code == 403
    assert (await rest.client.post("/api/v1/nudges", json=body, headers=mentee)).status_code == 403
    answer = await rest.client.get("/api/v1/coaching/needs", headers=mentor)
    assert answer.json()["items"][0]["reasons"][0]["kind"] == "shares_nothing"
    assert (await rest.client.post("/api/v1/nudges", json=body, headers=mentor)).status_code == 201
    second = await rest.client.post("/api/v1/nudges", json=body, headers=mentor)
    assert second.status_code == 429
    assert int(second.headers["Retry-After"]) > 6 * 86_400
    day = (await rest.client.get("/api/v1/today", headers=mentee)).json()
    assert day["nudges"][0]["words"] == "How are you?"
    assert (day["is_resting"], day["tasks"]["promised_count"], day["checkins"]) == (False, 0, [])
