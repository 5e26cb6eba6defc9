"""Templates of goals over REST: prepared and given by coaches, taken up, reviewed and changed."""

from typing import Annotated

from fastapi import status
from pydantic import Field, StrictInt

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.habits.plan import MOST_DAYS
from coaching_app.domain.habits.rules import MOST_AMOUNT, UNIT_LENGTH
from coaching_app.features.planner import service
from coaching_app.features.planner.api.parameters import (
    Body,
    Day,
    LongText,
    Minutes,
    Number,
    RuleText,
    Title,
    Version,
)
from coaching_app.features.planner.schemas import (
    AssignmentView,
    HabitAim,
    ItemKind,
    ProgressWay,
    TemplateChange,
    TemplateDraft,
    TemplateItem,
    TemplateView,
    Weekday,
)

Id = Annotated[str, Field(max_length=26)]
Span = Annotated[StrictInt, Field(ge=1, le=MOST_DAYS)]


class Item(Body):
    """One thing of a template; `day` counts from its first day.

    For a habit: `times` in `days`, as often as there are days being daily, or on `weekdays`; `is_measured` with a
    `target` of its `unit` within them, and an `aim`.
    """

    id: Id = ""
    kind: ItemKind = "task"
    title: Title
    notes: LongText = ""
    day: Annotated[StrictInt, Field(ge=0, le=3_650)] | None = None
    minutes: Minutes | None = None
    repeats: RuleText = ""
    url: Annotated[str, Field(max_length=2_000)] = ""
    times: Span = 7
    days: Span = 7
    weekdays: Annotated[tuple[Weekday, ...], Field(max_length=7)] = ()
    is_measured: bool = False
    aim: HabitAim = "at_least"
    target: Annotated[float, Field(ge=0, le=MOST_AMOUNT, allow_inf_nan=False)] = 0
    unit: Annotated[str, Field(max_length=UNIT_LENGTH)] = ""


Items = Annotated[tuple[Item, ...], Field(max_length=200)]


class NewTemplate(Body):
    """A goal prepared for others."""

    title: Title
    why: LongText = ""
    weeks: Annotated[StrictInt, Field(ge=1, le=520)] | None = None
    progress_by: ProgressWay = "tasks"
    is_reviewed_only: bool = False
    unit: Annotated[str, Field(max_length=40)] = ""
    target_value: Number | None = None
    items: Items = ()


class TemplatePut(NewTemplate):
    """The whole template as it is to be; items keep their ids."""

    version: Version


class Given(Body):
    """To whom it goes: everybody in a circle, or one person."""

    circle_id: Id | None = None
    person_id: Id | None = None
    start_on: Day


class Draft(Body):
    """The items of a draft as the person wants them."""

    items: Items


class Words(Body):
    """What the coach says with it."""

    words: Annotated[str, Field(max_length=4_000)] = ""


class Taken(Body):
    """Which version was looked at, and which of its changes are taken; without `only` all of them."""

    version: Version
    only: Annotated[tuple[Id, ...], Field(max_length=400)] | None = None


def _draft(body: NewTemplate) -> TemplateDraft:
    return TemplateDraft(**body.model_dump(exclude={"items", "version"}), items=_items(body.items))


def _items(items: tuple[Item, ...]) -> tuple[TemplateItem, ...]:
    return tuple(TemplateItem(**item.model_dump()) for item in items)


router = ApiRouter(tags=["planner"])


@router.get("/goal-templates")
@policy(Policy.COACHES)
async def list_templates(actor: CurrentActor) -> tuple[TemplateView, ...]:
    """The coach's templates."""
    async with snapshot(actor.tenant_id) as db:
        return await service.list_templates(db, actor)


@router.post("/goal-templates", status_code=status.HTTP_201_CREATED)
@policy(Policy.COACHES)
async def add_template(actor: CurrentActor, body: NewTemplate) -> TemplateView:
    """Prepare a goal for others."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_template(db, actor, _draft(body))


@router.get("/goal-templates/{template_id}")
@policy(Policy.COACHES)
async def get_template(actor: CurrentActor, template_id: str) -> TemplateView:
    """One template."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_template(db, actor, template_id)


@router.put("/goal-templates/{template_id}")
@policy(Policy.COACHES)
async def edit_template(actor: CurrentActor, template_id: str, body: TemplatePut) -> TemplateView:
    """A new version; each person who has it decides about the changes."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.edit_template(db, actor, template_id, body.version, _draft(body))


@router.delete("/goal-templates/{template_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.COACHES)
async def delete_template(actor: CurrentActor, template_id: str) -> None:
    """Take a template away; goals made from it stay."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.delete_template(db, actor, template_id)


@router.post("/goal-templates/{template_id}/restore")
@policy(Policy.COACHES)
async def restore_template(actor: CurrentActor, template_id: str) -> TemplateView:
    """Bring back a deleted template."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.restore_template(db, actor, template_id)


@router.post("/goal-templates/{template_id}/give", status_code=status.HTTP_201_CREATED)
@policy(Policy.COACHES)
async def give_template(actor: CurrentActor, template_id: str, body: Given) -> tuple[AssignmentView, ...]:
    """Give it as a draft; who has it already keeps theirs and is not in the answer."""
    if (body.circle_id is None) == (body.person_id is None):
        raise Invalid(_("Name a circle or a person."), detail={"field": "circle_id"})
    async with unit_of_work(actor.tenant_id) as db:
        if body.circle_id is not None:
            return await service.give_template(db, actor, template_id, body.circle_id, body.start_on)
        return await service.give_template_to(db, actor, template_id, body.person_id or "", body.start_on)


@router.get("/goal-assignments")
@policy(Policy.SIGNED_IN)
async def list_assignments(actor: CurrentActor) -> tuple[AssignmentView, ...]:
    """What was given to the person, and what they gave to others."""
    async with snapshot(actor.tenant_id) as db:
        return await service.list_assignments(db, actor)


@router.get("/goal-assignments/{assignment_id}")
@policy(Policy.SIGNED_IN)
async def get_assignment(actor: CurrentActor, assignment_id: str) -> AssignmentView:
    """One of them."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_assignment(db, actor, assignment_id)


@router.put("/goal-assignments/{assignment_id}")
@policy(Policy.SIGNED_IN)
async def edit_draft(actor: CurrentActor, assignment_id: str, body: Draft) -> AssignmentView:
    """Make the draft one's own."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.edit_draft(db, actor, assignment_id, _items(body.items))


@router.post("/goal-assignments/{assignment_id}/request")
@policy(Policy.SIGNED_IN)
async def request_review(actor: CurrentActor, assignment_id: str) -> AssignmentView:
    """Show the draft to those who may agree to it."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.request_review(db, actor, assignment_id)


@router.post("/goal-assignments/{assignment_id}/take-back")
@policy(Policy.SIGNED_IN)
async def take_back_request(actor: CurrentActor, assignment_id: str) -> AssignmentView:
    """Go on with the draft."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.take_back_request(db, actor, assignment_id)


@router.post("/goal-assignments/{assignment_id}/approve")
@policy(Policy.COACHES)
async def approve(actor: CurrentActor, assignment_id: str, body: Words) -> AssignmentView:
    """Agree: the goal is active and its tasks begin."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.approve(db, actor, assignment_id, body.words)


@router.post("/goal-assignments/{assignment_id}/send-back")
@policy(Policy.COACHES)
async def send_back(actor: CurrentActor, assignment_id: str, body: Words) -> AssignmentView:
    """Ask for something else first."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.send_back(db, actor, assignment_id, body.words)


@router.get("/goal-assignments/{assignment_id}/changes")
@policy(Policy.SIGNED_IN)
async def template_changes(actor: CurrentActor, assignment_id: str) -> tuple[TemplateChange, ...]:
    """What the latest version of the template would change."""
    async with snapshot(actor.tenant_id) as db:
        return await service.template_changes(db, actor, assignment_id)


@router.post("/goal-assignments/{assignment_id}/accept", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def accept_changes(actor: CurrentActor, assignment_id: str, body: Taken) -> None:
    """Take changes over; what is done stays as it is."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.accept_changes(db, actor, assignment_id, body.version, body.only)


@router.post("/goal-assignments/{assignment_id}/decline", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def decline_changes(actor: CurrentActor, assignment_id: str, body: Taken) -> None:
    """Keep everything as it is."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.decline_changes(db, actor, assignment_id, body.version)
