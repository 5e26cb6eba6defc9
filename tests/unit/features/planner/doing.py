"""Short forms for tests: one use case in one unit of work, as one person."""

from datetime import UTC, datetime
from typing import Any

from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.domain.consent import Category
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import GoalDraft, GoalView, TaskDraft, TaskView
from coaching_app.models import ConsentGrant, Relationship


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


async def walk_with(mentee: Actor, coach: Actor, kind: str = "mentor") -> None:
    """An active relationship."""
    async with unit_of_work(mentee.tenant_id) as db:
        db.add(
            Relationship(
                coach_id=coach.user_id,
                mentee_id=mentee.user_id,
                kind=kind,
                status="active",
                proposed_by=mentee.user_id,
            )
        )


async def share(owner: Actor, viewer: Actor, category: Category, item_id: str = "") -> None:
    """A live permission."""
    async with unit_of_work(owner.tenant_id) as db:
        db.add(
            ConsentGrant(
                owner_id=owner.user_id, viewer_id=viewer.user_id, category=category.value, item_id=item_id
            )
        )
