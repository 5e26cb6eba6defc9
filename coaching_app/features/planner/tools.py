"""What the coach may propose here; nothing happens before the person accepts it, as it is or edited."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.access.policy import Policy, policy
from coaching_app.ai.proposals import PROPOSE_TASK
from coaching_app.ai.protocol import ToolSpec
from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import TEXT_LENGTH, TITLE_LENGTH, TaskDraft, TaskView

ORIGIN_LENGTH = 60

Accept = Callable[..., Awaitable[TaskView]]


@dataclass(frozen=True, slots=True)
class Tool:
    """An ability of the coach: what the model is told, and what happens when the person accepts."""

    spec: ToolSpec
    accept: Accept

    @property
    def name(self) -> str:
        """The name the model calls it by."""
        return self.spec.name


class _Arguments(BaseModel):
    """What the model proposed, or the person made of it on the card before accepting."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=TITLE_LENGTH)]
    why: Annotated[str, Field(max_length=TEXT_LENGTH)] = ""
    due: date | None = None
    estimate_minutes: int | None = None
    goal_id: str | None = None


@policy(Policy.SIGNED_IN)
async def accept_task(
    db: AsyncSession, actor: Actor, arguments: Mapping[str, object], *, origin: str
) -> TaskView:
    """Make the proposed task; the same `origin` ("coach:<proposal id>") always gives the same task.

    A task that was made from it and deleted since comes back, because accepting again says it is wanted.
    """
    if not 0 < len(origin) <= ORIGIN_LENGTH:
        raise ValueError("an origin has 1 to 60 characters")
    if present := await service.task_of_origin(db, actor, origin):
        return await service.restore_task(db, actor, present)
    draft = _draft(arguments)
    try:
        async with db.begin_nested():
            return await service.add_task(db, actor, draft, origin=origin)
    except IntegrityError:
        # Two tabs accepted at once and the other was first.
        present = await service.task_of_origin(db, actor, origin)
        if present is None:
            raise
        return await service.get_task(db, actor, present)


def _draft(arguments: Mapping[str, object]) -> TaskDraft:
    try:
        given = _Arguments.model_validate(dict(arguments))
    except ValidationError as failure:
        field = str(failure.errors()[0]["loc"][0])
        message = _("This proposal cannot be accepted as it is: look at “{field}”.").format(field=field)
        raise Invalid(message, detail={"field": field}) from None
    return TaskDraft(given.title, given.why, given.due, given.estimate_minutes, given.goal_id)


TOOLS = (Tool(PROPOSE_TASK, accept_task),)
