"""Puts days, minutes and counts into the person's words."""

from datetime import date, time, timedelta

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, format_time

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.goal_progress import plain
from coaching_app.domain.recurrence import read_rule, rule_words
from coaching_app.features.planner.schemas import GoalRow, GoalView, TaskRow, TaskView

LATE_TONE = "amber"


def task_row(task: TaskView, today: date, language: str, *, resting: bool = False) -> TaskRow:
    """A task as a list shows it; while the person rests nothing is late."""
    is_done = task.completed_at is not None
    is_late = not is_done and not resting and task.due_on is not None and task.due_on < today
    return TaskRow(
        id=task.id,
        title=task.title,
        notes=task.notes,
        due=task.due_on.isoformat() if task.due_on else "",
        due_label=due_label(task, today, language, resting=resting),
        tone=LATE_TONE if is_late else "",
        minutes=str(task.estimate_minutes or ""),
        minutes_label=minutes_label(task.estimate_minutes),
        goal_id=task.goal_id or "",
        goal_title=task.goal_title,
        is_done=is_done,
        from_coach=task.origin.startswith("coach:"),
        version=task.version,
        time=f"{task.due_time:%H:%M}" if task.due_time else "",
        parent_id=task.parent_id or "",
        repeats=task.repeats,
        repeats_label=repeats_label(task, language),
        is_after_completion=task.is_after_completion,
        tags=task.tags,
        tags_text=" ".join(task.tags),
        parts=task.parts,
        parts_label=parts_label(task),
        spent=str(task.spent_seconds // 60 or ""),
        spent_label=minutes_label(task.spent_seconds // 60),
        is_running=task.timer_started_at is not None,
        started_at=task.timer_started_at.isoformat() if task.timer_started_at else "",
    )


def goal_row(goal: GoalView, today: date, language: str) -> GoalRow:
    """A goal as a list shows it."""
    return GoalRow(
        id=goal.id,
        title=goal.title,
        why=goal.why,
        due=goal.due_on.isoformat() if goal.due_on else "",
        due_label=day_label(goal.due_on, today, language) if goal.due_on else "",
        status=goal.status,
        percent=goal.progress.percent,
        formula=goal.progress.words,
        version=goal.version,
        progress_by=goal.progress_by,
        is_reviewed_only=goal.is_reviewed_only,
        unit=goal.unit,
        start_value=_number(goal.start_value),
        target_value=_number(goal.target_value),
        current_value=_number(goal.current_value),
    )


def repeats_label(task: TaskView, language: str) -> str:
    """How it comes back, in words; nothing for a record of what was done."""
    if not task.repeats or task.completed_at is not None:
        return ""
    return rule_words(read_rule(task.repeats), language, after_completion=task.is_after_completion)


def parts_label(task: TaskView) -> str:
    """2 of 5 parts."""
    if not task.parts:
        return ""
    return _("{done} of {total} parts").format(done=task.parts_done, total=task.parts)


def _number(value: float | None) -> str:
    return "" if value is None else plain(value)


def due_label(task: TaskView, today: date, language: str, *, resting: bool = False) -> str:
    """When it is due, where that is worth saying; what is late says since when, without a word of blame."""
    day = task.due_on
    if day is None or task.completed_at is not None:
        return ""
    clock = time_label(task.due_time, language)
    if day == today:
        return clock
    label = ", ".join(filter(None, (day_label(day, today, language), clock)))
    if day < today:
        return "" if resting else _("since {day}").format(day=label)
    return label


def day_label(day: date, today: date, language: str) -> str:
    """A day near today by its name, any other by its date; the year only where it is another one."""
    near = {
        today - timedelta(days=1): _("yesterday"),
        today: _("today"),
        today + timedelta(days=1): _("tomorrow"),
    }
    skeleton = "MMMEd" if day.year == today.year else "yMMMd"
    return near.get(day) or format_skeleton(skeleton, day, locale=_locale(language))


def time_label(moment: time | None, language: str) -> str:
    """A time of day the way the language writes it."""
    return format_time(moment, "short", locale=_locale(language)) if moment else ""


def weekday_label(day: date, language: str) -> str:
    """The short name of a weekday."""
    return _locale(language).days["stand-alone"]["abbreviated"][day.weekday()]


def first_day_of_week(day: date, language: str) -> date:
    """The day this week began, as weeks begin where the language is spoken."""
    return day - timedelta(days=(day.weekday() - _locale(language).first_week_day) % 7)


def minutes_label(minutes: int | None) -> str:
    """25 min, 1 h, 1 h 05."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{minutes} min").format(minutes=rest)
    if not rest:
        return _("{hours} h").format(hours=hours)
    return _("{hours} h {minutes}").format(hours=hours, minutes=f"{rest:02}")


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale.parse("en")
