"""Tenants and people for tests, made through the tables that sign-in reads."""

from dataclasses import dataclass

import pytest

from coaching_app.core.ids import new_id
from coaching_app.db.engine import Database
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.models import Membership, Tenant, User


@dataclass(frozen=True)
class Cast:
    """Tenant A with its people, and a foreign mentee in tenant B."""

    admin: Actor
    pastor: Actor
    mentor: Actor
    mentee: Actor
    other_mentee: Actor
    foreign_mentee: Actor


async def add_tenant(name: str) -> str:
    """A tenant's id."""
    async with unit_of_work(ALL_TENANTS) as db:
        tenant = Tenant(name=name)
        db.add(tenant)
    return tenant.id


async def add_person(tenant_id: str, name: str, role: Role) -> Actor:
    """A person with a role; no password, so nobody can sign in as them before one is set."""
    email = f"{name}-{new_id()[-6:]}@example.org"
    async with unit_of_work(ALL_TENANTS) as db:
        user = User(email=email, display_name=name.replace("_", " ").title())
        db.add(user)
        await db.flush()
        db.add(Membership(tenant_id=tenant_id, user_id=user.id, role=role.value))
    return Actor(user.id, tenant_id, role, "test-login", user.display_name, email)


@pytest.fixture
async def cast(database: Database) -> Cast:
    """Everyone the journeys speak of."""
    ours, theirs = await add_tenant("Grace House"), await add_tenant("Elsewhere")
    return Cast(
        admin=await add_person(ours, "admin", Role.ADMIN),
        pastor=await add_person(ours, "pastor", Role.PASTOR),
        mentor=await add_person(ours, "mentor", Role.MENTOR),
        mentee=await add_person(ours, "mentee", Role.MENTEE),
        other_mentee=await add_person(ours, "other_mentee", Role.MENTEE),
        foreign_mentee=await add_person(theirs, "foreign", Role.MENTEE),
    )
