"""Refuses a password that is too weak, and stores the hash of one that is not."""

from coaching_app.access import passwords
from coaching_app.core.errors import Invalid
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.models import User


async def check_password(password: str, *personal: str) -> None:
    """Raise Invalid, naming the field, unless this can be somebody's password."""
    judgement = await passwords.judge(password, *personal)
    if judgement.problem:
        raise Invalid(judgement.problem, detail={"field": "password"})


async def rehash(user_id: str, password: str) -> None:
    """Store the hash anew, with today's parameters."""
    fresh = await passwords.hash_password(password)
    async with unit_of_work(ALL_TENANTS) as db:
        (await db.get_one(User, user_id)).password_hash = fresh
