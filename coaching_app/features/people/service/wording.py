"""Puts relationships, circles, handovers and invitations into the words of their page."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel import UnknownLocaleError
from babel.dates import format_date
from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.consent import Category
from coaching_app.features.people.schemas import (
    CircleView,
    CoachView,
    HandoverView,
    InvitationView,
    Invited,
    RelationshipView,
)
from coaching_app.features.people.schemas.rows import (
    CirclePersonRow,
    CircleRow,
    HandoverRow,
    InvitationRow,
    PeoplePage,
    PersonRow,
    WaitingRow,
)
from coaching_app.features.people.service.circles import circle_members
from coaching_app.features.people.service.handovers import list_handovers
from coaching_app.features.people.service.inviting import list_invitations
from coaching_app.features.people.service.overview import circumstances
from coaching_app.features.people.service.relationships import list_coaches, relationships_of
from coaching_app.features.people.service.rules import COACHING


def initials(name: str) -> str:
    """Two letters for a face that is not there."""
    words = name.split()
    letters = [word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)]
    return "".join(letters).upper()


def day_of(moment: datetime | None, actor: Actor) -> str:
    """A day as the actor writes it, where the actor is."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(actor.time_zone)).date()
    try:
        return format_date(local, "d MMMM y", locale=actor.language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return local.isoformat()


def role_name(role: Role | str) -> str:
    """What a role is called."""
    return {
        "admin": _("Admin"),
        "pastor": _("Pastor"),
        "mentor": _("Mentor"),
        "mentee": _("Mentee"),
    }[str(role)]


async def read_people(db: AsyncSession, actor: Actor) -> PeoplePage:
    """Everything the page of one's people shows."""
    found = await circumstances(db, actor)
    handovers = await list_handovers(db, actor)
    passing = {one.relationship_id for one in handovers}
    is_staff = actor.role is not Role.MENTEE
    made = await list_invitations(db, actor) if is_staff else ()
    # Whoever accepted stands among the people, and what was revoked is done with.
    invitations = [one for one in made if one.status in {"open", "expired"}]
    coaches = await list_coaches(db, actor)
    waiting = tuple(_waiting(one) for one in found.waiting)
    circles = tuple(_circle(one) for one in found.circles)
    return PeoplePage(
        with_me=tuple(_person(one, actor, passing) for one in found.with_me),
        i_walk_with=tuple(_person(one, actor, passing) for one in found.i_walk_with),
        waiting=waiting,
        circles=circles,
        handovers=tuple(_handover(one, actor) for one in handovers),
        invitations=tuple(_invitation(one, actor) for one in invitations[:50]),
        coach_options=tuple(_coach(one) for one in coaches),
        has_with_me=bool(found.with_me),
        has_i_walk_with=bool(found.i_walk_with),
        has_waiting=bool(waiting),
        has_circles=bool(circles),
        has_handovers=bool(handovers),
        has_invitations=bool(invitations),
        has_coaches=bool(coaches),
        is_coach=actor.role in COACHING,
        is_pastor=actor.role is Role.PASTOR,
        is_admin=actor.role is Role.ADMIN,
    )


def _coach(one: CoachView) -> tuple[str, str]:
    return one.person.id, f"{one.person.name} · {role_name(one.role)}"


def _person(one: RelationshipView, actor: Actor, passing: set[str]) -> PersonRow:
    is_coach = one.my_side == "coach"
    theirs = _("your pastor") if one.kind == "pastor" else _("your mentor")
    mine = _("you are their pastor") if one.kind == "pastor" else _("you are their mentor")
    return PersonRow(
        id=one.id,
        person_id=one.other.id,
        name=one.other.name,
        initials=initials(one.other.name),
        label=mine if is_coach else theirs,
        since=_("since {day}").format(day=day_of(one.started_at, actor)),
        is_coach_side=is_coach,
        has_handover=one.id in passing,
    )


def _waiting(one: RelationshipView) -> WaitingRow:
    return WaitingRow(
        id=one.id,
        name=one.other.name,
        initials=initials(one.other.name),
        words=_waiting_words(one),
        needs_me=one.needs_me,
        needs_other=one.needs_other,
    )


def _waiting_words(one: RelationshipView) -> str:
    is_pastor = one.kind == "pastor"
    if not one.needs_me:
        return _("You have said yes. Waiting for their answer.")
    if one.my_side == "coach":
        asks = _("asks you to be their pastor") if is_pastor else _("asks you to be their mentor")
        brought = _("was introduced to you, to be their pastor")
        brought = brought if is_pastor else _("was introduced to you, to be their mentor")
        return asks if not one.needs_other else brought
    offers = (
        _("would like to walk with you as your pastor") if is_pastor else _("would like to walk with you")
    )
    return offers if not one.needs_other else _("was introduced to you, to walk with you")


def _circle(one: CircleView) -> CircleRow:
    count = ngettext("{count} person", "{count} people", one.member_count).format(count=one.member_count)
    return CircleRow(
        id=one.id,
        name=one.name,
        purpose=one.purpose,
        leader=_("led by you") if one.is_mine else _("led by {name}").format(name=one.leader.name),
        count_label=count,
        is_mine=one.is_mine,
        is_invited=one.my_status == "invited",
    )


def _handover(one: HandoverView, actor: Actor) -> HandoverRow:
    day = day_of(one.expires_at, actor)
    picking, offered = one.status == "choosing", one.status == "offered"
    if one.my_part == "mentee":
        words = _("You go on with {new} instead of {old}")
    elif one.my_part == "new":
        words = _("{mentee} would like to go on with you; until now with {old}")
    else:
        words = _("{mentee} goes on with {new} instead of {old}")
    names = {"mentee": one.mentee.name, "old": one.old_mentor.name, "new": one.new_mentor.name}
    waits = {
        ("choosing", "mentee"): _("Choose what {new} may see, then hand it over. Until {day}."),
        ("choosing", "other"): _("{mentee} is choosing what passes on. Until {day}."),
        ("offered", "mentee"): _("Handed over. {new} can accept until {day}."),
        ("offered", "other"): _("Waiting for {new}, until {day}."),
    }
    details = waits[one.status, "mentee" if one.my_part == "mentee" else "other"]  # pyright: ignore[reportArgumentType]: only those under way are listed
    if one.my_part == "new":
        details = _("What they pass on: {what}. Until {day}.")
    return HandoverRow(
        id=one.id,
        words=words.format(**names),
        details=details.format(day=day, what=_package(one), **names),
        can_pick=one.my_part == "mentee",
        can_offer=one.my_part == "mentee" and picking,
        can_accept=one.my_part == "new" and offered,
        can_cancel=one.my_part != "new",
    )


def category_name(category: Category) -> str:
    """What a kind of thing is called."""
    return {
        Category.GOALS: _("Goals"),
        Category.TASKS: _("Tasks"),
        Category.HABITS: _("Habits"),
        Category.CHECKINS: _("Check-ins"),
        Category.NOTES: _("Notes"),
        Category.CONVERSATIONS: _("Conversations with the coach"),
        Category.COMMITMENTS: _("What you promised each other"),
    }[category]


def _package(one: HandoverView) -> str:
    whole = [category_name(item.category) for item in one.picked if not item.item_id]
    single = sum(bool(item.item_id) for item in one.picked)
    if single:
        whole.append(ngettext("{count} single thing", "{count} single things", single).format(count=single))
    return ", ".join(whole) or _("nothing")


def _invitation(one: InvitationView, actor: Actor) -> InvitationRow:
    status = {
        "open": _("open until {day}").format(day=day_of(one.expires_at, actor)),
        "accepted": _("accepted by {name}").format(name=one.accepted_name),
        "revoked": _("revoked"),
        "expired": _("ran out"),
    }[one.status]
    return InvitationRow(
        id=one.id,
        title=one.email or _("By link"),
        words=role_name(one.role),
        status=status,
        is_open=one.status == "open",
        can_resend=one.status in {"open", "expired"},
        by_link=not one.email,
    )


def invited_words(invited: Invited) -> str:
    """What to tell whoever has just invited somebody."""
    if invited.proposal is not None:
        return _("They belong here already: your proposal to walk together is on its way.")
    if invited.invitation and invited.invitation.email:
        return _("The invitation is on its way.")
    return _("Here is the link. Hand it over in person: whoever opens it first can use it.")


async def read_circle_people(
    db: AsyncSession, actor: Actor, circle_id: str
) -> tuple[tuple[CirclePersonRow, ...], tuple[tuple[str, str], ...]]:
    """Who is in a circle the actor leads, and whom they could ask into it."""
    members = await circle_members(db, actor, circle_id)
    there = {one.person.id for one in members}
    rows = tuple(
        CirclePersonRow(
            one.person.id, one.person.name, initials(one.person.name), is_waiting=one.status == "invited"
        )
        for one in members
    )
    relationships = await relationships_of(db, actor)
    others = {
        one.mentee.id: one.mentee.name
        for one in relationships
        if one.status == "active" and one.my_side == "coach" and one.mentee.id not in there
    }
    return rows, tuple(others.items())
