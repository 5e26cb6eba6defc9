"""What to take up with the minutes one has, and the page of resources in words."""

from datetime import date
from urllib.parse import urlsplit

from babel.dates import format_date
from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import local_day
from coaching_app.domain.resurfacing import Item, Pick, Why, pick
from coaching_app.features.resources import queries
from coaching_app.features.resources.schemas import (
    MOST_MINUTES,
    PickRow,
    PickView,
    ResourcePage,
    ResourceRow,
    ResourceView,
)
from coaching_app.features.resources.service.queue import view

# More than this is not looked at for a pick: what waits longest and what is due come first.
_LOOKED_AT = 2000
SHOWN = 100
_ICONS = {"link": "link", "file": "file", "note": "book"}


async def pick_now(db: AsyncSession, actor: Actor, minutes: int) -> tuple[PickView, ...]:
    """What fits into these minutes, each with its reason."""
    if not 1 <= minutes <= MOST_MINUTES:
        raise Invalid(
            _("Minutes are between 1 and {limit}.").format(limit=MOST_MINUTES), detail={"field": "minutes"}
        )
    today = local_day(now(), actor.time_zone)
    rows = [
        *await queries.resources(db, actor, queries.is_back(today), limit=_LOOKED_AT),
        *await queries.resources(db, actor, queries.on_shelf("queue", today), limit=_LOOKED_AT),
    ]
    views = {row[0].id: view(row[0], row[1]) for row in rows}
    active = {row[0].id for row in rows if row[2] == "active"}
    chosen = pick([_item(one, one.id in active) for one in views.values()], minutes, today)
    return tuple(
        PickView(views[one.id], one.minutes, one.is_part, one.why.value, _words(one, views[one.id], actor))
        for one in chosen
    )


def _item(one: ResourceView, has_goal: bool) -> Item:
    return Item(
        id=one.id,
        minutes=one.minutes,
        progress=one.progress,
        due_on=one.due_on,
        has_goal=has_goal,
        resurface_on=one.resurface_on,
        is_finished=one.finished_at is not None,
        since=one.created_at.date(),
    )


def _words(one: Pick, resource: ResourceView, actor: Actor) -> str:
    reasons = {
        Why.DUE: _("due {day}").format(day=_day(resource.due_on, actor)),
        Why.BACK: _("comes back for “{goal}”").format(goal=resource.goal_title),
        Why.BEGUN: _("begun, {percent} % read").format(percent=resource.progress),
        Why.GOAL: _("for “{goal}”").format(goal=resource.goal_title),
        Why.WAITING: _("has waited longest"),
    }
    time = _("{minutes} min").format(minutes=one.minutes)
    if one.is_part:
        time = _("{minutes} min of it").format(minutes=one.minutes)
    elif one.is_guess:
        time = _("about {minutes} min, a guess").format(minutes=one.minutes)
    return f"{time} · {reasons[one.why]}"


def _day(day: date | None, actor: Actor) -> str:
    return format_date(day, "d MMM", locale=actor.language.replace("-", "_")) if day else ""


async def read_page(
    db: AsyncSession, actor: Actor, *, shelf: str = "queue", minutes: int = 0
) -> ResourcePage:
    """Everything the page shows."""
    today = local_day(now(), actor.time_zone)
    rows = await queries.resources(db, actor, queries.on_shelf(shelf, today), limit=SHOWN)
    back = await queries.resources(db, actor, queries.is_back(today), limit=SHOWN)
    waiting, finished = await queries.counts(db, actor)
    picks = await pick_now(db, actor, minutes) if minutes else ()
    total = finished if shelf == "done" else waiting
    return ResourcePage(
        rows=tuple(_row(view(row[0], row[1]), actor) for row in rows),
        back=tuple(_row(view(row[0], row[1]), actor, is_back=True) for row in back),
        picks=tuple(
            PickRow(one.resource.id, one.resource.title, one.resource.href, one.words) for one in picks
        ),
        waiting=waiting,
        finished=finished,
        hidden=max(0, total - len(rows)),
        summary=_summary(waiting, finished),
        picked=_picked(picks, minutes),
        has_any=bool(waiting or finished),
    )


def _summary(waiting: int, finished: int) -> str:
    if not waiting and not finished:
        return _("What you mean to read, hear or watch.")
    wait = ngettext("{count} waits", "{count} wait", waiting).format(count=f"{waiting:,}")
    return _("{wait}, {count} finished").format(wait=wait, count=f"{finished:,}")


def _picked(picks: tuple[PickView, ...], minutes: int) -> str:
    if not minutes:
        return ""
    if not picks:
        return _("Nothing in your queue fits into {minutes} minutes.").format(minutes=minutes)
    used = sum(one.minutes for one in picks)
    return _(
        "{used} of {minutes} minutes. First what is due within a week, then what comes back for a goal, what is begun, "
        "what serves a goal, and what has waited longest; a long read is taken in parts."
    ).format(used=used, minutes=minutes)


def _row(one: ResourceView, actor: Actor, *, is_back: bool = False) -> ResourceRow:
    facts = (
        _("{minutes} min").format(minutes=one.minutes) if one.minutes else "",
        _("by {day}").format(day=_day(one.due_on, actor)) if one.due_on and not one.finished_at else "",
        one.goal_title,
        _("{percent} % read").format(percent=one.progress) if 0 < one.progress < 100 else "",
        " ".join(f"#{tag}" for tag in one.tags),
        _("comes back on {day}").format(day=_day(one.resurface_on, actor))
        if one.resurface_on and not is_back and one.goal_id
        else "",
    )
    return ResourceRow(
        id=one.id,
        title=one.title,
        href=one.href,
        host=(urlsplit(one.url).hostname or "").removeprefix("www.") if one.url else "",
        kind=one.kind,
        facts=tuple(fact for fact in facts if fact),
        progress=one.progress,
        is_begun=0 < one.progress < 100,
        is_finished=one.finished_at is not None,
        is_back=is_back,
        icon=_ICONS.get(one.kind, "link"),
        version=one.version,
    )
