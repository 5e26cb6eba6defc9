"""Reads check-ins: by page, on this day, as a trend with its uncertainty, as a year in five levels."""

import calendar
from bisect import bisect_right
from datetime import date, timedelta
from statistics import fmean, quantiles

from babel.dates import format_date
from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.errors import Invalid, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.core.paging import Slice, decode_cursor, encode_cursor
from coaching_app.domain.actor import Actor
from coaching_app.domain.checkins.fields import FieldKind
from coaching_app.domain.insight.trend import trend
from coaching_app.domain.written_text import refuse
from coaching_app.features.habits import service as habits
from coaching_app.features.wellness import queries
from coaching_app.features.wellness.schemas import CheckinView, Memory, Trend, TrendDay, Year, YearDay
from coaching_app.features.wellness.service.answering import views_of
from coaching_app.models import CheckinField

LONGEST_TREND = 3 * 366
_LEVELS = 5
_WINDOW = 15


async def list_checkins(
    db: AsyncSession,
    actor: Actor,
    *,
    form_id: str | None = None,
    first: date | None = None,
    last: date | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Slice[CheckinView]:
    """The person's check-ins, the latest day first."""
    rows = await queries.checkins_page(
        db, actor.user_id, form_id=form_id, first=first, last=last, after=_place(cursor), limit=limit + 1
    )
    more = encode_cursor(rows[limit - 1].day.isoformat(), rows[limit - 1].id) if len(rows) > limit else None
    return Slice(await views_of(db, rows[:limit]), more)


def _place(cursor: str | None) -> tuple[date, str] | None:
    if cursor is None:
        return None
    day, checkin_id = decode_cursor(cursor, 2)
    try:
        return date.fromisoformat(day), checkin_id
    except ValueError:
        raise Invalid(_("This list position is not valid any more. Start from the beginning.")) from None


async def on_this_day(db: AsyncSession, actor: Actor, day: date | None = None) -> tuple[Memory, ...]:
    """What was answered on this day of earlier years, and a month ago."""
    today = day or await habits.today_of(db, actor)
    month_ago = _month_before(today)
    days = [*await queries.days_like(db, actor.user_id, today), month_ago]
    views = await views_of(db, await queries.checkins_on(db, actor.user_id, days))
    return tuple(
        Memory(one, _ago(today, one), found)
        for one in sorted(set(days), reverse=True)
        if (found := tuple(view for view in views if view.day == one))
    )


def _month_before(day: date) -> date:
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _ago(today: date, day: date) -> str:
    years = today.year - day.year
    if (day.month, day.day) == (today.month, today.day) and years:
        return ngettext("a year ago", "{count} years ago", years).format(count=years)
    return _("a month ago")


async def numeric_fields(db: AsyncSession, actor: Actor) -> tuple[tuple[str, str], ...]:
    """The person's questions whose answers are numbers, as (id, name), named with their form."""
    return tuple(
        (field.id, f"{form}: {field.label}")
        for field, form in await queries.named_fields(db, actor.user_id, None, 200)
        if field.kind not in {FieldKind.TEXT, FieldKind.CHOICE}
    )


async def numeric_field(db: AsyncSession, actor: Actor, field_id: str) -> tuple[CheckinField, str]:
    """One of the person's questions whose answers are numbers; raises NotFound."""
    found = await queries.named_fields(db, actor.user_id, [field_id], 1)
    if not found or found[0][0].kind in {FieldKind.TEXT, FieldKind.CHOICE}:
        raise NotFound
    return found[0]


async def read_trend(
    db: AsyncSession, actor: Actor, field_id: str, *, first: date | None = None, last: date | None = None
) -> Trend:
    """How a numeric question moved; days without an answer have none, and the bounds say how sure it is."""
    field, _form = await numeric_field(db, actor, field_id)
    last = last or await habits.today_of(db, actor)
    first = first or last - timedelta(days=89)
    if not 0 <= (last - first).days <= LONGEST_TREND:
        raise refuse("from", _("Choose a span of at most three years."))
    # The window reaches beyond the span on both sides.
    reach = timedelta(days=_WINDOW)
    means = await queries.daily_means(
        db,
        actor.user_id,
        [field.id],
        max(first, date.min + reach) - reach,
        min(last, date.max - reach) + reach,
    )
    values = means[field.id]
    points = {point.day: point for point in trend(values, window=_WINDOW)}
    days: list[TrendDay] = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        point = points.get(day)
        if day in values or point is not None:
            bounds = (point.mean, point.low, point.high) if point else (None, None, None)
            days.append(TrendDay(day, values.get(day), *bounds))
    return Trend(field.id, field.label, field.unit, field.low, field.high, tuple(days), _moved(actor, days))


def _moved(actor: Actor, days: list[TrendDay]) -> str:
    """Where it went, in a sentence; only said to have moved when the bounds do not overlap."""
    known = [day for day in days if day.mean is not None]
    answered = sum(day.value is not None for day in days)
    count = ngettext("{count} day with an answer", "{count} days with an answer", answered).format(
        count=answered
    )
    if len(known) < 2 or known[0].low is None or known[-1].low is None:
        return _("{count}: not enough for a trend yet.").format(count=count)
    begin, end = known[0], known[-1]
    assert begin.mean is not None
    assert end.mean is not None
    assert begin.high is not None
    assert end.high is not None
    assert begin.low is not None
    assert end.low is not None
    since = format_date(begin.day, "long", locale=actor.language)
    if end.low > begin.high:
        words = _("higher than around {day}: {old} then, {new} now")
    elif end.high < begin.low:
        words = _("lower than around {day}: {old} then, {new} now")
    else:
        words = _("about the same as around {day}: {old} then, {new} now, which may be chance")
    return f"{count}; " + words.format(day=since, old=f"{begin.mean:.1f}", new=f"{end.mean:.1f}")


async def read_year(db: AsyncSession, actor: Actor, field_id: str, year: int) -> Year:
    """A year of a numeric question, each day with an answer at one of five levels."""
    field, _form = await numeric_field(db, actor, field_id)
    if not 1900 <= year <= 2200:
        raise refuse("year", _("Choose a year between 1900 and 2200."))
    means = await queries.daily_means(db, actor.user_id, [field.id], date(year, 1, 1), date(year, 12, 31))
    values = means[field.id]
    bounds = _bounds(field, sorted(values.values()))
    days = tuple(YearDay(day, value, bisect_right(bounds, value)) for day, value in sorted(values.items()))
    summary = ngettext("{count} day with an answer", "{count} days with an answer", len(days)).format(
        count=len(days)
    )
    if values:
        summary = _("{days}, {mean} on average").format(days=summary, mean=f"{fmean(values.values()):.1f}")
    return Year(field.id, field.label, year, days, summary)


def _bounds(field: CheckinField, ordered: list[float]) -> list[float]:
    """Where the levels change: by the scale where there is one, else so that each holds as many days."""
    if field.low is not None and field.high is not None:
        step = (field.high - field.low) / _LEVELS
        return [field.low + step * place for place in range(1, _LEVELS)]
    if len(ordered) < 2:
        return []
    return quantiles(ordered, n=_LEVELS, method="inclusive")
