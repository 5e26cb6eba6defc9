"""Short forms for tests: one use case in one unit of work, as one person."""

from datetime import UTC, datetime
from typing import Any

from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import GoalDraft, GoalView, TaskDraft, TaskView


async def do(use_case: Any, actor: Actor, *args: Any, **kwargs: Any) -> Any:
    """Run a use case that writes."""
    async with unit_of_work(actor.tenant_id) as db:
        return await use_case(db, actor, *args, **kwargs)


async def see(use_case: Any, actor: Actor, *args: Any, **kwargs: Any) -> Any:
    """Run a use case that reads."""
    async with snapshot(actor.tenant_id) as db:
        return await use_case(db, actor, *args, **kwargs)


async def task(actor: Actor, title: str = "Call my brother", **fields: Any) -> TaskView:
    """A new task."""
    return await do(service.add_task, actor, TaskDraft(title, **fields))


async def goal(actor: Actor, title: str = "Understand forgiveness", **fields: Any) -> GoalView:
    """A new goal."""
    return await do(service.add_goal, actor, GoalDraft(title, **fields))


def utc(text: str) -> datetime:
    """An aware moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
