"""Walking a pathway: a coach starts somebody on it and advances them with evidence, one step after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, Forbidden, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id, new_id
from coaching_app.db.sealed import seal, unseal
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.written_text import clean_text, refuse
from coaching_app.features.people import queries
from coaching_app.features.people.schemas import PersonRef, WalkStepView, WalkView
from coaching_app.features.people.service import rules
from coaching_app.features.people.service.pathways import closed_title
from coaching_app.models import Pathway, PathwayStep, PathwayWalk, StepDone

LONGEST_EVIDENCE = 4000
Done = Mapping[str, StepDone]


async def list_walks(
    db: AsyncSession, actor: Actor, *, person_id: str | None = None, with_past: bool = False
) -> tuple[WalkView, ...]:
    """The actor's own walks and those of the people they walk with."""
    conditions: list[ColumnElement[bool]] = [] if with_past else [col(PathwayWalk.ended_at).is_(None)]
    if person_id is not None:
        conditions.append(col(PathwayWalk.person_id) == person_id)
    return await _views(db, actor, await queries.walks(db, actor, *conditions))


async def get_walk(db: AsyncSession, actor: Actor, walk_id: str) -> WalkView:
    """One walk the actor may see."""
    for view in await _views(db, actor, await queries.walks(db, actor, col(PathwayWalk.id) == walk_id)):
        return view
    raise NotFound


async def start_walk(db: AsyncSession, actor: Actor, pathway_id: str, person_id: str) -> WalkView:
    """Set somebody the coach walks with on a pathway; they see it at once and may leave it."""
    rules.require_coach(actor)
    if not is_id(pathway_id) or not is_id(person_id):
        raise NotFound
    offered = select(col(Pathway.id)).where(col(Pathway.id) == pathway_id, col(Pathway.archived_at).is_(None))
    together = select(queries.walks_with(actor.user_id, person_id))
    if await db.scalar(offered) is None or not await db.scalar(together):
        raise NotFound
    row = PathwayWalk(pathway_id=pathway_id, person_id=person_id, started_by=actor.user_id)
    try:
        async with db.begin_nested():
            db.add(row)
            await db.flush()
    except IntegrityError:
        raise Conflict(_("They are on this pathway already."), code="exists") from None
    return await get_walk(db, actor, row.id)


async def advance(db: AsyncSession, actor: Actor, walk_id: str, step_id: str, evidence: str) -> WalkView:
    """Mark the next step as reached, with what showed it; a sensitive one only by a pastor."""
    walk, steps, done = await _walking(db, actor, walk_id)
    step = next((one for one in steps if one.id == step_id), None)
    if step is None:
        raise NotFound
    _require_coach_of(actor, walk)
    if step.id in done:
        raise rules.settled()
    if _next_of(steps, done) is not step:
        raise Conflict(_("The steps come one after the other."), code="not_next")
    _require_open_door(actor, step)
    words = clean_text(evidence, "evidence", LONGEST_EVIDENCE).strip()
    if not words:
        raise refuse("evidence", _("Say in a sentence what shows it."))
    row = StepDone(tenant_id=actor.tenant_id, walk_id=walk.id, step_id=step.id, done_by=actor.user_id,
                   id=new_id(), evidence="")  # fmt: skip
    row.evidence = seal(row, "evidence", words)
    db.add(row)
    if len(done) + 1 == len(steps):
        walk.completed_at = now()
    await db.flush()
    return await get_walk(db, actor, walk_id)


async def reopen_step(db: AsyncSession, actor: Actor, walk_id: str, step_id: str) -> WalkView:
    """Take the last reached step back, its evidence with it."""
    walk, steps, done = await _walking(db, actor, walk_id)
    step = next((one for one in steps if one.id == step_id), None)
    if step is None or step.id not in done:
        raise NotFound
    _require_coach_of(actor, walk)
    _require_open_door(actor, step)
    if _last_of(steps, done) is not step:
        raise Conflict(_("Only the last step can be taken back."), code="not_last")
    await db.delete(done[step.id])
    walk.completed_at = None
    await db.flush()
    return await get_walk(db, actor, walk_id)


async def leave_walk(db: AsyncSession, actor: Actor, walk_id: str) -> None:
    """Leave a pathway, or as a coach take somebody off it; `resume_walk` undoes it."""
    walk, _steps, _done = await _walking(db, actor, walk_id)
    walk.ended_at = now()
    await db.flush()


async def resume_walk(db: AsyncSession, actor: Actor, walk_id: str) -> WalkView:
    """Go on with a pathway one left, where one left it; for the person themself."""
    conditions = (col(PathwayWalk.id) == walk_id, col(PathwayWalk.person_id) == actor.user_id)
    found = await queries.walks(db, actor, *conditions, lock=True) if is_id(walk_id) else ()
    if not found:
        raise NotFound
    try:
        async with db.begin_nested():
            found[0].ended_at = None
            await db.flush()
    except IntegrityError:
        raise rules.settled() from None
    return await get_walk(db, actor, walk_id)


async def _walking(
    db: AsyncSession, actor: Actor, walk_id: str
) -> tuple[PathwayWalk, Sequence[PathwayStep], Done]:
    conditions = (col(PathwayWalk.id) == walk_id, col(PathwayWalk.ended_at).is_(None))
    found = await queries.walks(db, actor, *conditions, lock=True) if is_id(walk_id) else ()
    if not found:
        raise NotFound
    walk = found[0]
    steps = (await queries.steps_of(db, [walk.pathway_id])).get(walk.pathway_id, [])
    done = (await queries.steps_done(db, [walk.id])).get(walk.id, {})
    return walk, steps, {step.id: done[step.id] for step in steps if step.id in done}


def _require_coach_of(actor: Actor, walk: PathwayWalk) -> None:
    if walk.person_id == actor.user_id:
        raise Forbidden(_("Somebody who walks with you marks your steps."))


def _require_open_door(actor: Actor, step: PathwayStep) -> None:
    if step.sensitive and actor.role is not Role.PASTOR:
        raise Forbidden(_("This step is between the person and a pastor."))


def _next_of(steps: Sequence[PathwayStep], done: Done) -> PathwayStep | None:
    return next((step for step in steps if step.id not in done), None)


def _last_of(steps: Sequence[PathwayStep], done: Done) -> PathwayStep | None:
    return next((step for step in reversed(steps) if step.id in done), None)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A walk with all that belongs to it, before it is decided who sees what of it."""

    actor: Actor
    row: PathwayWalk
    pathway: Pathway
    steps: Sequence[PathwayStep]
    done: Done
    names: Mapping[str, PersonRef]


async def _views(db: AsyncSession, actor: Actor, rows: Sequence[PathwayWalk]) -> tuple[WalkView, ...]:
    pathway_ids = {row.pathway_id for row in rows}
    pathways = {row.id: row for row in await queries.pathways(db, col(Pathway.id).in_(pathway_ids))}
    steps = await queries.steps_of(db, pathway_ids)
    done = await queries.steps_done(db, [row.id for row in rows])
    people = {row.person_id for row in rows} | {
        one.done_by for each in done.values() for one in each.values()
    }
    names = await queries.names_of(db, people)
    found: list[WalkView] = []
    for row in rows:
        own, reached = steps.get(row.pathway_id, []), done.get(row.id, {})
        living = {step.id: reached[step.id] for step in own if step.id in reached}
        found.append(_view(_Seen(actor, row, pathways[row.pathway_id], own, living, names)))
    return tuple(found)


def _view(seen: _Seen) -> WalkView:
    row, pathway = seen.row, seen.pathway
    return WalkView(
        id=row.id,
        pathway_id=row.pathway_id,
        title=pathway.title,
        description=pathway.description,
        person=seen.names[row.person_id],
        is_mine=row.person_id == seen.actor.user_id,
        steps=tuple(_step_view(seen, step) for step in seen.steps),
        done_count=len(seen.done),
        started_at=row.started_at,
        completed_at=row.completed_at,
        ended_at=row.ended_at,
    )


def _step_view(seen: _Seen, step: PathwayStep) -> WalkStepView:
    is_mine = seen.row.person_id == seen.actor.user_id
    is_hidden = step.sensitive and not is_mine and seen.actor.role is not Role.PASTOR
    row, upcoming = seen.done.get(step.id), _next_of(seen.steps, seen.done)
    may_mark = seen.row.ended_at is None and not is_mine and not is_hidden
    return WalkStepView(
        id=step.id,
        position=step.position,
        title=closed_title() if is_hidden else step.title,
        description="" if is_hidden else step.description,
        evidence_asked="" if is_hidden else step.evidence,
        sensitive=step.sensitive,
        is_hidden=is_hidden,
        state="done" if row else "next" if step is upcoming else "later",
        evidence=unseal(row, "evidence", row.evidence) if row and not is_hidden else "",
        done_by=seen.names.get(row.done_by) if row and not is_hidden else None,
        done_at=row.done_at if row else None,
        can_advance=may_mark and step is upcoming,
        can_reopen=may_mark and row is not None and step is _last_of(seen.steps, seen.done),
    )
