"""An admin says of whom a second step is asked."""

import pytest
from sqlalchemy import update

from coaching_app.core.errors import Forbidden, Invalid, ProofNeeded
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.admin import service
from coaching_app.models import Login, Tenant
from tests.support.people import Cast
from tests.unit.features.admin.test_members import signed_in


async def change(actor: Actor, rule: str) -> None:
    async with unit_of_work(actor.tenant_id) as db:
        await service.change_second_step(db, actor, rule)


async def read(actor: Actor) -> str:
    async with snapshot(actor.tenant_id) as db:
        return await service.read_second_step(db, actor)


async def test_the_rule_is_read_and_changed_in_one_tenant(cast: Cast) -> None:
    admin, _secret = await signed_in(cast.admin)
    assert await read(admin) == "nobody"
    await change(admin, "leaders")
    assert await read(admin) == "leaders"
    async with snapshot(ALL_TENANTS) as db:
        assert (await db.get_one(Tenant, cast.foreign_mentee.tenant_id)).second_step == "nobody"


async def test_whoever_changes_it_is_an_admin_who_proved_themselves(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        await change(cast.pastor, "nobody")
    admin, _secret = await signed_in(cast.admin)
    with pytest.raises(Invalid):
        await change(admin, "somebody")
    async with unit_of_work(ALL_TENANTS) as db:
        await db.execute(update(Login).values(fresh_at=None))
    with pytest.raises(ProofNeeded):
        await change(admin, "everybody")
    assert await read(admin) == "nobody"
