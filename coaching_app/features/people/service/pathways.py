"""Pathways: a pastor or admin writes the steps; coaches see them, the sensitive ones as a closed door."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.person_fields import clean_name
from coaching_app.domain.written_text import check_version, clean_text, refuse
from coaching_app.features.people import queries
from coaching_app.features.people.schemas import PathwayDraft, PathwayView, StepDraft, StepView
from coaching_app.features.people.service import rules
from coaching_app.models import Pathway, PathwayStep

MOST_STEPS = 60
LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_EVIDENCE = 200, 4000, 2000


async def list_pathways(
    db: AsyncSession, actor: Actor, *, archived_too: bool = False
) -> tuple[PathwayView, ...]:
    """The tenant's pathways, for whoever leads or coaches."""
    _require_reader(actor)
    archived = () if archived_too else (col(Pathway.archived_at).is_(None),)
    rows = await queries.pathways(db, *archived)
    steps = await queries.steps_of(db, [row.id for row in rows])
    return tuple(_view(actor, row, steps.get(row.id, [])) for row in rows)


async def get_pathway(db: AsyncSession, actor: Actor, pathway_id: str) -> PathwayView:
    """One pathway, for whoever leads or coaches."""
    _require_reader(actor)
    row = await _pathway(db, pathway_id)
    return _view(actor, row, (await queries.steps_of(db, [row.id])).get(row.id, []))


async def add_pathway(db: AsyncSession, actor: Actor, draft: PathwayDraft) -> PathwayView:
    """A new pathway for the tenant."""
    rules.require_leader(actor)
    row = Pathway(author_id=actor.user_id, **_cleaned(draft))
    db.add(row)
    await db.flush()
    await _store_steps(db, row, draft.steps)
    return await get_pathway(db, actor, row.id)


async def edit_pathway(
    db: AsyncSession, actor: Actor, pathway_id: str, version: int, draft: PathwayDraft
) -> PathwayView:
    """Write a pathway anew. Steps named by their id stay what people have walked; those left out are gone."""
    rules.require_leader(actor)
    row = await _pathway(db, pathway_id, lock=True)
    check_version(row.version, version)
    for name, value in _cleaned(draft).items():
        setattr(row, name, value)
    row.version += 1
    row.updated_at = now()
    await _store_steps(db, row, draft.steps)
    return await get_pathway(db, actor, row.id)


async def archive_pathway(db: AsyncSession, actor: Actor, pathway_id: str) -> None:
    """Nobody starts it any more; whoever walks it goes on. `restore_pathway` undoes it."""
    rules.require_leader(actor)
    row = await _pathway(db, pathway_id, lock=True)
    row.archived_at = row.archived_at or now()
    await db.flush()


async def restore_pathway(db: AsyncSession, actor: Actor, pathway_id: str) -> PathwayView:
    """Offer an archived pathway again."""
    rules.require_leader(actor)
    row = await _pathway(db, pathway_id, lock=True)
    row.archived_at = None
    await db.flush()
    return await get_pathway(db, actor, pathway_id)


async def _store_steps(db: AsyncSession, pathway: Pathway, drafts: Sequence[StepDraft]) -> None:
    if not 1 <= len(drafts) <= MOST_STEPS:
        raise refuse("steps", _("A pathway has 1 to {limit} steps.").format(limit=MOST_STEPS))
    there = {step.id: step for step in (await queries.steps_of(db, [pathway.id])).get(pathway.id, [])}
    for position, draft in enumerate(drafts, 1):
        values: dict[str, Any] = {**_cleaned_step(draft), "position": position}
        step = there.pop(draft.id, None) if draft.id else None
        if draft.id and step is None:
            raise NotFound
        if step is None:
            db.add(PathwayStep(pathway_id=pathway.id, **values))
            continue
        for name, value in values.items():
            setattr(step, name, value)
    for step in there.values():
        step.removed_at = now()
    await db.flush()


def _cleaned(draft: PathwayDraft) -> dict[str, Any]:
    return {
        "title": clean_name(draft.title, "title", LONGEST_TITLE),
        "description": clean_text(draft.description, "description", LONGEST_DESCRIPTION),
    }


def _cleaned_step(draft: StepDraft) -> dict[str, Any]:
    return {
        "title": clean_name(draft.title, "steps", LONGEST_TITLE),
        "description": clean_text(draft.description, "steps", LONGEST_DESCRIPTION),
        "evidence": clean_text(draft.evidence, "steps", LONGEST_EVIDENCE),
        "sensitive": draft.sensitive,
    }


def _require_reader(actor: Actor) -> None:
    if actor.role not in {*rules.COACHING, Role.ADMIN}:
        raise NotFound


def closed_title() -> str:
    """What a sensitive step is called for whoever may not open it."""
    return _("A step with the pastor")


def _view(actor: Actor, row: Pathway, steps: Sequence[PathwayStep]) -> PathwayView:
    return PathwayView(
        id=row.id,
        title=row.title,
        description=row.description,
        steps=tuple(_step(actor, step) for step in steps),
        version=row.version,
        is_archived=row.archived_at is not None,
        updated_at=row.updated_at,
    )


def _step(actor: Actor, step: PathwayStep) -> StepView:
    # An admin writes pathways, sensitive steps too; what people write beside them is not shown there.
    is_hidden = step.sensitive and actor.role not in {Role.PASTOR, Role.ADMIN}
    return StepView(
        id=step.id,
        position=step.position,
        title=closed_title() if is_hidden else step.title,
        description="" if is_hidden else step.description,
        evidence="" if is_hidden else step.evidence,
        sensitive=step.sensitive,
        is_hidden=is_hidden,
    )


async def _pathway(db: AsyncSession, pathway_id: str, *, lock: bool = False) -> Pathway:
    query = select(Pathway).where(col(Pathway.id) == pathway_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await db.scalars(query)).first() if is_id(pathway_id) else None
    if row is None:
        raise NotFound
    return row
