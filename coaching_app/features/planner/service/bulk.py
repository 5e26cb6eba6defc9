"""Changes several tasks at once, all of them or none, and says how they were before."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.written_text import refuse
from coaching_app.features.planner.schemas import BulkChange, Moved
from coaching_app.features.planner.service.rules import clean_day, clean_tag, clean_tags
from coaching_app.features.planner.service.task_rows import change, own_task
from coaching_app.features.planner.service.tasks import (
    complete_task,
    delete_task,
    move_task,
    reopen_task,
    restore_task,
)
from coaching_app.models import Task

MOST_AT_ONCE = 500
_WHOLE = {"complete": complete_task, "reopen": reopen_task, "delete": delete_task, "restore": restore_task}


async def change_tasks(
    db: AsyncSession, actor: Actor, task_ids: Sequence[str], wanted: BulkChange
) -> tuple[Moved, ...]:
    """Those that changed, with the day and the tags they had; what was so already is left out."""
    ids = list(dict.fromkeys(task_ids))
    if not 1 <= len(ids) <= MOST_AT_ONCE:
        raise Invalid(_("Choose 1 to {limit} tasks.").format(limit=MOST_AT_ONCE), detail={"field": "ids"})
    if wanted.action in {"tag", "untag"} and not clean_tag(wanted.tag):
        raise refuse("tag", _("Write the tag."))
    changed: list[Moved] = []
    for task_id in ids:
        task = await own_task(db, actor, task_id, deleted_too=wanted.action == "restore")
        before, version = Moved(task.id, task.due_on, tuple(task.tags.split())), task.version
        await _apply(db, actor, task, wanted)
        if task.version != version:
            changed.append(before)
    await db.flush()
    return tuple(changed)


async def put_back(db: AsyncSession, actor: Actor, before: Sequence[Moved]) -> None:
    """Give tasks the days and tags back that they had before a bulk edit."""
    for one in before[:MOST_AT_ONCE]:
        task = await own_task(db, actor, one.task_id)
        change(task, due_on=clean_day(one.day), tags=clean_tags(one.tags))
    await db.flush()


async def _apply(db: AsyncSession, actor: Actor, task: Task, wanted: BulkChange) -> None:
    if whole := _WHOLE.get(wanted.action):
        await whole(db, actor, task.id)
    elif wanted.action == "move":
        await move_task(db, actor, task.id, wanted.day)
    elif wanted.action in {"tag", "untag"}:
        tag, tags = clean_tag(wanted.tag), task.tags.split()
        kept = [one for one in tags if one != tag] + ([tag] if wanted.action == "tag" else [])
        if set(kept) != set(tags):
            change(task, tags=clean_tags(kept))
    else:
        raise refuse("action", _("This cannot be done with several tasks at once."))
