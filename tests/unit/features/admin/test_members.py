"""What an admin does to members' access: at once, on record, only here, and never to the last admin."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select
from sqlmodel import col

from coaching_app.access import logins
from coaching_app.core import clock
from coaching_app.core.errors import AppError, Conflict, Forbidden, Invalid, NotFound, ProofNeeded
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.features.account.service import authenticators
from coaching_app.features.admin import service
from coaching_app.features.people import service as people
from coaching_app.features.people.schemas import MemberFilter
from coaching_app.mail.outbox import queue_mail
from coaching_app.models import AuditEntry, Membership, User
from tests.support.people import Cast, add_person


async def signed_in(actor: Actor) -> tuple[Actor, str]:
    """The same person with a real, fresh login, and its secret."""
    async with unit_of_work(ALL_TENANTS) as db:
        secret = await logins.start_login(
            db, user_id=actor.user_id, tenant_id=actor.tenant_id, device="", address=""
        )
    found = await logins.find_actor(secret)
    assert found is not None
    return found, secret


@pytest.fixture
async def admin(cast: Cast) -> Actor:
    return (await signed_in(cast.admin))[0]


async def events(tenant_id: str) -> str:
    async with snapshot(ALL_TENANTS) as db:
        rows = await db.scalars(select(col(AuditEntry.events)).where(col(AuditEntry.chain) == tenant_id))
        return " ".join(rows)


async def test_ending_sign_ins_acts_at_once_and_here_only(cast: Cast, admin: Actor) -> None:
    _member, here = await signed_in(cast.mentee)
    async with unit_of_work(ALL_TENANTS) as db:
        db.add(
            Membership(tenant_id=cast.foreign_mentee.tenant_id, user_id=cast.mentee.user_id, role="mentee")
        )
    _member, elsewhere = await signed_in(replace(cast.mentee, tenant_id=cast.foreign_mentee.tenant_id))
    async with unit_of_work(admin.tenant_id) as db:
        assert await service.end_sign_ins(db, admin, cast.mentee.user_id) >= 1
    assert await logins.find_actor(here) is None
    assert await logins.find_actor(elsewhere) is not None
    assert "sign_ins.ended_by_admin" in await events(admin.tenant_id)
    with pytest.raises(NotFound):
        async with unit_of_work(admin.tenant_id) as db:
            await service.end_sign_ins(db, admin, cast.foreign_mentee.user_id)


async def test_a_lost_second_step_is_reset_and_told(cast: Cast, admin: Actor) -> None:
    member, _secret = await signed_in(cast.mentee)
    async with unit_of_work(ALL_TENANTS) as db:
        made = await authenticators.begin(db, member)
    async with unit_of_work(ALL_TENANTS) as db:
        await authenticators.confirm(db, member, pyotp.TOTP(made.secret).now())
    assert await authenticators.second_factor_of(member.user_id)
    async with unit_of_work(admin.tenant_id) as db:
        await service.reset_second_factor(db, admin, member.user_id)
    assert not await authenticators.second_factor_of(member.user_id)
    assert "second_factor.reset_by_admin" in await events(admin.tenant_id)


async def test_the_second_step_of_somebody_in_another_tenant_too_is_the_owner_s_to_reset(
    cast: Cast, admin: Actor
) -> None:
    async with unit_of_work(ALL_TENANTS) as db:
        db.add(
            Membership(tenant_id=cast.foreign_mentee.tenant_id, user_id=cast.mentee.user_id, role="mentee")
        )
    with pytest.raises(Forbidden, match="another tenant"):
        async with unit_of_work(admin.tenant_id) as db:
            await service.reset_second_factor(db, admin, cast.mentee.user_id)
    async with unit_of_work(ALL_TENANTS) as db:
        (await db.get_one(User, admin.user_id)).is_instance_owner = True
    async with unit_of_work(admin.tenant_id) as db:
        await service.reset_second_factor(db, admin, cast.mentee.user_id)


async def test_who_was_suspended_comes_in_again_after_a_fresh_proof(cast: Cast, admin: Actor) -> None:
    async with unit_of_work(admin.tenant_id) as db:
        await service.deactivate(db, admin, cast.mentee.user_id)
    with clock.freeze(clock.now() + timedelta(minutes=11)), pytest.raises(ProofNeeded):
        async with unit_of_work(admin.tenant_id) as db:
            await service.reactivate(db, admin, cast.mentee.user_id)
    async with unit_of_work(admin.tenant_id) as db:
        await service.reactivate(db, admin, cast.mentee.user_id)
    async with snapshot(admin.tenant_id) as db:
        assert (await people.get_member(db, admin, cast.mentee.user_id)).ended_at is None


async def test_dangerous_things_ask_for_a_fresh_proof(cast: Cast, admin: Actor) -> None:
    with clock.freeze(clock.now() + timedelta(minutes=11)):
        for act in (
            lambda db: service.end_sign_ins(db, admin, cast.mentee.user_id),
            lambda db: service.reset_second_factor(db, admin, cast.mentee.user_id),
            lambda db: service.change_role(db, admin, cast.mentee.user_id, Role.ADMIN),
            lambda db: service.deactivate(db, admin, cast.mentee.user_id),
            lambda db: service.ask_opening(db, admin, {"owner": cast.mentee.user_id}),
        ):
            with pytest.raises(ProofNeeded) as refused:
                async with unit_of_work(admin.tenant_id) as db:
                    await act(db)
            assert refused.value.reason == "reauthenticate"


async def test_the_last_admin_stays_and_nobody_else_administers(cast: Cast, admin: Actor) -> None:
    for act in (
        lambda db: service.change_role(db, admin, admin.user_id, Role.MENTEE),
        lambda db: service.deactivate(db, admin, admin.user_id),
    ):
        with pytest.raises((Conflict, Invalid)):
            async with unit_of_work(admin.tenant_id) as db:
                await act(db)
    for other in (cast.mentee, cast.mentor, cast.pastor):
        actor, _secret = await signed_in(other)
        for act in (
            lambda db, actor=actor: service.end_sign_ins(db, actor, cast.mentee.user_id),
            lambda db, actor=actor: service.reset_second_factor(db, actor, cast.mentee.user_id),
            lambda db, actor=actor: service.read_members(
                db, actor, MemberFilter(), sort="name", descending=False, offset=0
            ),
            lambda db, actor=actor: service.read_bonds(
                db, actor, search="", status="", sort="since", descending=True, offset=0
            ),
            lambda db, actor=actor: service.read_letters(db, actor),
            lambda db, actor=actor: service.read_openings(db, actor),
            lambda db, actor=actor: service.read_consent(db, actor),
            lambda db, actor=actor: service.read_security(db, actor),
            lambda db, actor=actor: service.read_chain(db, actor),
            lambda db, actor=actor: service.verify_chain(db, actor),
            lambda db, actor=actor: service.read_keys(db, actor),
            lambda db, actor=actor: service.start_rotation(db, actor),
            lambda db, actor=actor: service.read_houses(db, actor),
            lambda db, actor=actor: service.add_house(db, actor, {"name": "x"}),
        ):
            with pytest.raises(Forbidden):
                async with unit_of_work(ALL_TENANTS) as db:
                    await act(db)


async def test_a_letter_is_read_on_record_and_only_one_s_own_tenant_s(cast: Cast, admin: Actor) -> None:
    ids = []
    for tenant_id in (admin.tenant_id, cast.foreign_mentee.tenant_id):
        async with unit_of_work(tenant_id) as db:
            ids.append(
                await queue_mail(
                    db,
                    to="a@example.org",
                    subject="Your code",
                    text="CANARY 123456",
                    kind="code",
                    tenant_id=tenant_id,
                )
            )
    async with unit_of_work(admin.tenant_id) as db:
        rows, _more = await service.read_letters(db, admin)
        assert [row.id for row in rows if row.subject == "Your code"] == [ids[0]]
        assert "CANARY" in await service.open_letter(db, admin, ids[0])
    assert "letter.opened" in await events(admin.tenant_id)
    assert "CANARY" not in await events(admin.tenant_id)
    for act in (service.open_letter, service.send_letter):
        for letter_id in (ids[1], "x"):
            with pytest.raises(NotFound):
                async with unit_of_work(admin.tenant_id) as db:
                    await act(db, admin, letter_id)


async def test_relationships_are_listed_without_what_is_in_them(cast: Cast, admin: Actor) -> None:
    mentor, mentee = cast.mentor, cast.mentee
    async with unit_of_work(admin.tenant_id) as db:
        made = await people.propose(db, mentee, mentor.user_id, side="mentee")
        await people.accept(db, mentor, made.id)
    async with snapshot(admin.tenant_id) as db:
        rows, part = await service.read_bonds(
            db, admin, search="MENT", status="active", sort="coach", descending=False, offset=0
        )
        none, _part = await service.read_bonds(
            db, admin, search="%", status="", sort="since", descending=True, offset=0
        )
    assert [(row.coach, row.mentee, row.status_label) for row in rows] == [("Mentor", "Mentee", "active")]
    assert (part.summary, none) == ("1 to 1 of 1", ())


async def test_an_emergency_needs_two_people_and_the_owner_of_a_tenant_sees_numbers(
    cast: Cast, admin: Actor
) -> None:
    form = {
        "owner": cast.mentee.user_id,
        "see_goals": "on",
        "reason": "they may be in danger",
        "minutes": "30",
    }
    async with unit_of_work(admin.tenant_id) as db:
        await service.ask_opening(db, admin, form)
        (row,) = await service.read_openings(db, admin)
        assert (row.owner, row.may_decide, row.may_end) == ("Mentee", False, True)
        with pytest.raises(AppError):
            await service.approve_opening(db, admin, row.id)
    second, _secret = await signed_in(await add_person(admin.tenant_id, "second", Role.ADMIN))
    async with unit_of_work(admin.tenant_id) as db:
        await service.approve_opening(db, second, row.id)
        (row,) = await service.read_openings(db, second)
        assert row.status_label == "open now"
        await service.end_opening(db, second, row.id)
        assert (await service.read_consent(db, second))[-1].value == "0"
    for wrong in ({"minutes": "ten"}, {"reason": "x"}):
        with pytest.raises(Invalid):
            async with unit_of_work(admin.tenant_id) as db:
                await service.ask_opening(db, admin, form | wrong)


async def test_the_owner_makes_and_bounds_tenants(cast: Cast, admin: Actor) -> None:
    async with unit_of_work(ALL_TENANTS) as db:
        (await db.get_one(User, admin.user_id)).is_instance_owner = True
    async with unit_of_work(ALL_TENANTS) as db:
        await service.add_house(db, admin, {"name": "New House", "people": "5", "storage": "100"})
        row = next(row for row in await service.read_houses(db, admin) if row.name == "New House")
        assert (row.people_quota, row.storage_quota) == ("5", "100")
        await service.bound_house(db, admin, row.id, {"people": "", "storage": "7"})
        row = next(row for row in await service.read_houses(db, admin) if row.name == "New House")
        assert (row.people_quota, row.storage_quota) == ("", "7")
        with pytest.raises(Invalid):
            await service.bound_house(db, admin, row.id, {"people": "-1"})


async def test_keys_are_the_owner_s_and_the_trail_is_every_admin_s(cast: Cast, admin: Actor) -> None:
    with pytest.raises(Forbidden):
        async with snapshot(ALL_TENANTS) as db:
            await service.read_keys(db, admin)
    async with unit_of_work(ALL_TENANTS) as db:
        (await db.get_one(User, admin.user_id)).is_instance_owner = True
    async with unit_of_work(ALL_TENANTS) as db:
        use = await service.read_keys(db, admin)
        assert service.key_rows(admin, use)[0].state == "encrypts what is new"
        assert await service.start_rotation(db, admin) == await service.start_rotation(db, admin)
    async with snapshot(admin.tenant_id) as db:
        assert (await service.verify_chain(db, admin))[0]
        assert {figure.label for figure in await service.read_security(db, admin)} >= {
            "Members",
            "With a passkey",
        }
