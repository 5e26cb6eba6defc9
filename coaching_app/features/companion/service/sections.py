"""Draws what each feature shares into rows that one page can show."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime

from babel.dates import format_date
from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.consent import Category, Viewer
from coaching_app.domain.local_day import zone
from coaching_app.domain.rest import Area
from coaching_app.features.chat import service as chat
from coaching_app.features.companion.schemas import Line, Row
from coaching_app.features.habits import service as habits
from coaching_app.features.knowledge import service as knowledge
from coaching_app.features.planner import service as planner
from coaching_app.features.wellness import service as wellness

# What a category rests with; notes and conversations rest only with everything.
AREAS = {
    Category.GOALS: Area.PLANNER,
    Category.TASKS: Area.PLANNER,
    Category.HABITS: Area.HABITS,
    Category.CHECKINS: Area.CHECKINS,
    Category.COMMITMENTS: Area.COMMITMENTS,
}


class Eyes:
    """Who looks, and in which language and zone they read."""

    def __init__(self, viewer: Viewer, language: str, time_zone: str) -> None:
        self.viewer = viewer
        self.language = language
        self.time_zone = time_zone

    def day(self, day: date | datetime | None) -> str:
        """A day in the viewer's words; empty without one."""
        if day is None:
            return ""
        local = day.astimezone(zone(self.time_zone)).date() if isinstance(day, datetime) else day
        return format_date(local, "medium", locale=self.language.replace("-", "_"))


Reader = Callable[[AsyncSession, Eyes, str], Awaitable[tuple[Row, ...]]]


def _facts(*facts: str) -> tuple[str, ...]:
    return tuple(fact for fact in facts if fact)


async def _goals(db: AsyncSession, eyes: Eyes, owner_id: str) -> tuple[Row, ...]:
    words = {
        "active": "",
        "done": _("done"),
        "dropped": _("dropped"),
        "draft": _("draft"),
        "review": _("in review"),
    }
    return tuple(
        Row(
            id=shared.goal.id,
            title=shared.goal.title,
            facts=_facts(
                words.get(shared.goal.status, shared.goal.status),
                _("by {day}").format(day=eyes.day(date.fromisoformat(shared.goal.due)))
                if shared.goal.due
                else "",
                shared.goal.formula,
            ),
            body=shared.goal.why,
            is_done=shared.goal.status == "done",
        )
        for shared in await planner.shared_goals(db, eyes.viewer, owner_id, eyes.language)
    )


async def _tasks(db: AsyncSession, eyes: Eyes, owner_id: str) -> tuple[Row, ...]:
    return tuple(
        Row(
            id=task.id,
            title=task.title,
            facts=_facts(
                _("done") if task.is_done else task.due_label, task.repeats, task.goal_title, task.spent
            ),
            body=task.notes,
            is_done=task.is_done,
        )
        for task in await planner.shared_tasks(db, eyes.viewer, owner_id, eyes.language)
    )


async def _habits(db: AsyncSession, eyes: Eyes, owner_id: str) -> tuple[Row, ...]:
    return tuple(
        Row(
            id=habit.id,
            title=habit.name,
            facts=_facts(
                habit.facts,
                habit.kept,
                ngettext("{count} day in a row", "{count} days in a row", habit.streak).format(
                    count=habit.streak
                )
                if habit.streak > 1
                else "",
            ),
            percent=habit.percent,
            has_percent=True,
        )
        for habit in await habits.shared_with(db, eyes.viewer, owner_id)
    )


async def _checkins(db: AsyncSession, eyes: Eyes, owner_id: str) -> tuple[Row, ...]:
    return tuple(
        Row(
            id=field.id,
            title=field.label,
            facts=_facts(field.form, field.summary),
            lines=tuple(
                Line(eyes.day(answer.day), f"{answer.shown} {field.unit}".strip()) for answer in field.answers
            ),
        )
        for field in await wellness.shared_with(db, eyes.viewer, owner_id)
    )


async def _notes(db: AsyncSession, eyes: Eyes, owner_id: str) -> tuple[Row, ...]:
    return tuple(
        Row(
            id=note.id,
            title=note.title,
            facts=(
                ngettext("{count} word", "{count} words", note.words).format(count=note.words),
                eyes.day(note.updated_at),
            ),
            opens=Category.NOTES.value,
        )
        for note in await knowledge.shared_with(db, eyes.viewer, owner_id)
    )


async def _conversations(db: AsyncSession, eyes: Eyes, owner_id: str) -> tuple[Row, ...]:
    return tuple(
        Row(
            id=talk.id,
            title=talk.title,
            facts=(eyes.day(talk.updated_at),),
            opens=Category.CONVERSATIONS.value,
        )
        for talk in await chat.shared_with(db, eyes.viewer, owner_id)
    )


READERS: dict[Category, Reader] = {
    Category.GOALS: _goals,
    Category.TASKS: _tasks,
    Category.HABITS: _habits,
    Category.CHECKINS: _checkins,
    Category.NOTES: _notes,
    Category.CONVERSATIONS: _conversations,
}
