"""The first account: made once, whoever races for it, and never with a weak password."""

import asyncio

import pytest
from sqlalchemy import func, select

from coaching_app.access import passwords
from coaching_app.core.errors import AppError, Conflict, Invalid
from coaching_app.db.engine import Database
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot
from coaching_app.features.account import service
from coaching_app.features.account.schemas import FirstSetup
from coaching_app.models import Membership, Tenant, User


def _setup(number: int = 0, **changes: object) -> FirstSetup:
    values: dict[str, object] = {
        "tenant_name": "Grace House",
        "display_name": "Ada",
        "email": f"ada{number}@example.org",
        "password": "Correct-horse-7-battery",
        **changes,
    }
    return FirstSetup(**values)


async def _count(table: type) -> int:
    async with snapshot(ALL_TENANTS) as db:
        return await db.scalar(select(func.count()).select_from(table)) or 0


async def test_the_first_one_becomes_admin_and_owner(database: Database) -> None:
    made = await service.first_setup(_setup(email=" Ada@Example.ORG "))
    async with snapshot(ALL_TENANTS) as db:
        user = await db.get_one(User, made.user_id)
        membership = await db.scalar(select(Membership).where(Membership.user_id == made.user_id))
    assert (user.email, user.is_instance_owner) == ("ada@example.org", True)
    assert user.password_hash is not None
    assert user.password_hash.startswith("$argon2id$")
    assert membership is not None
    assert membership.role == "admin"


async def test_fifty_at_once_make_one_admin(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    # The hash is the slow part and not what is raced for.
    async def quick(_password: str) -> str:
        return "$argon2id$not-a-hash"

    monkeypatch.setattr(passwords, "hash_password", quick)
    ends = await asyncio.gather(
        *(service.first_setup(_setup(number)) for number in range(50)), return_exceptions=True
    )
    refused = [end for end in ends if isinstance(end, Conflict)]
    assert len(refused) == 49
    assert [await _count(table) for table in (User, Tenant, Membership)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password": "Sho-r7t"}, "password"),
        ({"password": "mentormentor"}, "password"),
        ({"password": "Password1!"}, "password"),
        ({"password": "x" * 201}, "password"),
        ({"email": "ada"}, "email"),
        ({"email": "a@b@c.example"}, "email"),
        ({"display_name": " \u2028 "}, "display_name"),
        ({"tenant_name": ""}, "tenant_name"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"language": "tlh"}, "language"),
    ],
)
async def test_bad_input_names_its_field_and_leaves_nothing(sqlite_database, change, field) -> None:
    with pytest.raises(Invalid) as refused:
        await service.first_setup(_setup(**change))
    assert refused.value.detail["field"] == field
    assert await _count(User) == 0


async def test_mixed_kinds_are_a_setting(sqlite_database, set_settings) -> None:
    set_settings(PASSWORD_COMPLEXITY="true")
    with pytest.raises(Invalid):
        await service.first_setup(_setup(password="four quiet unrelated words"))
    set_settings(PASSWORD_COMPLEXITY="false")
    await service.first_setup(_setup(password="four quiet unrelated words"))


async def test_a_second_setup_is_refused(sqlite_database) -> None:
    await service.first_setup(_setup())
    with pytest.raises(AppError) as refused:
        await service.first_setup(_setup(2))
    assert refused.value.status == 409
