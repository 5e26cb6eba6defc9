"""Members of a tenant: role, suspension, end; they act at the next request and take along what they must."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from coaching_app.access import logins, sockets, tokens
from coaching_app.core.errors import AppError, Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Role
from coaching_app.features.knowledge import service as knowledge
from coaching_app.features.people import service
from coaching_app.features.people.schemas import MemberFilter
from coaching_app.models import Membership, ResourceFile, Tenant
from tests.support.patience import eventually
from tests.support.people import Cast, add_person
from tests.unit.features.people.walking import does, walk


async def signed_in(actor) -> tuple[str, str]:
    """The secret of a browser and the access token of a program."""
    async with unit_of_work(ALL_TENANTS) as db:
        secret = await logins.start_login(
            db, user_id=actor.user_id, tenant_id=actor.tenant_id, device="", address=""
        )
        pair = await tokens.start_family(
            db, user_id=actor.user_id, tenant_id=actor.tenant_id, device="", address=""
        )
    return secret, pair.access_token


async def is_in(secret: str, token: str) -> tuple[bool, bool]:
    try:
        bearer = await tokens.find_bearer(token)
    except Unauthenticated:
        bearer = None
    return await logins.find_actor(secret) is not None, bearer is not None


async def test_a_role_change_acts_at_once_and_ends_what_the_role_allowed(cast: Cast) -> None:
    secret, token = await signed_in(cast.mentor)
    known = await logins.find_actor(secret)
    assert known is not None
    assert known.role is Role.MENTOR
    await walk(cast.mentor, cast.mentee)
    asked = await does(cast.other_mentee, service.propose, cast.mentor.user_id, side="mentee")
    gone = await does(cast.admin, service.change_role, cast.mentor.user_id, Role.MENTEE)
    assert gone.ended_relationships == 2
    known = await logins.find_actor(secret)
    assert known is not None
    assert known.role is Role.MENTEE
    assert await is_in(secret, token) == (True, True)
    async with snapshot(cast.mentee.tenant_id) as db:
        assert not await service.is_coached_by(db, cast.mentee.user_id, cast.mentor.user_id)
    assert (await does(cast.other_mentee, service.relationship, asked.id)).status == "declined"


async def test_a_pastor_who_becomes_a_mentor_keeps_what_mentors_may(cast: Cast) -> None:
    as_mentor = await walk(cast.pastor, cast.mentee)
    as_pastor = await walk(cast.pastor, cast.mentee, "pastor")
    await does(cast.admin, service.change_role, cast.pastor.user_id, Role.MENTOR)
    assert (await does(cast.mentee, service.relationship, as_mentor)).status == "active"
    assert (await does(cast.mentee, service.relationship, as_pastor)).status == "ended"


async def test_deactivation_ends_sign_ins_and_pages_and_keeps_the_rest(cast: Cast) -> None:
    secret, token = await signed_in(cast.mentor)
    actor = await logins.find_actor(secret)
    assert actor is not None
    closed: list[str] = []

    async def closer(page: str) -> None:
        closed.append(page)

    sockets.on_close(closer)
    page = f"page-{new_id()}"
    sockets.bind(page, actor.login_id)
    made = await walk(cast.mentor, cast.mentee)
    gone = await does(cast.admin, service.deactivate, cast.mentor.user_id)
    assert gone.ended_logins == 2
    await eventually(lambda: closed)
    assert closed == [page]
    assert await is_in(secret, token) == (False, False)
    assert (await does(cast.mentee, service.relationship, made)).status == "active"
    back = await does(cast.admin, service.reactivate, cast.mentor.user_id)
    assert (back.status, back.role) == ("active", Role.MENTOR)
    # The old sign-ins stay ended.
    assert await is_in(secret, token) == (False, False)
    fresh, _token = await signed_in(cast.mentor)
    assert await logins.find_actor(fresh) is not None


async def test_the_end_of_a_membership_takes_everything_along(cast: Cast) -> None:
    made = await walk(cast.mentor, cast.mentee)
    circle = await does(cast.mentor, service.add_circle, "Tuesday")
    await does(cast.mentor, service.ask_into_circle, circle.id, cast.mentee.user_id)
    await does(cast.mentee, service.accept_circle, circle.id)
    invited = await does(cast.mentor, service.invite, email="x@example.org", base_url="http://h")
    secret, token = await signed_in(cast.mentor)
    assert (await does(cast.admin, service.end_membership, cast.mentor.user_id)).ended_relationships == 1
    assert await is_in(secret, token) == (False, False)
    assert (await does(cast.mentee, service.relationship, made)).status == "ended"
    assert await does(cast.mentee, service.circles_of) == ()
    everything = await does(cast.admin, service.list_invitations, whole_tenant=True)
    assert [(one.id, one.status) for one in everything] == [(invited.invitation.id, "revoked")]
    with pytest.raises(Conflict):
        await does(cast.admin, service.reactivate, cast.mentor.user_id)
    for action in (service.end_membership, service.deactivate):
        with pytest.raises(NotFound):
            await does(cast.admin, action, cast.mentor.user_id)


async def test_a_membership_elsewhere_is_untouched(cast: Cast) -> None:
    elsewhere = cast.foreign_mentee.tenant_id
    async with unit_of_work(ALL_TENANTS) as db:
        db.add(Membership(tenant_id=elsewhere, user_id=cast.mentor.user_id, role="pastor"))
    abroad = replace(cast.mentor, tenant_id=elsewhere, role=Role.PASTOR)
    here, there = await signed_in(cast.mentor), await signed_in(abroad)
    await walk(abroad, cast.foreign_mentee)
    await does(cast.admin, service.end_membership, cast.mentor.user_id)
    assert await is_in(*here) == (False, False)
    assert await is_in(*there) == (True, True)
    assert len(await does(abroad, service.relationships_of)) == 1
    assert [(one.name, one.role) for one in await does(abroad, service.own_tenants)] == [
        ("Elsewhere", Role.PASTOR)
    ]


async def test_one_leaves_by_oneself(cast: Cast) -> None:
    secret, token = await signed_in(cast.mentee)
    await walk(cast.mentor, cast.mentee)
    async with unit_of_work(ALL_TENANTS) as db:
        with pytest.raises(NotFound):
            await service.leave_tenant(db, cast.mentee, cast.foreign_mentee.tenant_id)
        await service.leave_tenant(db, cast.mentee, cast.mentee.tenant_id)
    assert await is_in(secret, token) == (False, False)
    assert await does(cast.mentor, service.relationships_of) == ()


async def test_the_last_admin_stays(cast: Cast) -> None:
    with pytest.raises(Conflict):
        await does(cast.admin, service.change_role, cast.admin.user_id, Role.MENTEE)
    async with unit_of_work(ALL_TENANTS) as db:
        with pytest.raises(Conflict):
            await service.leave_tenant(db, cast.admin, cast.admin.tenant_id)
    for action in (service.deactivate, service.end_membership):
        with pytest.raises(Invalid):
            await does(cast.admin, action, cast.admin.user_id)


async def test_of_two_admins_who_demote_each_other_at_once_one_stays(cast: Cast) -> None:
    second = await add_person(cast.admin.tenant_id, "second", Role.ADMIN)
    outcomes = await asyncio.gather(
        does(cast.admin, service.change_role, second.user_id, Role.MENTEE),
        does(second, service.change_role, cast.admin.user_id, Role.MENTEE),
        return_exceptions=True,
    )
    assert all(isinstance(one, AppError) or not isinstance(one, Exception) for one in outcomes), outcomes
    async with snapshot(ALL_TENANTS) as db:
        roles = list(
            await db.scalars(
                select(Membership.role).where(Membership.user_id.in_([cast.admin.user_id, second.user_id]))
            )
        )
    assert roles.count("admin") >= 1


async def test_only_admins_and_only_in_their_own_tenant(cast: Cast) -> None:
    for actor in (cast.pastor, cast.mentor, cast.mentee):
        for action, args in (
            (service.list_members, ()),
            (service.get_member, (cast.mentee.user_id,)),
            (service.change_role, (cast.mentee.user_id, Role.ADMIN)),
            (service.deactivate, (cast.mentee.user_id,)),
            (service.reactivate, (cast.mentee.user_id,)),
            (service.end_membership, (cast.mentee.user_id,)),
            (service.tenant_settings, ()),
            (service.change_tenant, ({"name": "x"},)),
            (service.set_logo, (b"",)),
        ):
            with pytest.raises(Forbidden):
                await does(actor, action, *args)
    for person_id in (cast.foreign_mentee.user_id, new_id(), "x"):
        for action, args in (
            (service.get_member, ()), (service.change_role, (Role.ADMIN,)), (service.deactivate, ()),
            (service.reactivate, ()), (service.end_membership, ()),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                await does(cast.admin, action, person_id, *args)


async def test_the_list_filters_sorts_and_pages(cast: Cast) -> None:
    everybody = await does(cast.admin, service.list_members)
    assert everybody.total == 5
    assert [one.name for one in everybody.items] == sorted(one.name for one in everybody.items)
    await does(cast.admin, service.deactivate, cast.other_mentee.user_id)
    await walk(cast.mentor, cast.mentee)
    found = await does(
        cast.admin, service.list_members, MemberFilter(role=Role.MENTEE, status="active"), sort="seen"
    )
    assert [(one.person_id, one.coaches, one.mentees) for one in found.items] == [(cast.mentee.user_id, 1, 0)]
    assert (await does(cast.admin, service.list_members, MemberFilter(search="PASTOR"))).total == 1
    for text in ("%", "_______________________", "\\"):
        assert (await does(cast.admin, service.list_members, MemberFilter(search=text))).total == 0
    first = await does(cast.admin, service.list_members, sort="email", descending=True, limit=2)
    second = await does(
        cast.admin, service.list_members, sort="email", descending=True, limit=2, cursor=first.cursor
    )
    emails = [one.email for one in (*first.items, *second.items)]
    assert emails == sorted(emails, reverse=True)
    assert len(set(emails)) == 4
    assert second.cursor is not None


async def test_a_full_tenant_takes_no_more_files(cast: Cast) -> None:
    async with unit_of_work(ALL_TENANTS) as db:
        (await db.get_one(Tenant, cast.mentee.tenant_id)).storage_quota = 10
    first = await does(cast.mentee, knowledge.start_import, name="Vault", enqueued=False)
    file = ResourceFile(
        owner_id=cast.mentee.user_id, source_id=first.source_id, path="a.png", path_key="a.png",
        kind="attachment", sha256="0" * 64, size=10,
    )  # fmt: skip
    async with unit_of_work(cast.mentee.tenant_id) as db:
        db.add(file)
    with pytest.raises(Conflict):
        await does(cast.mentee, knowledge.start_import, name="Another", enqueued=False)
    # Another tenant's files are not counted, and it has no bound.
    await does(cast.foreign_mentee, knowledge.start_import, name="Vault", enqueued=False)
