"""People on the SQLite database, for tests that are about something else than the database."""

import pytest

from coaching_app.domain.actor import Role
from tests.support.people import Cast, add_person, add_tenant


@pytest.fixture
async def people(sqlite_database):
    ours, theirs = await add_tenant("Grace House"), await add_tenant("Elsewhere")
    made = {
        role: await add_person(ours, role, Role(role)) for role in ("admin", "pastor", "mentor", "mentee")
    }
    return Cast(
        **made,
        other_mentee=await add_person(ours, "other", Role.MENTEE),
        foreign_mentee=await add_person(theirs, "foreign", Role.MENTEE),
    )
