"""Reads everything the page of one goal shows: progress, steps, evidence, and what came from a template."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.features.planner.schemas import (
    ChangeRow,
    EvidenceRow,
    EvidenceView,
    GoalPage,
    MilestoneRow,
    TemplateChange,
    TemplateItem,
)
from coaching_app.features.planner.service.assignments import get_assignment
from coaching_app.features.planner.service.evidence import list_evidence
from coaching_app.features.planner.service.goals import get_goal
from coaching_app.features.planner.service.item_words import (
    item_facts,
    repeat_options,
    week_options,
    week_rows,
)
from coaching_app.features.planner.service.milestones import list_milestones
from coaching_app.features.planner.service.task_rows import today_of
from coaching_app.features.planner.service.template_changes import template_changes
from coaching_app.features.planner.service.wording import day_label, goal_row
from coaching_app.models import GoalAssignment


async def read_goal_page(db: AsyncSession, actor: Actor, goal_id: str) -> GoalPage:
    """The page of a goal of the person."""
    today = today_of(actor)
    goal = await get_goal(db, actor, goal_id)
    steps = await list_milestones(db, actor, goal_id)
    pieces = await list_evidence(db, actor, goal_id)
    page = GoalPage(
        goal_row(goal, today, actor.language),
        tuple(
            MilestoneRow(
                step.id,
                step.title,
                day_label(step.due_on, today, actor.language) if step.due_on else "",
                step.done_at is not None,
            )
            for step in steps
        ),
        tuple(_evidence(piece, today, actor.language) for piece in pieces),
    )
    found = await _assignment_of(db, actor, goal_id)
    return page if found is None else await _with_template(db, actor, page, found)


async def _with_template(db: AsyncSession, actor: Actor, page: GoalPage, assignment_id: str) -> GoalPage:
    given = await get_assignment(db, actor, assignment_id)
    changes = await template_changes(db, actor, assignment_id)
    return replace(
        page,
        assignment_id=given.id,
        coach_name=given.coach_name,
        coach_words=given.coach_words,
        plan=week_rows(given.items, actor.language),
        week_options=week_options(None, given.items),
        repeat_options=repeat_options(given.items, actor.language),
        changes=tuple(_change(one, actor.language) for one in changes),
        latest_version=given.latest_version,
    )


async def _assignment_of(db: AsyncSession, actor: Actor, goal_id: str) -> str | None:
    query = select(col(GoalAssignment.id)).where(
        col(GoalAssignment.goal_id) == goal_id, col(GoalAssignment.person_id) == actor.user_id
    )
    return (await db.scalars(query)).first()


def _evidence(piece: EvidenceView, today: date, language: str) -> EvidenceRow:
    title = {"link": piece.url, "file": piece.file_name}.get(piece.kind) or piece.text
    verdicts = {"accepted": _("accepted"), "more": _("asks for more")}
    latest = piece.reviews[0] if piece.reviews else None
    facts = [day_label(piece.created_at.date(), today, language)]
    if piece.amount is not None:
        facts.append(f"{piece.amount:+g}")
    if piece.kind != "note" and piece.text:
        facts.append(piece.text[:200])
    return EvidenceRow(
        piece.id,
        piece.kind,
        title[:300],
        " · ".join(facts),
        f"/api/v1/evidence/{piece.id}/file" if piece.kind == "file" else piece.url,
        latest.verdict if latest else "",
        f"{latest.reviewer_name}: {latest.words or verdicts[latest.verdict]}" if latest else "",
    )


def _change(one: TemplateChange, language: str) -> ChangeRow:
    note = ""
    if one.is_kept:
        note = _("Yours stays as it is: it is done, or you took it away.")
    elif one.is_edited:
        note = _("You changed this too; accepting replaces yours.")
    return ChangeRow(
        one.item_id,
        one.kind,
        _told(one.before, language),
        _told(one.after, language),
        note,
        is_kept=one.is_kept,
    )


def _told(item: TemplateItem | None, language: str) -> str:
    if item is None:
        return ""
    return " · ".join(filter(None, (item.title, item_facts(item, language), item.notes[:200])))
