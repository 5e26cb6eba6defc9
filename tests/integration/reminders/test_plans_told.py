"""A plan that arrives, asks for a look or is answered is told once, after quiet hours and after rest, and put away when settled."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from coaching_app.core import clock
from coaching_app.db.unit_of_work import snapshot
from coaching_app.features.planner import service as planner
from coaching_app.features.planner.schemas import TemplateDraft, TemplateItem
from coaching_app.features.planner.service import telling
from coaching_app.features.reminders import service
from coaching_app.features.reminders.schemas import Preferences
from coaching_app.features.rest import service as rest
from coaching_app.features.rest.schemas import OnceDraft
from coaching_app.mail.outbox import open_body
from coaching_app.models import OutboxMail
from tests.unit.features.planner.doing import do, see, walk_with

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DRAFT = TemplateDraft("Twelve weeks", weeks=12, items=(TemplateItem(title="Read", day=0),))


@pytest.fixture(autouse=True)
def teller(monkeypatch):
    """People are told where the product tells them."""
    found = planner.Teller(service.announce, service.settle)
    monkeypatch.setattr(telling, "_tellers", [found])


async def tick(moment):
    with clock.freeze(moment):
        await service.tick()


async def told(actor):
    async with snapshot(actor.tenant_id) as db:
        return [
            (one.title.replace(actor.display_name, "me"), one.href, one.is_read)
            for one in await service.list_notices(db, actor)
        ]


async def given(cast, moment=NOON):
    with clock.freeze(moment):
        await walk_with(cast.mentee, cast.mentor)
        template = await do(planner.add_template, cast.mentor, DRAFT)
        (made,) = await do(
            planner.give_template_to, cast.mentor, template.id, cast.mentee.user_id, date(2026, 11, 30)
        )
    return made


async def test_each_step_is_told_once_and_put_away_when_it_is_settled(cast):
    made = await given(cast)
    mine, theirs = f"/planner/goal/{made.goal_id}", "/templates"
    for _again in range(2):
        await tick(NOON)
    arrived = (f"{cast.mentor.display_name} prepared a plan for you", mine, False)
    asks = f"{cast.mentee.display_name} asks you to look at a plan"
    assert (await told(cast.mentee), await told(cast.mentor)) == ([arrived], [])
    with clock.freeze(NOON):
        # Taken back at once: nobody is told of it.
        await do(planner.request_review, cast.mentee, made.id)
        await do(planner.take_back_request, cast.mentee, made.id)
    await tick(NOON)
    assert await told(cast.mentor) == []
    with clock.freeze(NOON):
        await do(planner.request_review, cast.mentee, made.id)
    await tick(NOON)
    await tick(NOON + timedelta(minutes=1))
    assert await told(cast.mentor) == [(asks, theirs, False)]
    with clock.freeze(NOON):
        await do(planner.send_back, cast.mentor, made.id, "Less on Mondays?")
    await tick(NOON)
    assert await told(cast.mentor) == [(asks, theirs, True)]
    answered = f"{cast.mentor.display_name} answered about your plan"
    assert sorted(await told(cast.mentee)) == sorted([arrived, (answered, mine, False)])
    # Asked again after an answer, it is told again.
    with clock.freeze(NOON):
        await do(planner.request_review, cast.mentee, made.id)
    await tick(NOON)
    assert sorted(await told(cast.mentor)) == [(asks, theirs, False), (asks, theirs, True)]
    with clock.freeze(NOON):
        await do(planner.approve, cast.mentor, made.id)
    await tick(NOON)
    agreed = f"{cast.mentor.display_name} agreed: your plan begins"
    assert sorted(await told(cast.mentee)) == sorted([arrived, (answered, mine, True), (agreed, mine, False)])
    assert [read for _title, _href, read in await told(cast.mentor)] == [True, True]


@pytest.mark.parametrize("area", ["all", "planner"])
async def test_it_waits_for_the_end_of_rest_and_quiet_and_comes_in_the_digest(cast, area):
    with clock.freeze(NOON):
        until = NOON + timedelta(days=3)
        await do(rest.add_once, cast.mentee, OnceDraft(NOON - timedelta(hours=1), until, area))
        await do(service.set_preferences, cast.mentee, Preferences("22:00", "07:00", "18:00"))
    await given(cast)
    for hours in (0, 30, 71):
        await tick(NOON + timedelta(hours=hours))
        assert await told(cast.mentee) == []
    night = datetime.combine(until.date(), time(23), tzinfo=UTC)
    await tick(night)
    assert await told(cast.mentee) == []
    await tick(night + timedelta(hours=8))
    assert len(await told(cast.mentee)) == 1
    await tick(night + timedelta(hours=19))
    async with snapshot(cast.mentee.tenant_id) as db:
        (mail,) = (await db.scalars(select(OutboxMail))).all()
        assert "prepared a plan for you" in open_body(mail)


async def test_another_persons_plan_is_told_to_nobody_else(cast):
    made = await given(cast)
    await tick(NOON)
    assert await told(cast.other_mentee) == await told(cast.pastor) == await told(cast.mentor) == []
    assert (await see(planner.get_assignment, cast.mentee, made.id)).status == "draft"
