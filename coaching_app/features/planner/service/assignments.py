"""A template in the hands of a person: their draft, what they make of it, and its review by the coach."""

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id, new_id
from coaching_app.domain.actor import Actor, Role
from coaching_app.domain.written_text import clean_text
from coaching_app.features.people import service as people
from coaching_app.features.planner.schemas import TEXT_LENGTH, AssignmentView, TemplateItem
from coaching_app.features.planner.service.items import clean_items, items_of, make_items, to_json
from coaching_app.features.planner.service.telling import forget_request, tell_answer, tell_request
from coaching_app.models import Goal, GoalAssignment, GoalTemplate, User

MOST_SHOWN = 500


async def list_assignments(db: AsyncSession, actor: Actor) -> tuple[AssignmentView, ...]:
    """What was given to the person, and what they gave to others, latest first."""
    return await assignment_views(db, actor)


async def get_assignment(db: AsyncSession, actor: Actor, assignment_id: str) -> AssignmentView:
    """One of them."""
    if is_id(assignment_id):
        for view in await assignment_views(db, actor, col(GoalAssignment.id) == assignment_id):
            return view
    raise NotFound


async def goals_with_changes(db: AsyncSession, actor: Actor) -> frozenset[str]:
    """The person's goals whose template was changed since they last decided."""
    query = (
        select(col(GoalAssignment.goal_id))
        .join(GoalTemplate, col(GoalTemplate.id) == col(GoalAssignment.template_id))
        .where(
            col(GoalAssignment.person_id) == actor.user_id,
            col(GoalAssignment.base_version) < col(GoalTemplate.version),
            col(GoalTemplate.deleted_at).is_(None),
        )
    )
    return frozenset((await db.scalars(query)).all())


async def edit_draft(
    db: AsyncSession, actor: Actor, assignment_id: str, items: tuple[TemplateItem, ...]
) -> AssignmentView:
    """Make the draft one's own: add, change, take away."""
    row, goal = await own_assignment(db, actor, assignment_id)
    _require(goal, "draft")
    row.content = {"items": to_json(clean_items(items, new_id))}
    await db.flush()
    return await get_assignment(db, actor, assignment_id)


async def request_review(db: AsyncSession, actor: Actor, assignment_id: str) -> AssignmentView:
    """Show the draft to the coach who gave it, and to those who walk with the person."""
    row, goal = await own_assignment(db, actor, assignment_id)
    _require(goal, "draft")
    row.requested_at = now()
    _set_status(goal, "review")
    await db.flush()
    await tell_request(db, actor, row)
    return await get_assignment(db, actor, assignment_id)


async def take_back_request(db: AsyncSession, actor: Actor, assignment_id: str) -> AssignmentView:
    """Go on with the draft; the coach sees it no more."""
    row, goal = await own_assignment(db, actor, assignment_id)
    _require(goal, "review")
    row.requested_at = None
    _set_status(goal, "draft")
    await db.flush()
    await forget_request(db, row)
    return await get_assignment(db, actor, assignment_id)


async def approve(db: AsyncSession, actor: Actor, assignment_id: str, words: str = "") -> AssignmentView:
    """A coach agrees: the goal is active, and its items are tasks, milestones and habits of the person."""
    row, goal = await _reviewed(db, actor, assignment_id)
    _require(goal, "review")
    row.approved_at = now()
    row.coach_words = clean_text(words, "words", TEXT_LENGTH)[:4000]
    _set_status(goal, "active")
    await db.flush()
    person = await _person(db, actor, row.person_id)
    await make_items(db, person, goal.id, items_of(row.content), row.start_on)
    await tell_answer(db, actor, row, is_agreed=True)
    return await _after_review(db, actor, row)


async def send_back(db: AsyncSession, actor: Actor, assignment_id: str, words: str) -> AssignmentView:
    """The coach asks for something else first; it is a draft again."""
    row, goal = await _reviewed(db, actor, assignment_id)
    _require(goal, "review")
    row.requested_at = None
    row.coach_words = clean_text(words, "words", TEXT_LENGTH)[:4000]
    _set_status(goal, "draft")
    await db.flush()
    await tell_answer(db, actor, row, is_agreed=False)
    return await _after_review(db, actor, row)


async def own_assignment(db: AsyncSession, actor: Actor, assignment_id: str) -> tuple[GoalAssignment, Goal]:
    """What was given to the person, and its goal."""
    return await _rows(db, assignment_id, col(GoalAssignment.person_id) == actor.user_id)


async def _reviewed(db: AsyncSession, actor: Actor, assignment_id: str) -> tuple[GoalAssignment, Goal]:
    """What a coach may agree to: they gave it, or they walk with the person, who asked for it."""
    row, goal = await _rows(db, assignment_id, col(GoalAssignment.person_id) != actor.user_id)
    if row.coach_id == actor.user_id:
        return row, goal
    if goal.status != "review" or not await people.is_coached_by(db, row.person_id, actor.user_id):
        raise NotFound
    return row, goal


async def _after_review(db: AsyncSession, actor: Actor, row: GoalAssignment) -> AssignmentView:
    (view,) = await _views(db, actor, col(GoalAssignment.id) == row.id)
    return view


async def _rows(
    db: AsyncSession, assignment_id: str, whose: ColumnElement[bool]
) -> tuple[GoalAssignment, Goal]:
    query = (
        select(GoalAssignment, Goal)
        .join(Goal, col(Goal.id) == col(GoalAssignment.goal_id))
        .where(col(GoalAssignment.id) == assignment_id, col(Goal.deleted_at).is_(None), whose)
        .with_for_update()
    )
    found = (await db.execute(query)).first() if is_id(assignment_id) else None
    if found is None:
        raise NotFound
    return found[0], found[1]


async def assignment_views(
    db: AsyncSession, actor: Actor, *conditions: ColumnElement[bool]
) -> tuple[AssignmentView, ...]:
    """What the actor was given or gave, and what those they walk with ask a review for.

    A draft shows its items to its owner, in review also to the coaches.
    """
    mentees = [
        one.mentee.id
        for one in await people.relationships_of(db, actor)
        if one.my_side == "coach" and one.status == "active"
    ]
    theirs = and_(col(GoalAssignment.person_id).in_(mentees), col(Goal.status) == "review")
    mine = or_(
        col(GoalAssignment.person_id) == actor.user_id, col(GoalAssignment.coach_id) == actor.user_id, theirs
    )
    return await _views(db, actor, mine, *conditions)


async def _views(
    db: AsyncSession, actor: Actor, *conditions: ColumnElement[bool]
) -> tuple[AssignmentView, ...]:
    person: Any = aliased(User)
    coach: Any = aliased(User)
    query = (
        select(GoalAssignment, Goal, col(GoalTemplate.version), person.display_name, coach.display_name)
        .join(Goal, col(Goal.id) == col(GoalAssignment.goal_id))
        .join(GoalTemplate, col(GoalTemplate.id) == col(GoalAssignment.template_id))
        .join(person, person.id == col(GoalAssignment.person_id))
        .join(coach, coach.id == col(GoalAssignment.coach_id))
        .where(col(Goal.deleted_at).is_(None), *conditions)
        .order_by(col(GoalAssignment.id).desc())
        .limit(MOST_SHOWN)
    )
    found = (await db.execute(query)).all()
    return tuple(_view(actor, row) for row in found)


def _view(actor: Actor, found: Any) -> AssignmentView:
    row, goal, latest, person_name, coach_name = found
    is_mine = row.person_id == actor.user_id
    shows = goal.status == "review" or (is_mine and goal.status == "draft")
    return AssignmentView(
        id=row.id,
        template_id=row.template_id,
        goal_id=goal.id,
        # What the person called it is theirs until they show it.
        goal_title=goal.title if is_mine or goal.status == "review" else "",
        status=goal.status,
        person_id=row.person_id,
        person_name=person_name,
        coach_id=row.coach_id,
        coach_name=coach_name,
        start_on=row.start_on,
        base_version=row.base_version,
        latest_version=latest,
        requested_at=row.requested_at,
        approved_at=row.approved_at,
        coach_words=row.coach_words,
        items=items_of(row.content) if shows else (),
    )


def _require(goal: Goal, status: str) -> None:
    if goal.status != status:
        raise Conflict(_("This has been settled already. Look at it again."), code="settled")


def _set_status(goal: Goal, status: str) -> None:
    goal.status = status
    goal.updated_at = now()
    goal.version += 1


async def _person(db: AsyncSession, actor: Actor, person_id: str) -> Actor:
    """The person whose tasks are made, so that days are theirs and so are the rows."""
    user: Any = await db.get(User, person_id)
    return replace(
        actor,
        user_id=person_id,
        role=Role.MENTEE,
        time_zone=user.time_zone,
        language=user.language,
        display_name=user.display_name,
        email=user.email,
    )
