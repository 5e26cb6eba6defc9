"""Reads one line as a task: what was understood, in the person's words, and the task it makes."""

from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.quick_add import QuickTask, Span, read_line
from coaching_app.domain.recurrence import rule_words
from coaching_app.features.planner.schemas import ParsedTask, TaskDraft, TaskView, Understood
from coaching_app.features.planner.service.series import next_days
from coaching_app.features.planner.service.task_rows import today_of
from coaching_app.features.planner.service.tasks import add_task
from coaching_app.features.planner.service.wording import day_label, minutes_label, time_label
from coaching_app.models import Goal

# A line names one of these; whoever has more goals chooses in the form.
_MOST_GOALS = 200
_GOALS = (
    select(col(Goal.id), col(Goal.title))
    .where(
        col(Goal.owner_id) == bindparam("owner_id"),
        col(Goal.deleted_at).is_(None),
        col(Goal.status).in_(("active", "draft", "review")),
    )
    .order_by(col(Goal.id))
    .limit(_MOST_GOALS)
)


async def parse_line(db: AsyncSession, actor: Actor, text: str) -> ParsedTask:
    """What the line says today; nothing is refused, what is not understood stays in the title."""
    goals: list[tuple[str, str]] = []
    if "+" in text:
        found = (await db.execute(_GOALS, {"owner_id": actor.user_id})).all()
        goals = [(row[0], row[1]) for row in found]
    task = read_line(text, today_of(actor), actor.language, goals)
    title = dict(goals).get(task.goal_id or "", "")
    return ParsedTask(
        title=task.title,
        due_on=task.due_on,
        due_time=task.due_time,
        repeats=str(task.rule) if task.rule else "",
        repeats_words=_rule_words(task, actor.language),
        is_after_completion=task.after_completion,
        next_days=_next_days(task),
        estimate_minutes=task.estimate_minutes,
        tags=task.tags,
        goal_id=task.goal_id,
        goal_title=title,
        spans=tuple(_understood(span, task, title, actor) for span in task.spans),
    )


def draft_of(parsed: ParsedTask, *, notes: str = "", goal_id: str | None = None) -> TaskDraft:
    """The task a line makes; `goal_id` is taken when the line names no goal."""
    return TaskDraft(
        title=parsed.title,
        notes=notes,
        due_on=parsed.due_on,
        estimate_minutes=parsed.estimate_minutes,
        goal_id=parsed.goal_id or goal_id,
        due_time=parsed.due_time,
        tags=parsed.tags,
        repeats=parsed.repeats,
        is_after_completion=parsed.is_after_completion,
    )


async def add_line(db: AsyncSession, actor: Actor, text: str, *, goal_id: str | None = None) -> TaskView:
    """Make the task of a line."""
    return await add_task(db, actor, draft_of(await parse_line(db, actor, text), goal_id=goal_id))


def _rule_words(task: QuickTask, language: str) -> str:
    return rule_words(task.rule, language, after_completion=task.after_completion) if task.rule else ""


def _next_days(task: QuickTask) -> tuple[date, ...]:
    if task.rule is None or task.due_on is None:
        return ()
    return next_days(str(task.rule), task.due_on, is_after_completion=task.after_completion)


def _understood(span: Span, task: QuickTask, goal_title: str, actor: Actor) -> Understood:
    words = {
        "repeats": _rule_words(task, actor.language),
        "estimate": minutes_label(task.estimate_minutes),
        "goal": goal_title,
        "tag": span.text,
        "due": _due_words(span, task, actor),
    }[span.kind]
    return Understood(span.start, span.end, span.kind, span.text, words)


def _due_words(span: Span, task: QuickTask, actor: Actor) -> str:
    if task.due_on is None or (task.rule is not None and span.text.startswith("!")):
        return _("last day")
    day = day_label(task.due_on, today_of(actor), actor.language)
    return f"{day}, {time_label(task.due_time, actor.language)}" if task.due_time else day
