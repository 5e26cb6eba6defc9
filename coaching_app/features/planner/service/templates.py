"""Goals that a coach prepares for others: written, changed version by version, given to a circle as drafts."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id, new_id
from coaching_app.domain.actor import Actor
from coaching_app.domain.written_text import check_version, clean_text, refuse
from coaching_app.features.people import service as people
from coaching_app.features.planner.schemas import (
    TEXT_LENGTH,
    AssignmentView,
    TemplateDraft,
    TemplateView,
)
from coaching_app.features.planner.service.assignments import assignment_views
from coaching_app.features.planner.service.goals import clean_measure
from coaching_app.features.planner.service.items import clean_items, items_of, to_json
from coaching_app.features.planner.service.rules import clean_day, clean_title
from coaching_app.features.planner.service.telling import tell_draft
from coaching_app.models import Goal, GoalAssignment, GoalTemplate, GoalTemplateVersion

MOST_WEEKS = 520
MOST_PEOPLE = 200


async def add_template(db: AsyncSession, actor: Actor, draft: TemplateDraft) -> TemplateView:
    """A new template, its first version."""
    template = GoalTemplate(owner_id=actor.user_id)
    db.add(template)
    await db.flush()
    await _keep(db, template, _cleaned(draft))
    return await get_template(db, actor, template.id)


async def edit_template(
    db: AsyncSession, actor: Actor, template_id: str, version: int, draft: TemplateDraft
) -> TemplateView:
    """A new version; those who have the template are shown what changed and decide themselves."""
    template = await _own(db, actor, template_id)
    check_version(template.version, version)
    wanted = _cleaned(draft)
    if wanted != await content_of(db, template_id, version):
        template.version += 1
        template.updated_at = now()
        await _keep(db, template, wanted)
    return await get_template(db, actor, template_id)


async def get_template(db: AsyncSession, actor: Actor, template_id: str) -> TemplateView:
    """One template of the coach."""
    return await _view(db, await _own(db, actor, template_id))


async def list_templates(db: AsyncSession, actor: Actor) -> tuple[TemplateView, ...]:
    """The coach's templates, latest first."""
    query = (
        select(GoalTemplate)
        .where(col(GoalTemplate.owner_id) == actor.user_id, col(GoalTemplate.deleted_at).is_(None))
        .order_by(col(GoalTemplate.id).desc())
        .limit(100)
    )
    return tuple([await _view(db, template) for template in (await db.scalars(query)).all()])


async def delete_template(db: AsyncSession, actor: Actor, template_id: str) -> None:
    """Take it away; goals that were made from it stay."""
    (await _own(db, actor, template_id)).deleted_at = now()


async def restore_template(db: AsyncSession, actor: Actor, template_id: str) -> TemplateView:
    """Bring back a deleted template."""
    template = await _own(db, actor, template_id, deleted_too=True)
    template.deleted_at = None
    await db.flush()
    return await _view(db, template)


async def give_template(
    db: AsyncSession, actor: Actor, template_id: str, circle_id: str, start_on: date
) -> tuple[AssignmentView, ...]:
    """Give it to everybody in a circle as a draft each; who has it already keeps theirs."""
    template = await _own(db, actor, template_id)
    members = await people.circle_members(db, actor, circle_id)
    active = [one.person.id for one in members if one.status == "active"]
    return await _give(
        db, actor, template, active, start_on=clean_day(start_on) or start_on, circle_id=circle_id
    )


async def give_template_to(
    db: AsyncSession, actor: Actor, template_id: str, person_id: str, start_on: date
) -> tuple[AssignmentView, ...]:
    """Give it to one person the coach walks with."""
    template = await _own(db, actor, template_id)
    if not is_id(person_id) or not await people.is_coached_by(db, person_id, actor.user_id):
        raise NotFound
    return await _give(db, actor, template, [person_id], start_on=clean_day(start_on) or start_on)


async def content_of(db: AsyncSession, template_id: str, version: int) -> TemplateDraft:
    """What a template said at one version."""
    row = await db.get(GoalTemplateVersion, (template_id, version))
    if row is None:
        raise NotFound
    known: dict[str, Any] = {**row.content, "items": items_of(row.content)}
    return TemplateDraft(**known)


async def _give(
    db: AsyncSession,
    actor: Actor,
    template: GoalTemplate,
    person_ids: Sequence[str],
    *,
    start_on: date,
    circle_id: str | None = None,
) -> tuple[AssignmentView, ...]:
    if not 1 <= len(person_ids) <= MOST_PEOPLE:
        raise refuse("circle_id", _("There is nobody in this circle yet."))
    content = await content_of(db, template.id, template.version)
    query = select(col(GoalAssignment.person_id)).where(col(GoalAssignment.template_id) == template.id)
    have = set((await db.scalars(query)).all())
    made: list[str] = []
    for person_id in person_ids:
        if person_id in have or person_id == actor.user_id:
            continue
        goal = _goal_of(content, person_id, start_on)
        db.add(goal)
        await db.flush()
        row = GoalAssignment(
            template_id=template.id,
            person_id=person_id,
            coach_id=actor.user_id,
            circle_id=circle_id,
            goal_id=goal.id,
            start_on=start_on,
            base_version=template.version,
            content={"items": to_json(content.items)},
        )
        db.add(row)
        await tell_draft(db, actor, row, content.title)
        made.append(row.id)
    await db.flush()
    return await assignment_views(db, actor, col(GoalAssignment.id).in_(made))


def _goal_of(content: TemplateDraft, person_id: str, start_on: date) -> Goal:
    last = None if content.weeks is None else start_on.toordinal() + 7 * content.weeks - 1
    return Goal(
        owner_id=person_id,
        title=content.title,
        why=content.why,
        due_on=clean_day(date.fromordinal(last)) if last else None,
        status="draft",
        progress_by=content.progress_by,
        is_reviewed_only=content.is_reviewed_only,
        unit=content.unit,
        target_value=content.target_value,
    )


def _cleaned(draft: TemplateDraft) -> TemplateDraft:
    if draft.weeks is not None and not 1 <= draft.weeks <= MOST_WEEKS:
        raise refuse("weeks", _("A template lasts 1 to {limit} weeks.").format(limit=MOST_WEEKS))
    clean_measure({"progress_by": draft.progress_by, "target_value": draft.target_value})
    return replace(
        draft,
        title=clean_title(draft.title),
        why=clean_text(draft.why, "why", TEXT_LENGTH),
        unit=clean_text(draft.unit, "unit", TEXT_LENGTH).strip()[:40],
        items=clean_items(draft.items, new_id),
    )


async def _keep(db: AsyncSession, template: GoalTemplate, content: TemplateDraft) -> None:
    known = asdict(content) | {"items": to_json(content.items)}
    db.add(GoalTemplateVersion(template_id=template.id, version=template.version, content=known))
    await db.flush()


async def _own(
    db: AsyncSession, actor: Actor, template_id: str, *, deleted_too: bool = False
) -> GoalTemplate:
    query = select(GoalTemplate).where(
        col(GoalTemplate.id) == template_id, col(GoalTemplate.owner_id) == actor.user_id
    )
    if not deleted_too:
        query = query.where(col(GoalTemplate.deleted_at).is_(None))
    row = (await db.scalars(query.with_for_update())).first() if is_id(template_id) else None
    if row is None:
        raise NotFound
    return row


async def _view(db: AsyncSession, template: GoalTemplate) -> TemplateView:
    query = select(func.count()).where(col(GoalAssignment.template_id) == template.id)
    return TemplateView(
        id=template.id,
        version=template.version,
        content=await content_of(db, template.id, template.version),
        given_to=await db.scalar(query) or 0,
        created_at=template.created_at,
        updated_at=template.updated_at,
    )
