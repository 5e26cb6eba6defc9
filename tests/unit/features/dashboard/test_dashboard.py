"""The greeting and the counts follow the person's clock and own only their notes."""

from dataclasses import replace

import pytest

from coaching_app.access.policy import Policy, policy_of
from coaching_app.core.clock import freeze
from coaching_app.core.errors import Unauthenticated
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.dashboard import service
from coaching_app.features.dashboard.state import DashboardState
from coaching_app.models import Note, Source
from tests.support.people import Cast
from tests.support.states import open_state, run
from tests.unit.features.planner.doing import utc


async def add_note(actor: Actor, name: str, **fields: object) -> None:
    async with unit_of_work(actor.tenant_id) as db:
        source = Source(owner_id=actor.user_id, kind="vault", name=name)
        db.add(source)
        await db.flush()
        db.add(
            Note(
                owner_id=actor.user_id,
                source_id=source.id,
                path=name,
                path_key=name,
                title=name,
                text="x",
                **{"sha256": "", **fields},
            )
        )


@pytest.mark.parametrize(
    ("moment", "zone", "words", "day"),
    [
        ("2026-11-21T04:00", "UTC", "Good morning.", "Saturday, November 21"),
        ("2026-11-21T03:59", "UTC", "Good evening.", "Saturday, November 21"),
        ("2026-11-21T12:00", "UTC", "Good afternoon.", "Saturday, November 21"),
        ("2026-11-21T18:00", "UTC", "Good evening.", "Saturday, November 21"),
        ("2026-11-21T18:00", "Pacific/Apia", "Good morning.", "Sunday, November 22"),
        ("2026-11-21T13:00", "Australia/Lord_Howe", "Good evening.", "Sunday, November 22"),
    ],
)
async def test_the_greeting_follows_the_persons_clock(
    cast: Cast, moment: str, zone: str, words: str, day: str
) -> None:
    person = replace(cast.mentee, time_zone=zone)
    async with snapshot(person.tenant_id) as db:
        with freeze(utc(moment)):
            overview = await service.read_overview(db, person)
    assert (overview.greeting, overview.day) == (words, day)


async def test_only_own_living_notes_are_counted(cast: Cast) -> None:
    old = utc("2026-01-01T00:00")
    with freeze(utc("2026-11-21T12:00")):
        await add_note(cast.mentee, "new")
        await add_note(cast.mentee, "old", updated_at=old)
        await add_note(cast.mentee, "gone", deleted_at=old)
        await add_note(cast.other_mentee, "theirs")
        await add_note(cast.foreign_mentee, "foreign")
        async with snapshot(cast.mentee.tenant_id) as db:
            overview = await service.read_overview(db, cast.mentee)
    assert (overview.notes, overview.recent_notes) == (2, 1)
    assert overview.notes_summary == "2 notes, 1 changed in the last 7 days"


async def test_an_import_is_no_edit(cast: Cast) -> None:
    with freeze(utc("2026-11-21T12:00")):
        for name, fields in {
            "read": {"sha256": "a", "imported_sha256": "a"},
            "changed here": {"sha256": "b", "imported_sha256": "a"},
            "written here": {"sha256": "c"},
        }.items():
            await add_note(cast.mentee, name, **fields)
        async with snapshot(cast.mentee.tenant_id) as db:
            overview = await service.read_overview(db, cast.mentee)
    assert (overview.notes, overview.recent_notes) == (3, 2)


async def test_the_handler_is_for_signed_in_people(cast: Cast) -> None:
    assert policy_of(DashboardState.load.fn) is Policy.SIGNED_IN
    state = await open_state(DashboardState)
    with pytest.raises(Unauthenticated):
        await run(state, DashboardState.load)
    await run(state, DashboardState.load, as_=cast.mentee)
    assert (state.is_loaded, state.overview.notes_summary) == (True, "0 notes")
