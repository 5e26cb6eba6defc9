"""Reads one task as the page opens it: with its parts, its next days, and how it may come back."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.recurrence import read_rule, rule_words
from coaching_app.features.planner.schemas import TaskRow
from coaching_app.features.planner.service.series import task_days
from coaching_app.features.planner.service.task_lists import parts_of
from coaching_app.features.planner.service.task_rows import task_of, today_of
from coaching_app.features.planner.service.wording import day_label, task_row

_USUAL = (
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=MONTHLY",
    "FREQ=YEARLY",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A task that is open, and what its form offers."""

    task: TaskRow
    parts: tuple[TaskRow, ...]
    next_days: str
    repeat_options: tuple[tuple[str, str], ...]


async def read_opened(db: AsyncSession, actor: Actor, task_id: str) -> Opened:
    """The task with everything its dialog shows."""
    today = today_of(actor)
    view = await task_of(db, actor, task_id)
    parts = await parts_of(db, actor, task_id)
    days = await task_days(db, actor, task_id) if view.repeats and view.completed_at is None else ()
    rules = dict.fromkeys((*_USUAL, view.repeats) if view.repeats else _USUAL)
    return Opened(
        task_row(view, today, actor.language),
        tuple(task_row(part, today, actor.language) for part in parts),
        _("Next: {days}").format(days=" · ".join(day_label(day, today, actor.language) for day in days))
        if days
        else "",
        tuple((rule, rule_words(read_rule(rule), actor.language)) for rule in rules),
    )
