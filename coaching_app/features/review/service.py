"""Puts a week's facts together by rules, keeps what a person adds, and makes tasks of what they pick."""

from datetime import date, timedelta
from math import ceil

from babel.dates import format_date
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, Invalid, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.db.sealed import seal, unseal
from coaching_app.domain.actor import Actor
from coaching_app.domain.checkins.fields import FieldKind
from coaching_app.domain.local_day import day_start, local_day
from coaching_app.features.habits import service as habits
from coaching_app.features.planner import service as planner
from coaching_app.features.planner.schemas import TaskDraft
from coaching_app.features.rest import service as rest
from coaching_app.features.review import queries
from coaching_app.features.review.schemas import (
    THING_LENGTH,
    THINGS,
    WORDS_LENGTH,
    HabitFact,
    ReviewPage,
    ReviewRow,
    ReviewView,
    ReviewWords,
    Said,
    WeekFacts,
    Written,
)
from coaching_app.features.wellness import service as wellness
from coaching_app.models import WeeklyReview

EARLIEST, LATEST = date(1900, 1, 8), date(2200, 12, 21)
_PARTS = ("kept", "moved", "learned", "ahead")
_LISTED = 60


def week_of(day: date) -> date:
    """The Monday of its week."""
    if not EARLIEST <= day <= LATEST:
        raise Invalid(_("Choose a day between 1900 and 2200."), detail={"field": "day"})
    return day - timedelta(days=day.weekday())


async def read_review(db: AsyncSession, actor: Actor, day: date | None = None) -> ReviewView:
    """The week of a day: its facts as they are now, and what is saved about it; this week by default."""
    week = week_of(day or local_day(now(), actor.time_zone))
    row = await queries.find(db, actor, week)
    return ReviewView(
        week=week,
        label=_label(week, actor),
        facts=await week_facts(db, actor, week),
        words=await _words(db, actor, row),
        finished_at=row.finished_at if row else None,
        version=row.version if row else 0,
    )


async def list_reviews(db: AsyncSession, actor: Actor) -> tuple[ReviewRow, ...]:
    """The weeks that have a review, the latest first."""
    found = await queries.saved(db, actor, _LISTED)
    return tuple(ReviewRow(row.week, _label(row.week, actor), row.finished_at) for row in found)


async def week_facts(db: AsyncSession, actor: Actor, week: date) -> WeekFacts:
    """What can be counted of a week."""
    last = week + timedelta(days=6)
    start = day_start(week, actor.time_zone)
    end = day_start(last + timedelta(days=1), actor.time_zone)
    done, done_count = await queries.tasks_done(db, actor, start, end)
    notes, notes_count = await queries.notes_written(db, actor, start, end)
    said, checkins = await _said(db, actor, week, last)
    return WeekFacts(
        done=done,
        done_count=done_count,
        waiting=await queries.tasks_waiting(db, actor, last),
        habits=await _habits(db, actor, week, last),
        said=said,
        checkins=checkins,
        notes=tuple(Written(row[0], row[1]) for row in notes),
        notes_count=notes_count,
    )


async def _habits(db: AsyncSession, actor: Actor, week: date, last: date) -> tuple[HabitFact, ...]:
    """How often each habit was done, beside what its plan asks of the days that were not rest and have come."""
    last = min(last, max(week, local_day(now(), actor.time_zone)))
    plans = {one.id: one for one in await habits.list_habits(db, actor)}
    rested = await rest.rest_days(db, actor.user_id, week, last, "habits")
    share = ((last - week).days + 1 - len(rested)) / 7
    found: list[HabitFact] = []
    for one in await habits.done_by_day(db, actor, week, last):
        plan = plans.get(one.id)
        asked = (len(plan.weekdays) or 7 * plan.times / max(1, plan.days)) if plan else 7
        done, planned = sum(one.done.values()), ceil(min(7, asked) * share)
        words = ngettext("{done} time, {planned} planned", "{done} times, {planned} planned", done)
        if done or one.done:
            found.append(HabitFact(one.name, done, planned, words.format(done=done, planned=planned)))
    return tuple(found)


async def _said(db: AsyncSession, actor: Actor, week: date, last: date) -> tuple[tuple[Said, ...], int]:
    """The words of the week's check-ins, and how many check-ins there were."""
    answered = (await wellness.list_checkins(db, actor, first=week, last=last, limit=100)).items
    forms = {form.id: form for form in await wellness.list_forms(db, actor, archived=True)}
    found: list[Said] = []
    for one in reversed(answered):
        fields = forms[one.form_id].fields if one.form_id in forms else ()
        texts = {field.key for field in fields if field.kind == FieldKind.TEXT}
        words = " · ".join(str(value) for key, value in one.answers.items() if key in texts and value)
        if words:
            found.append(Said(one.day, format_date(one.day, "EEE", locale=_locale(actor)), words[:1000]))
    return tuple(found), len(answered)


def _locale(actor: Actor) -> str:
    return actor.language.replace("-", "_")


def _label(week: date, actor: Actor) -> str:
    first = format_date(week, "d MMM", locale=_locale(actor))
    last = format_date(week + timedelta(days=6), "d MMM y", locale=_locale(actor))
    return _("{first} to {last}").format(first=first, last=last)


async def _words(db: AsyncSession, actor: Actor, row: WeeklyReview | None) -> ReviewWords:
    if row is None:
        return ReviewWords()
    opened = {name: unseal(row, name, sealed) if (sealed := getattr(row, name)) else "" for name in _PARTS}
    titles: list[str] = []
    for place in range(THINGS):
        task = await _task(db, actor, _origin(row, place))
        titles.append(task.title if task else "")
    return ReviewWords(**opened, things=tuple(titles))


def _origin(row: WeeklyReview, place: int) -> str:
    return f"review:{row.id}:{place}"


async def _task(db: AsyncSession, actor: Actor, origin: str):  # noqa: ANN202 what the planner answers
    task_id = await planner.task_of_origin(db, actor, origin)
    try:
        return await planner.get_task(db, actor, task_id) if task_id else None
    except NotFound:
        return None


async def save_review(
    db: AsyncSession, actor: Actor, day: date, words: ReviewWords, version: int | None
) -> ReviewView:
    """Keep the sentences sealed, and let the three things be tasks, once each.

    `version` is the one that was read, 0 for none; None takes the place of whatever is there.
    """
    week = week_of(day)
    row = await queries.find(db, actor, week)
    if version is not None and (row.version if row else 0) != version:
        raise Conflict(_("This was changed meanwhile. Look at it again."), code="changed")
    if row is None:
        row = await _begin(db, actor, week)
    else:
        row.version += 1
    for name in _PARTS:
        text = _clean(getattr(words, name), name, WORDS_LENGTH)
        setattr(row, name, seal(row, name, text) if text else None)
    row.finished_at, row.updated_at = row.finished_at or now(), now()
    await db.flush()
    wanted = (*words.things, *[""] * THINGS)[:THINGS]
    for place, thing in enumerate(wanted):
        await _pick(db, actor, row, place, " ".join(_clean(thing, "things", THING_LENGTH).split()))
    return await read_review(db, actor, week)


async def _begin(db: AsyncSession, actor: Actor, week: date) -> WeeklyReview:
    row = WeeklyReview(tenant_id=actor.tenant_id, owner_id=actor.user_id, week=week)
    try:
        async with db.begin_nested():
            db.add(row)
            await db.flush()
    except IntegrityError:
        raise Conflict(_("This was changed meanwhile. Look at it again."), code="changed") from None
    return row


def _clean(text: str, field: str, longest: int) -> str:
    shown = "".join(char for char in text if char.isprintable() or char in "\n\t").strip()
    if len(shown) > longest:
        message = _("This holds at most {limit} characters.").format(limit=f"{longest:,}")
        raise Invalid(message, detail={"field": field})
    return shown


async def _pick(db: AsyncSession, actor: Actor, row: WeeklyReview, place: int, title: str) -> None:
    """One of the three: a task for the end of the next week, made once, renamed or taken away."""
    origin = _origin(row, place)
    task_id = await planner.task_of_origin(db, actor, origin)
    task = await _task(db, actor, origin)
    if not title:
        if task is not None and task.completed_at is None:
            await planner.delete_task(db, actor, task.id)
        return
    if task_id is None:
        draft = TaskDraft(title, due_on=row.week + timedelta(days=13))
        await planner.add_task(db, actor, draft, origin=origin)
        return
    if task is None:
        task = await planner.restore_task(db, actor, task_id)
    if task.title != title:
        await planner.edit_task(db, actor, task.id, task.version, {"title": title})


async def read_page(db: AsyncSession, actor: Actor, day: date | None = None) -> ReviewPage:
    """The review as the page shows it."""
    found = await read_review(db, actor, day)
    facts, week = found.facts, found.week
    this_week = week_of(local_day(now(), actor.time_zone))
    things = (*found.words.things, "", "", "")[:THINGS]
    return ReviewPage(
        week=week.isoformat(),
        label=found.label,
        earlier=f"/review?week={week - timedelta(days=7)}" if week > EARLIEST + timedelta(days=7) else "",
        later=f"/review?week={week + timedelta(days=7)}" if week < this_week else "",
        moved_words=ngettext("{count} task completed.", "{count} tasks completed.", facts.done_count).format(
            count=facts.done_count
        ),
        kept_words=_kept_words(facts),
        learned_words=_learned_words(facts),
        facts=facts,
        words=found.words,
        first=things[0],
        second=things[1],
        third=things[2],
        is_saved=found.version > 0,
        version=found.version,
        weeks=tuple((row.week.isoformat(), row.label) for row in await list_reviews(db, actor)),
    )


def _kept_words(facts: WeekFacts) -> str:
    if not facts.habits:
        return _("No habit was marked this week.")
    kept = sum(one.done >= one.planned for one in facts.habits)
    words = ngettext(
        "{kept} of {count} habit as planned; days of rest ask for nothing.",
        "{kept} of {count} habits as planned; days of rest ask for nothing.",
        len(facts.habits),
    )
    return words.format(kept=kept, count=len(facts.habits))


def _learned_words(facts: WeekFacts) -> str:
    answered = ngettext("{count} check-in", "{count} check-ins", facts.checkins).format(count=facts.checkins)
    notes = ngettext("{count} note written", "{count} notes written", facts.notes_count).format(
        count=facts.notes_count
    )
    return f"{answered}, {notes}."
