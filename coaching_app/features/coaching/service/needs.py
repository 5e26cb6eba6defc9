"""Puts together whom a coach walks with and why one of them may need the coach."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.actor import Actor
from coaching_app.domain.attention import (
    BEFORE_DAYS,
    OVERDUE_DAYS,
    QUIET_DAYS,
    RECENT_DAYS,
    Finding,
    Reason,
    Signs,
    findings,
    pressing,
)
from coaching_app.domain.consent import Category, Viewer, kinds_of
from coaching_app.domain.local_day import local_day
from coaching_app.domain.rest import Area
from coaching_app.domain.tree_counts import FLOOR, Group, publish
from coaching_app.features.coaching import queries
from coaching_app.features.coaching.schemas import CircleCounts, CircleRow, CoachPage, NeedView, ReasonView
from coaching_app.features.coaching.service.nudging import WEEK
from coaching_app.features.coaching.service.overdue import Due, due_of
from coaching_app.features.consent import service as consent
from coaching_app.features.people import service as people
from coaching_app.features.rest import service as rest
from coaching_app.features.shell.service import initials_of

_AREAS = {
    Category.HABITS.value: Area.HABITS.value,
    Category.CHECKINS.value: Area.CHECKINS.value,
    Category.TASKS.value: Area.PLANNER.value,
}
_NEEDY = frozenset({Reason.DROP, Reason.QUIET, Reason.OVERDUE})


async def needs_of(db: AsyncSession, actor: Actor) -> tuple[NeedView, ...]:
    """Everybody the actor walks with as a coach, those who may need them first, then by name."""
    names = await _mentees(db, actor)
    found = await _findings(db, Viewer.of(actor), names)
    signs = found[1]
    resting = await rest.resting(db, names)
    sent = await queries.last_nudges(db, actor.user_id, names, now() - WEEK)
    views = [
        NeedView(
            person_id=person_id,
            name=name,
            initials=initials_of(name),
            reasons=tuple(_reason(one) for one in found[0][person_id]),
            needs_me=found[0][person_id][0].reason in _NEEDY,
            shares=_shares(signs[person_id]),
            can_nudge=person_id not in resting and person_id not in sent,
            nudge_words=_nudge_words(person_id in resting, person_id in sent),
        )
        for person_id, name in names.items()
    ]
    return tuple(sorted(views, key=lambda one: (*pressing(found[0][one.person_id]), one.name.casefold())))


async def _mentees(db: AsyncSession, actor: Actor) -> dict[str, str]:
    kinds = kinds_of(Viewer.of(actor))
    return {
        tie.mentee.id: tie.mentee.name
        for tie in await people.relationships_of(db, actor)
        if tie.my_side == "coach" and tie.status == "active" and tie.kind in kinds
    }


async def _findings(
    db: AsyncSession, viewer: Viewer, person_ids: Collection[str]
) -> tuple[dict[str, tuple[Finding, ...]], dict[str, Signs]]:
    """The reasons of each, and the signs they were found in."""
    ids = list(person_ids)
    signs = await _signs(db, viewer, ids)
    zones = await queries.zones_of(db, ids)
    days = {person_id: local_day(now(), zones.get(person_id, "UTC")) for person_id in ids}
    return {person_id: findings(signs[person_id], days[person_id]) for person_id in ids}, signs


async def _signs(db: AsyncSession, viewer: Viewer, ids: Sequence[str]) -> dict[str, Signs]:
    seen: defaultdict[str, list[queries.Seen]] = defaultdict(list)
    for one in await queries.seen_of(db, viewer, ids):
        seen[one.owner_id].append(one)
    oldest = local_day(now(), "UTC") - timedelta(days=RECENT_DAYS + BEFORE_DAYS + 1)
    moods: defaultdict[str, defaultdict[str, list[tuple[date, float]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for owner_id, label, day, number in await queries.moods_of(db, viewer, ids, oldest):
        moods[owner_id][label].append((day, number))
    zones = await queries.zones_of(db, ids)
    resting = await rest.resting(db, ids)
    away = {category: await rest.resting(db, ids, area=area) for category, area in _AREAS.items()}
    due = await due_of(db, viewer, ids)
    found: dict[str, Signs] = {}
    for person_id in ids:
        rows = seen[person_id]
        awaited = frozenset(
            one.category for one in rows if one.is_awaited and person_id not in away.get(one.category, {})
        )
        last = _last(rows, zones.get(person_id, "UTC"))
        mood_rests = person_id in away[Category.CHECKINS.value]
        plan = due.get(person_id, Due())
        found[person_id] = Signs(
            shared=frozenset(one.category for one in rows),
            awaited=awaited,
            last=last,
            is_resting=person_id in resting,
            rested=await _rested(db, person_id, last, awaited),
            moods={} if mood_rests else dict(moods[person_id]),
            due=plan.by_day,
            plan_rested=plan.rested,
        )
    return found


def _last(rows: Sequence[queries.Seen], zone: str) -> date | None:
    days = [local_day(one.last, zone) for one in rows if one.last is not None]
    days += [one.last_day for one in rows if one.last_day is not None]
    return max(days, default=None)


async def _rested(
    db: AsyncSession, person_id: str, last: date | None, awaited: Collection[str]
) -> frozenset[date]:
    """The days of rest since anything moved, asked for only where they could matter."""
    today = local_day(now(), "UTC") + timedelta(days=1)
    if last is None or (today - last).days < QUIET_DAYS:
        return frozenset()
    found = await rest.rest_days(db, person_id, last, today)
    for category in sorted(awaited):
        found |= await rest.rest_days(db, person_id, last, today, _AREAS[category])
    return found


def _reason(found: Finding) -> ReasonView:
    return ReasonView(found.reason.value, _reason_words(found), found.days, found.count)


def _reason_words(found: Finding) -> str:
    if found.reason is Reason.QUIET:
        return ngettext("quiet for {count} day", "quiet for {count} days", found.days).format(
            count=found.days
        )
    if found.reason is Reason.DROP:
        return _("{question} lower than in the weeks before").format(question=found.question)
    if found.reason is Reason.OVERDUE:
        return ngettext("{count} plan past its day", "{count} plans past their day", found.count).format(
            count=found.count
        )
    words = {
        Reason.RESTING: _("resting"),
        Reason.SHARES_NOTHING: _("shares nothing yet"),
        Reason.FINE: _("nothing stands out"),
    }
    return words[found.reason]


def _shares(signs: Signs) -> str:
    if not signs.shared:
        return ""
    labels = ", ".join(consent.category_label(name).lower() for name in sorted(signs.shared))
    return _("seen in: {categories}").format(categories=labels)


def _nudge_words(is_resting: bool, is_sent: bool) -> str:
    if is_resting:
        return _("Nobody is nudged while they rest.")
    return _("You sent a nudge within the last seven days.") if is_sent else ""


async def read_page(db: AsyncSession, actor: Actor) -> CoachPage:
    """The coach's page."""
    found = await needs_of(db, actor)
    need = tuple(one for one in found if one.needs_me)
    return CoachPage(
        need=need,
        others=tuple(one for one in found if not one.needs_me),
        circles=tuple(_circle_row(one) for one in await circle_counts(db, actor, found)),
        people=len(found),
        summary=_summary(len(need), len(found)),
        how=_(
            "Quiet means that nothing you may see moved for {days} days, days of rest left out; it is said only where "
            "habits, check-ins or open tasks are shared. Lower means that a shared mood of the last {recent} days lies "
            "clearly below the {before} days before, with at least three and six answers. Past its day means that a "
            "shared task, goal or milestone is open {late} days or more after the day it was meant for, by that "
            "person's calendar and days of rest left out. What is not shared is no reason, and this list leaves no "
            "trace in anybody's day: opening a person leaves them a receipt."
        ).format(days=QUIET_DAYS, recent=RECENT_DAYS, before=BEFORE_DAYS, late=OVERDUE_DAYS),
    )  # fmt: skip


def _summary(need: int, total: int) -> str:
    if not total:
        return _("Nobody walks with you yet.")
    if not need:
        return _("Nobody stands out in what is shared with you.")
    return ngettext("{count} person may need you.", "{count} people may need you.", need).format(count=need)


async def circle_counts(
    db: AsyncSession, actor: Actor, found: Sequence[NeedView] | None = None
) -> tuple[CircleCounts, ...]:
    """The circles the actor leads, with how their members are, where there are enough to say so."""
    known = {one.person_id: one for one in (await needs_of(db, actor) if found is None else found)}
    counted: list[CircleCounts] = []
    for circle in await people.circles_of(db, actor):
        if circle.is_mine:
            members = await people.circle_members(db, actor, circle.id)
            inside = [
                known[one.person.id] for one in members if one.status == "active" and one.person.id in known
            ]
            counted.append(_counts(circle.id, circle.name, inside))
    return tuple(counted)


def _kind(need: NeedView) -> str:
    return "need" if need.needs_me else need.reasons[0].kind


def _counts(circle_id: str, name: str, members: Sequence[NeedView]) -> CircleCounts:
    kinds = [_kind(one) for one in members]
    names = ("need", Reason.RESTING.value, Reason.SHARES_NOTHING.value, Reason.FINE.value)
    published = publish([Group(kind, kinds.count(kind)) for kind in names])
    # How many there are in all is known: where their number would give a small kind away, no kind is counted.
    is_known = published.total is not None
    counts = [published.own[kind] if is_known else None for kind in names]
    return CircleCounts(circle_id, name, len(members), *counts)


def _circle_row(counts: CircleCounts) -> CircleRow:
    words = (
        (counts.need_me, _("{count} may need you")),
        (counts.resting, _("{count} resting")),
        (counts.share_nothing, _("{count} share nothing yet")),
        (counts.fine, _("{count} with nothing that stands out")),
    )
    facts = tuple(text.format(count=count) for count, text in words if count is not None)
    few = _("not counted: fewer than {floor} people of some kinds would show").format(floor=FLOOR)
    members = ngettext("{count} person", "{count} people", counts.members).format(count=counts.members)
    return CircleRow(counts.id, counts.name, members, facts or (few,))
