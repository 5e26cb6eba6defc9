"""What goes with what on a person's own days: found by rules alone, told with its doubts, never insisted on."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import new_id
from coaching_app.db.sealed import seal
from coaching_app.domain.actor import Actor
from coaching_app.domain.checkins.fields import FieldKind
from coaching_app.domain.insight.compare import Comparison, Doubt
from coaching_app.domain.insight.discover import Search, discover, split_at_middle
from coaching_app.domain.written_text import clean_text
from coaching_app.features.habits import service as habits
from coaching_app.features.wellness import queries
from coaching_app.features.wellness.schemas import REASON_LENGTH, Insight, Insights, Verdict
from coaching_app.models import InsightVerdict

# Older days tell of another life.
_DAYS = 400
_MOST_FIELDS = 40
Known = Mapping[str, Mapping[date, bool]]


@dataclass(frozen=True, slots=True)
class _Material:
    behaviours: dict[str, Mapping[date, bool]]
    outcomes: dict[str, Mapping[date, float]]
    names: dict[str, str]
    middles: dict[str, float]


async def read_insights(db: AsyncSession, actor: Actor) -> Insights:
    """What was found, without what the person has hidden or called wrong, which stands apart."""
    material = await _material(db, actor)
    # Some tenths of a second for somebody with many habits: not on the loop that serves everybody.
    search = await asyncio.to_thread(discover, material.behaviours, material.outcomes)
    verdicts = await queries.verdicts_of(db, actor.user_id)
    shown: list[Insight] = []
    hidden: list[Insight] = []
    for finding in search.findings:
        row = verdicts.get((finding.done, finding.measured))
        verdict: Verdict = "shown" if row is None else ("wrong" if row.verdict == "wrong" else "hidden")
        insight = _insight(material, finding.done, finding.measured, finding.comparison, verdict)
        (shown if verdict == "shown" else hidden).append(insight)
    return Insights(tuple(shown), search.compared, search.too_few, _method(search), tuple(hidden))


async def _material(db: AsyncSession, actor: Actor) -> _Material:
    today = await habits.today_of(db, actor)
    first = today - timedelta(days=_DAYS)
    fields = [
        (field, form)
        for field, form in await queries.named_fields(db, actor.user_id, None, _MOST_FIELDS)
        if field.kind not in {FieldKind.TEXT, FieldKind.CHOICE}
    ]
    values = await queries.daily_means(db, actor.user_id, [field.id for field, _form in fields], first, today)
    answered = await queries.days_with_any(db, actor.user_id, first, today)
    practised = await habits.done_by_day(db, actor, first, today, also_present=answered)
    names = {f"habit:{habit.id}": habit.name for habit in practised}
    behaviours: dict[str, Mapping[date, bool]] = {f"habit:{habit.id}": habit.done for habit in practised}
    outcomes: dict[str, Mapping[date, float]] = {}
    middles: dict[str, float] = {}
    for field, _form in fields:
        key = f"field:{field.id}"
        names[key], outcomes[key] = field.label, values[field.id]
        if (split := split_at_middle(values[field.id])) is not None:
            behaviours[key], middles[key] = split
    return _Material(behaviours, outcomes, names, middles)


def _insight(material: _Material, done: str, measured: str, found: Comparison, verdict: Verdict) -> Insight:
    counts = {
        "difference": f"{found.difference:+.1f}",
        "with_days": found.with_days,
        "without_days": found.without_days,
        "low": f"{found.low:.1f}",
        "high": f"{found.high:.1f}",
        "measured": material.names[measured],
    }
    if done in material.middles:
        text = _(
            "On days with “{done}” above {middle}, “{measured}” averaged {difference} "
            "({with_days} against {without_days} days, 95 % interval {low} to {high})."
        ).format(done=material.names[done], middle=f"{material.middles[done]:g}", **counts)
    else:
        text = _(
            "On days with “{done}”, “{measured}” averaged {difference} "
            "({with_days} against {without_days} days, 95 % interval {low} to {high})."
        ).format(done=material.names[done], **counts)
    return Insight(
        done=done,
        measured=measured,
        text=text,
        doubts=tuple(_doubt(doubt) for doubt in found.doubts),
        difference=found.difference,
        low=found.low,
        high=found.high,
        with_days=found.with_days,
        without_days=found.without_days,
        verdict=verdict,
    )


def _doubt(doubt: Doubt) -> str:
    match doubt:
        case Doubt.WEEKDAY:
            return _(
                "At least half of the plain difference came with the weekday; that part is taken out here."
            )
        case Doubt.PERIOD:
            return _(
                "At least half of the plain difference came with the time of life; that part is taken out here."
            )
        case Doubt.DAY_BEFORE:
            return _("The day before differed in the same way, so it may be the other way round.")


def _method(search: Search) -> str:
    return _(
        "{compared} pairs were compared and {too_few} had too few days. Days without an answer are left out, weekdays "
        "and stretches of four weeks are taken out, and the bounds allow for days that resemble their neighbours. The "
        "chance that any of these is a false find is at most 5 %. Going together is not causing."
    ).format(compared=search.compared, too_few=search.too_few)


async def judge_insight(
    db: AsyncSession, actor: Actor, done: str, measured: str, *, verdict: Verdict, reason: str = ""
) -> None:
    """Hide an insight, call it wrong, or show it again; raises NotFound for what is not the person's own."""
    await _check_keys(db, actor, done, measured)
    row = (await queries.verdicts_of(db, actor.user_id)).get((done, measured))
    if verdict == "shown":
        if row is not None:
            await db.delete(row)
        return
    if row is None:
        row = InsightVerdict(
            id=new_id(),
            tenant_id=actor.tenant_id,
            owner_id=actor.user_id,
            done_key=done,
            measured_key=measured,
            verdict=verdict,
        )
        db.add(row)
    row.verdict = verdict
    words = clean_text(reason, "reason", REASON_LENGTH)
    row.reason = seal(row, "reason", words) if words else None
    await db.flush()


async def _check_keys(db: AsyncSession, actor: Actor, done: str, measured: str) -> None:
    fields = {
        f"field:{field.id}" for field, _form in await queries.named_fields(db, actor.user_id, None, 1_000)
    }
    mine = {f"habit:{habit.id}" for habit in await habits.list_habits(db, actor)}
    if measured not in fields or done not in fields | mine:
        raise NotFound
