"""Invitations: bound, single, revocable, short-lived, and worth nothing before they are accepted."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from coaching_app.access import limits, passwords
from coaching_app.core import clock
from coaching_app.core.errors import AppError, Conflict, Forbidden, Invalid, NotFound, TooManyRequests
from coaching_app.core.ids import new_id, new_secret
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Role
from coaching_app.features.people import service
from coaching_app.features.people.schemas import NewcomerForm
from coaching_app.features.people.service import inviting
from coaching_app.mail import outbox
from coaching_app.models import Invitation, Membership, OutboxMail, Relationship, Tenant, User
from tests.support.people import Cast, add_person
from tests.unit.features.people.walking import does, walk

FORM = NewcomerForm("Noa New", "noa@example.org", "Correct-horse-9-battery")
BASE = "https://house.example"


@pytest.fixture(autouse=True)
def _proved(monkeypatch) -> None:
    """The actors here have no sign-in that could have proved itself; tests over REST are about that."""

    async def is_fresh(*_: object) -> None:
        return None

    monkeypatch.setattr(inviting, "require_fresh", is_fresh)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """The hash is slow on purpose and tested elsewhere."""

    async def quick(_password: str) -> str:
        return "hash"

    limits.reset()
    monkeypatch.setattr(passwords, "hash_password", quick)


def code_of(invited) -> str:
    assert invited.link.startswith(f"{BASE}/invitation#")
    return invited.link.partition("#")[2]


async def invite(actor, **kwargs):
    return await _with_letter(await does(actor, service.invite, base_url=BASE, **kwargs))


async def _with_letter(invited):
    """The link of a bound invitation stands in its letter, and nowhere else."""
    if invited.invitation is None or not invited.invitation.email:
        return invited
    assert invited.link == ""
    async with snapshot(ALL_TENANTS) as db:
        letter = (await db.scalars(select(OutboxMail).order_by(OutboxMail.id.desc()))).first()
        assert letter.recipient == invited.invitation.email
        text = outbox.open_body(letter)
    return replace(invited, link=next(line for line in text.splitlines() if line.startswith(BASE)))


async def membership_of(user_id: str, tenant_id: str) -> Membership | None:
    async with snapshot(ALL_TENANTS) as db:
        query = select(Membership).where(Membership.user_id == user_id, Membership.tenant_id == tenant_id)
        return await db.scalar(query)


async def test_a_newcomer_accepts_a_letter_and_a_proposal_waits(cast: Cast) -> None:
    invited = await invite(cast.mentor, email="Noa@Example.org")
    async with snapshot(ALL_TENANTS) as db:
        letter = (await db.scalars(select(OutboxMail))).one()
        assert letter.recipient == "noa@example.org"
    opened = await service.open_invitation(code_of(invited), None, "1")
    assert (opened.tenant, opened.inviter, opened.role, opened.kind, opened.way, opened.email) == (
        "Grace House", cast.mentor.display_name, Role.MENTEE, "mentor", "new", "noa@example.org",
    )  # fmt: skip
    joined = await service.accept_as_newcomer(code_of(invited), replace(FORM, email=""), "1")
    assert joined.may_sign_in
    membership = await membership_of(joined.user_id, cast.mentor.tenant_id)
    assert membership is not None
    assert (membership.role, membership.ended_at) == ("mentee", None)
    (proposal,) = await does(cast.mentor, service.relationships_of)
    assert (proposal.status, proposal.needs_other, proposal.other.name) == ("proposed", True, "Noa New")
    newcomer = replace(cast.mentee, user_id=joined.user_id)
    assert (await does(newcomer, service.accept, proposal.id)).status == "active"


async def test_invited_but_unconfirmed_nobody_can_act(cast: Cast) -> None:
    """An invitation makes no account, no membership and no relationship before somebody accepts it."""
    async with snapshot(ALL_TENANTS) as db:
        before = [
            len((await db.scalars(select(table.id))).all()) for table in (User, Membership, Relationship)
        ]
    for email in ("noa@example.org", cast.foreign_mentee.email, ""):
        await invite(cast.mentor, email=email)
        await invite(cast.admin, email=email, role=Role.ADMIN)
    async with snapshot(ALL_TENANTS) as db:
        after = [
            len((await db.scalars(select(table.id))).all()) for table in (User, Membership, Relationship)
        ]
    assert after == before
    invited = replace(cast.foreign_mentee, tenant_id=cast.mentor.tenant_id)
    for action in (service.propose,):
        with pytest.raises(NotFound):
            await does(invited, action, cast.mentor.user_id, side="mentee")


async def test_it_works_once(cast: Cast) -> None:
    code = code_of(await invite(cast.admin, role=Role.PASTOR))
    await service.accept_as_newcomer(code, FORM, "1")
    for attempt in (
        service.accept_as_newcomer(code, replace(FORM, email="two@example.org"), "1"),
        service.accept_as_known(code, cast.foreign_mentee, "1"),
        service.open_invitation(code, None, "1"),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_of_many_who_accept_at_once_one_comes_in(cast: Cast) -> None:
    code = code_of(await invite(cast.admin, role=Role.ADMIN))
    forms = [replace(FORM, email=f"n{number}@example.org") for number in range(8)]
    outcomes = await asyncio.gather(
        *(service.accept_as_newcomer(code, form, "1") for form in forms), return_exceptions=True
    )
    assert sum(not isinstance(one, BaseException) for one in outcomes) == 1
    assert all(isinstance(one, NotFound) for one in outcomes if isinstance(one, BaseException)), outcomes
    async with snapshot(ALL_TENANTS) as db:
        assert len((await db.scalars(select(User.id).where(User.email.like("n_@example.org")))).all()) == 1


async def test_accepting_against_revoking_has_one_winner(cast: Cast) -> None:
    for _round in range(5):
        invited = await invite(cast.admin, role=Role.MENTOR)
        form = replace(FORM, email=f"{new_id()}@example.org")
        accepted, revoked = await asyncio.gather(
            service.accept_as_newcomer(code_of(invited), form, "1"),
            does(cast.admin, service.revoke, invited.invitation.id),
            return_exceptions=True,
        )
        came_in, was_revoked = (not isinstance(one, BaseException) for one in (accepted, revoked))
        assert came_in != was_revoked, (accepted, revoked)
        async with snapshot(ALL_TENANTS) as db:
            exists = await db.scalar(select(User.id).where(User.email == form.email)) is not None
        assert exists == came_in


async def test_revoked_expired_and_invented_ones_open_nothing_and_say_the_same(cast: Cast) -> None:
    revoked = await invite(cast.mentor)
    await does(cast.mentor, service.revoke, revoked.invitation.id)
    late = await invite(cast.mentor)
    said = set()
    with clock.freeze(clock.now() + timedelta(days=8)):
        with pytest.raises(NotFound) as raised:
            await service.open_invitation(code_of(late), None, "1")
        said.add(raised.value.message)
    for code in (code_of(revoked), new_secret(), "", "x" * 5000):
        for attempt in (
            service.open_invitation(code, None, "1"),
            service.accept_as_newcomer(code, FORM, "1"),
            service.accept_as_known(code, cast.foreign_mentee, "1"),
        ):
            with pytest.raises(NotFound) as raised:
                await attempt
            said.add(raised.value.message)
    assert len(said) == 1


async def test_a_letter_is_for_its_address_alone(cast: Cast) -> None:
    code = code_of(await invite(cast.admin, email="pastor@example.org", role=Role.PASTOR))
    with pytest.raises(Invalid):
        await service.accept_as_newcomer(code, replace(FORM, email="thief@example.org"), "1")
    assert (await service.open_invitation(code, cast.foreign_mentee, "1")).way == "other_person"
    with pytest.raises(Forbidden):
        await service.accept_as_known(code, cast.foreign_mentee, "1")
    with pytest.raises(Invalid):
        await service.accept_as_known(code, None, "1")
    assert await membership_of(cast.foreign_mentee.user_id, cast.admin.tenant_id) is None


async def test_somebody_with_an_account_elsewhere_joins(cast: Cast) -> None:
    letter = code_of(await invite(cast.mentor, email=cast.foreign_mentee.email))
    assert (await service.open_invitation(letter, None, "1")).way == "join"
    # The letter lets its mailbox's owner belong; it signs nobody in.
    joined = await service.accept_as_known(letter, None, "1")
    assert (joined.user_id, joined.may_sign_in) == (cast.foreign_mentee.user_id, False)
    other = await add_person(cast.foreign_mentee.tenant_id, "second", Role.MENTEE)
    link = code_of(await invite(cast.mentor))
    assert (await service.open_invitation(link, None, "1")).way == "new"
    with pytest.raises(Conflict):
        await service.accept_as_newcomer(link, replace(FORM, email=other.email), "1")
    joined = await service.accept_as_known(link, other, "1")
    assert (joined.user_id, joined.may_sign_in) == (other.user_id, True)
    assert len(await does(cast.mentor, service.relationships_of)) == 2


async def test_nobody_gives_what_they_may_not(cast: Cast) -> None:
    for actor in (cast.mentor, cast.pastor):
        for role in (Role.ADMIN, Role.PASTOR, Role.MENTOR):
            with pytest.raises(Forbidden):
                await invite(actor, role=role)
    with pytest.raises(Forbidden):
        await invite(cast.mentor, kind="pastor")
    with pytest.raises(Forbidden):
        await invite(cast.mentee)
    with pytest.raises(Invalid):
        await invite(cast.admin, kind="mentor")
    assert (await invite(cast.pastor, kind="pastor")).invitation.kind == "pastor"


async def test_an_invitation_ends_with_its_inviter_s_right_to_give_it(cast: Cast) -> None:
    second = await add_person(cast.admin.tenant_id, "second", Role.ADMIN)
    by_admin = code_of(await invite(second, role=Role.ADMIN))
    by_pastor = code_of(await invite(cast.pastor, kind="pastor"))
    await does(cast.admin, service.change_role, second.user_id, Role.MENTEE)
    await does(cast.admin, service.change_role, cast.pastor.user_id, Role.MENTOR)
    suspended = code_of(await invite(cast.mentor))
    await does(cast.admin, service.deactivate, cast.mentor.user_id)
    for code in (by_admin, by_pastor, suspended):
        with pytest.raises(NotFound):
            await service.accept_as_newcomer(code, FORM, "1")


async def test_whom_an_admin_shut_out_no_mentor_lets_in(cast: Cast) -> None:
    await does(cast.admin, service.deactivate, cast.mentee.user_id)
    await does(cast.admin, service.end_membership, cast.other_mentee.user_id)
    for person in (cast.mentee, cast.other_mentee):
        code = code_of(await invite(cast.mentor, email=person.email))
        with pytest.raises(Forbidden):
            await service.accept_as_known(code, None, "1")
    code = code_of(await invite(cast.admin, email=cast.mentee.email))
    with pytest.raises(Forbidden):
        await service.accept_as_known(code, None, "1")
    code = code_of(await invite(cast.admin, email=cast.other_mentee.email, role=Role.MENTOR))
    await service.accept_as_known(code, None, "1")
    back = await membership_of(cast.other_mentee.user_id, cast.admin.tenant_id)
    assert back is not None
    assert (back.role, back.ended_at, back.ended_how) == ("mentor", None, "")


async def test_a_member_is_offered_a_relationship_instead(cast: Cast) -> None:
    invited = await invite(cast.mentor, email=cast.mentee.email)
    assert invited.invitation is None
    assert invited.proposal.needs_other
    with pytest.raises(Conflict):
        await invite(cast.mentor, email=cast.mentee.email)
    with pytest.raises(Conflict):
        await invite(cast.admin, email=cast.mentee.email)
    assert await does(cast.mentor, service.list_invitations) == ()


async def test_accepting_changes_no_role_of_a_member(cast: Cast) -> None:
    code = code_of(await invite(cast.admin, role=Role.ADMIN))
    with pytest.raises(Conflict):
        await service.accept_as_known(code, cast.mentee, "1")
    by_link = code_of(await invite(cast.mentor))
    await service.accept_as_known(by_link, cast.pastor, "1")
    membership = await membership_of(cast.pastor.user_id, cast.pastor.tenant_id)
    assert membership is not None
    assert membership.role == "pastor"


async def test_sending_again_makes_the_old_link_useless_and_is_throttled(cast: Cast) -> None:
    invited = await invite(cast.mentor, email="noa@example.org")
    with pytest.raises(TooManyRequests):
        await does(cast.mentor, service.resend, invited.invitation.id, base_url=BASE)
    moment = clock.now()
    for minute in range(1, 5):
        with clock.freeze(moment + timedelta(minutes=2 * minute)):
            again = await _with_letter(
                await does(cast.mentor, service.resend, invited.invitation.id, base_url=BASE)
            )
    with pytest.raises(NotFound):
        await service.open_invitation(code_of(invited), None, "1")
    with clock.freeze(moment + timedelta(hours=1)):
        assert (await service.open_invitation(code_of(again), None, "1")).way == "new"
        with pytest.raises(Conflict):
            await does(cast.mentor, service.resend, invited.invitation.id, base_url=BASE)
    async with snapshot(ALL_TENANTS) as db:
        assert len((await db.scalars(select(OutboxMail.id))).all()) == 5


async def test_invitations_are_their_inviter_s_and_the_admin_s(cast: Cast) -> None:
    invited = await invite(cast.mentor, email="noa@example.org")
    for actor in (cast.pastor, cast.mentee, cast.foreign_mentee):
        assert await does(actor, service.list_invitations) == ()
        with pytest.raises(Forbidden):
            await does(actor, service.list_invitations, whole_tenant=True)
        for action, extra in ((service.revoke, {}), (service.resend, {"base_url": BASE})):
            with pytest.raises(NotFound):
                await does(actor, action, invited.invitation.id, **extra)
    assert len(await does(cast.admin, service.list_invitations, whole_tenant=True)) == 1
    assert (await does(cast.admin, service.revoke, invited.invitation.id)).status == "revoked"


async def test_the_people_quota_holds_also_when_many_come_at_once(cast: Cast) -> None:
    codes = [code_of(await invite(cast.admin, role=Role.MENTEE)) for _n in range(4)]
    async with unit_of_work(ALL_TENANTS) as db:
        (await db.get_one(Tenant, cast.admin.tenant_id)).people_quota = 6
    outcomes = await asyncio.gather(
        *(
            service.accept_as_newcomer(code, replace(FORM, email=f"q{n}@example.org"), "1")
            for n, code in enumerate(codes)
        ),
        return_exceptions=True,
    )
    assert sum(not isinstance(one, BaseException) for one in outcomes) == 1
    refused = [one for one in outcomes if isinstance(one, AppError)]
    assert {one.reason for one in refused} == {"people_quota"}
    with pytest.raises(Conflict):
        await invite(cast.admin, role=Role.MENTEE)


async def test_a_weak_password_or_an_odd_name_is_refused_and_uses_nothing_up(cast: Cast) -> None:
    code = code_of(await invite(cast.admin))
    for odd in (
        replace(FORM, password="password1"), replace(FORM, display_name=" \x00 "), replace(FORM, email="x"),
        replace(FORM, time_zone="Mars/Base"),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            await service.accept_as_newcomer(code, odd, "1")
    assert (await service.open_invitation(code, None, "1")).way == "new"


async def test_guessing_is_counted(cast: Cast) -> None:
    with pytest.raises(TooManyRequests):
        for _n in range(100):
            with pytest.raises(NotFound):
                await service.open_invitation(new_secret(), None, "9.9.9.9")


async def test_only_the_digest_of_the_secret_is_stored(cast: Cast) -> None:
    code = code_of(await invite(cast.mentor, email="noa@example.org"))
    async with snapshot(ALL_TENANTS) as db:
        row = (await db.scalars(select(Invitation))).one()
        letter = (await db.scalars(select(OutboxMail))).one()
    assert code not in str(row.model_dump())
    assert code not in str(letter.model_dump())
    assert outbox.one_line("a\nb") == "a b"


async def test_walking_already_an_accepted_invitation_adds_nothing(cast: Cast) -> None:
    code = code_of(await invite(cast.mentor))
    await walk(cast.mentor, cast.mentee)
    await service.accept_as_known(code, cast.mentee, "1")
    assert len(await does(cast.mentor, service.relationships_of)) == 1
