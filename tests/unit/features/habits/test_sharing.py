"""What a mentor sees of somebody's habits is what consent allows, and never a note."""

from dataclasses import asdict

import pytest
from sqlalchemy import false, true
from sqlmodel import col

from coaching_app.core import clock
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.consent import Category, Viewer
from coaching_app.features.habits import service
from coaching_app.features.habits.service import sharing
from coaching_app.models import Habit
from tests.unit.features.habits.practising import NOON, TODAY, ago, make, write


@pytest.fixture(autouse=True)
def stopped():
    with clock.freeze(NOON):
        yield


async def _seen(viewer, owner):
    async with snapshot(owner.tenant_id) as db:
        return await service.shared_with(db, Viewer.of(viewer), owner.user_id)


async def test_without_consent_nothing_is_seen(people):
    await make(people.mentee)
    for viewer in (people.mentor, people.pastor, people.admin, people.other_mentee):
        assert await _seen(viewer, people.mentee) == ()


async def test_what_is_allowed_is_seen_without_notes(people, monkeypatch):
    walk, read = await make(people.mentee), await make(people.mentee, "Read")
    for back in range(5):
        await write(people.mentee, walk.id, ago(back), "yes", note="Secret")
    asked = []

    def allow(viewer, category, owner, item):
        asked.append((viewer, category))
        return true() if item is None else col(Habit.id) == walk.id

    monkeypatch.setattr(sharing, "visible_to", allow)
    [seen] = await _seen(people.mentor, people.mentee)
    assert asked == [(Viewer.of(people.mentor), Category.HABITS)]
    assert (seen.name, seen.facts, seen.kept, seen.streak) == ("Walk", "Daily", "5 of the last 7 days", 5)
    assert "Secret" not in str(asdict(seen))
    assert read.name not in str(asdict(seen))
    monkeypatch.setattr(sharing, "visible_to", lambda *_: false())
    assert await _seen(people.mentor, people.mentee) == ()


async def test_what_was_put_away_is_not_shown(people, monkeypatch):
    habit = await make(people.mentee)
    await write(people.mentee, habit.id, TODAY, "yes")
    monkeypatch.setattr(sharing, "visible_to", lambda *_: true())
    assert len(await _seen(people.mentor, people.mentee)) == 1

    async with unit_of_work(people.mentee.tenant_id) as db:
        await service.archive_habit(db, people.mentee, habit.id)
    assert await _seen(people.mentor, people.mentee) == ()
