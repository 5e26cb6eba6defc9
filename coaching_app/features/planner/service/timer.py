"""The clock of a task: one runs for a person, and it is a moment in the database, so it survives a restart."""

from datetime import timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.features.planner.queries import MY_TASKS, task_views
from coaching_app.features.planner.schemas import TaskView
from coaching_app.features.planner.service.task_rows import change, own_task, task_of
from coaching_app.models import Task

# A clock that ran for longer was forgotten.
LONGEST_RUN = timedelta(hours=12)
_RUNNING = MY_TASKS.where(col(Task.timer_started_at).is_not(None)).limit(1)
_ROW = select(Task).where(
    col(Task.owner_id) == bindparam("owner_id"), col(Task.timer_started_at).is_not(None)
)


async def running_task(db: AsyncSession, actor: Actor) -> TaskView | None:
    """The task whose clock runs."""
    return next(iter(await task_views(db, actor, _RUNNING)), None)


async def start_timer(db: AsyncSession, actor: Actor, task_id: str) -> TaskView:
    """Start the clock of a task; the one that ran before stops and keeps its time."""
    task = await own_task(db, actor, task_id)
    if task.completed_at is not None:
        raise Conflict(_("This is done. Reopen it before you go on with it."))
    if task.timer_started_at is None:
        for other in (await db.scalars(_ROW, {"owner_id": actor.user_id})).all():
            halt(other)
        await db.flush()
        change(task, timer_started_at=now())
        await db.flush()
    return await task_of(db, actor, task_id)


async def stop_timer(db: AsyncSession, actor: Actor, task_id: str) -> TaskView:
    """Stop the clock of a task and add its time; stopping twice changes nothing more."""
    halt(await own_task(db, actor, task_id))
    await db.flush()
    return await task_of(db, actor, task_id)


def halt(task: Task) -> None:
    """Stop the clock if it runs; at most twelve hours are added."""
    if task.timer_started_at is None:
        return
    ran = min(now() - task.timer_started_at, LONGEST_RUN)
    change(task, spent_seconds=task.spent_seconds + max(0, int(ran.total_seconds())), timer_started_at=None)
