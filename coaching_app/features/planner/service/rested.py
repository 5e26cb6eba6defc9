"""What fell due while the person rested: never late, and offered a new day in one place, once, without a reminder."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import local_day
from coaching_app.domain.written_text import refuse
from coaching_app.features.planner.schemas import (
    RestedBefore,
    RestedItem,
    RestedOffer,
    RestedPage,
    RestedRow,
)
from coaching_app.features.planner.service.goals import move_goal, own_goal
from coaching_app.features.planner.service.rested_days import AREA, BACK, TABLES, still_open
from coaching_app.features.planner.service.rules import clean_day
from coaching_app.features.planner.service.task_rows import change, own_task, today_of
from coaching_app.features.planner.service.tasks import move_task
from coaching_app.features.planner.service.wording import day_label
from coaching_app.features.rest import service as rest
from coaching_app.models import Task

# As far ahead as a rest under way is looked at.
AHEAD = timedelta(days=60)
MOST = 200


async def rested_offer(db: AsyncSession, actor: Actor) -> RestedOffer:
    """What fell into rest and waits to be moved or left; what was left is not offered again."""
    today = today_of(actor)
    resting = (await rest.resting(db, (actor.user_id,), area=AREA)).get(actor.user_id)
    last, day = today - timedelta(days=1), today
    if resting is not None:
        ends = resting.until - timedelta(microseconds=1) if resting.until else now()
        last = min(local_day(ends, actor.time_zone), today + AHEAD)
        day = last + timedelta(days=1)
    waiting = await _offered(db, actor, today - BACK, last)
    if not waiting:
        return RestedOffer((), day, resting is not None)
    first = min(one.due_on for one in waiting)
    days = await rest.rest_days(db, actor.user_id, first, last, AREA)
    found = sorted((one for one in waiting if one.due_on in days), key=lambda one: (one.due_on, one.id))
    return RestedOffer(tuple(found[:MOST]), day, resting is not None)


async def read_rested(db: AsyncSession, actor: Actor) -> RestedPage:
    """The same in the person's words."""
    offer, today = await rested_offer(db, actor), today_of(actor)
    if not offer.items:
        return RestedPage()
    count = len(offer.items)
    words = ngettext("{count} thing fell into your rest", "{count} things fell into your rest", count)
    return RestedPage(
        tuple(
            RestedRow(
                f"{one.kind}-{one.id}",
                one.title,
                day_label(one.due_on, today, actor.language),
                one.kind == "goal",
            )
            for one in offer.items
        ),
        words.format(count=count),
        offer.day.isoformat(),
        today.isoformat(),
        offer.is_resting,
    )


async def answer_rested(
    db: AsyncSession, actor: Actor, chosen: Collection[tuple[str, str]] | None, day: date | None
) -> tuple[RestedBefore, ...]:
    """Move what was chosen, or all of it, to a day; without a day it is left where it is and not offered again."""
    if day is not None and (clean_day(day) or day) < today_of(actor):
        raise refuse("day", _("Choose today or a later day."))
    offered = {(one.kind, one.id): one for one in (await rested_offer(db, actor)).items}
    wanted = list(offered) if chosen is None else list(dict.fromkeys(chosen))
    if any(key not in offered for key in wanted):
        raise NotFound
    before: list[RestedBefore] = []
    for key in wanted:
        one = offered[key]
        row = await _row(db, actor, *key)
        before.append(RestedBefore(one.kind, one.id, row.due_on, row.left_on))
        if day is None:
            row.left_on = row.due_on
        elif isinstance(row, Task):
            await move_task(db, actor, row.id, day)
        else:
            move_goal(row, day)
    await db.flush()
    return tuple(before)


async def put_back_rested(db: AsyncSession, actor: Actor, before: Sequence[RestedBefore]) -> None:
    """Undo that: the days they had, offered as they were."""
    for one in before[:MOST]:
        row = await _row(db, actor, one.kind, one.id)
        if row.due_on != one.due_on:
            day = clean_day(one.due_on)
            if isinstance(row, Task):
                change(row, due_on=day)
            else:
                move_goal(row, day)
        row.left_on = clean_day(one.left_on)
    await db.flush()


async def _row(db: AsyncSession, actor: Actor, kind: str, item_id: str) -> Any:
    return await (own_task if kind == "task" else own_goal)(db, actor, item_id)


async def _offered(db: AsyncSession, actor: Actor, first: date, last: date) -> list[RestedItem]:
    """What is open, has its day there, and was not left on it."""
    found: list[RestedItem] = []
    for kind, table in TABLES:
        due, left = col(table.due_on), col(table.left_on)
        query = (
            select(col(table.id), col(table.title), due)
            .where(
                *still_open(table, actor.user_id), due >= first, due <= last, or_(left.is_(None), left != due)
            )
            .order_by(due, col(table.id))
            .limit(MOST)
        )
        found += [RestedItem(kind, *row) for row in (await db.execute(query)).all()]
    return found
