"""What a new version of a template means for a person who has it: told item by item, accepted or declined."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.errors import Conflict
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.goal_template import ItemChange, compare, merged
from coaching_app.features.planner.schemas import TemplateChange, TemplateItem
from coaching_app.features.planner.service.assignments import own_assignment
from coaching_app.features.planner.service.items import (
    as_item,
    change_item,
    drop_item,
    is_done,
    item_of_json,
    items_of,
    make_item,
    rows_of,
    to_json,
)
from coaching_app.features.planner.service.templates import content_of
from coaching_app.models import Goal, GoalAssignment, GoalTemplate


async def template_changes(db: AsyncSession, actor: Actor, assignment_id: str) -> tuple[TemplateChange, ...]:
    """What the latest version would change; nothing when the person has seen it."""
    row, goal = await own_assignment(db, actor, assignment_id)
    found = await _compared(db, row, goal)
    return tuple(
        TemplateChange(one.item_id, one.kind, _item(one.before), _item(one.after), one.is_edited, one.is_kept)
        for one in found
    )


async def accept_changes(
    db: AsyncSession,
    actor: Actor,
    assignment_id: str,
    version: int,
    only: Collection[str] | None = None,
) -> None:
    """Take the changes over, all or those named; what is done stays as it is, the others count as declined."""
    row, goal = await own_assignment(db, actor, assignment_id)
    await _check(db, row, version)
    wanted = [one for one in await _compared(db, row, goal) if only is None or one.item_id in only]
    if goal.status in {"draft", "review"}:
        mine = merged(to_json(items_of(row.content)), wanted)
        row.content = {"items": [dict(item) for item in mine]}
    else:
        await _apply(db, actor, row, goal, wanted)
    row.base_version = version
    await db.flush()


async def decline_changes(db: AsyncSession, actor: Actor, assignment_id: str, version: int) -> None:
    """Keep everything as it is; only a still later version is shown again."""
    row, _goal = await own_assignment(db, actor, assignment_id)
    await _check(db, row, version)
    row.base_version = version
    await db.flush()


async def _compared(db: AsyncSession, row: GoalAssignment, goal: Goal) -> tuple[ItemChange, ...]:
    latest = await _latest(db, row)
    if latest == row.base_version:
        return ()
    base = (await content_of(db, row.template_id, row.base_version)).items
    coming = (await content_of(db, row.template_id, latest)).items
    if goal.status in {"draft", "review"}:
        mine, done = items_of(row.content), frozenset[str]()
    else:
        known = {item.id: item for item in base}
        rows = await rows_of(db, goal)
        mine = tuple(as_item(one, known.get(key), row.start_on) for key, one in rows.items())
        done = frozenset(key for key, one in rows.items() if is_done(one))
    return compare(to_json(base), to_json(coming), to_json(mine), done)


async def _apply(
    db: AsyncSession, actor: Actor, row: GoalAssignment, goal: Goal, wanted: list[ItemChange]
) -> None:
    rows = await rows_of(db, goal)
    for one in wanted:
        mine = rows.get(one.item_id)
        item = _item(one.after)
        if one.is_kept:
            continue
        if item is None:
            await drop_item(db, actor, row.goal_id, mine)
        elif mine is None:
            await make_item(db, actor, row.goal_id, item, row.start_on)
        else:
            await change_item(db, actor, row.goal_id, mine, item, start_on=row.start_on)


async def _check(db: AsyncSession, row: GoalAssignment, version: int) -> None:
    if await _latest(db, row) != version:
        raise Conflict(_("The template has changed again in the meantime. Look at the changes once more."))


async def _latest(db: AsyncSession, row: GoalAssignment) -> int:
    template = await db.get(GoalTemplate, row.template_id)
    return row.base_version if template is None or template.deleted_at is not None else template.version


def _item(content: Mapping[str, Any] | None) -> TemplateItem | None:
    return item_of_json(content) if content is not None else None
