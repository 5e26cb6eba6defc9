"""Says rests in the person's words, and reads the forms that make them."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import day_start, local_day, zone
from coaching_app.domain.rest import Area, wall_clock
from coaching_app.features.rest.schemas import OnceDraft, RestPage, RestRow, RestView, WeeklyDraft
from coaching_app.features.rest.service.asking import resting
from coaching_app.features.rest.service.keeping import BACKDATING, list_rests

_SHOWN_PAST = 20
Form = Mapping[str, str]


async def read_rest(db: AsyncSession, actor: Actor) -> RestPage:
    """The page as it is now."""
    views = await list_rests(db, actor)
    today = local_day(now(), actor.time_zone)
    is_resting, words = await _state(db, actor)
    rows = [(view, _row(view, actor)) for view in views]
    return RestPage(
        is_resting=is_resting,
        words=words,
        coming=tuple(row for view, row in rows if not view.is_over),
        past=tuple(row for view, row in rows if view.is_over)[:_SHOWN_PAST],
        today=today.isoformat(),
        earliest=(today - BACKDATING).isoformat(),
    )


async def _state(db: AsyncSession, actor: Actor) -> tuple[bool, str]:
    """Whether the person rests from anything now, and how long."""
    whole = (await resting(db, (actor.user_id,))).get(actor.user_id)
    if whole is not None:
        if whole.until is None:
            return True, _("You are resting, until you say that you are back.")
        return True, _("You are resting until {moment}.").format(moment=moment_words(whole.until, actor))
    parts = [
        area for area in Area
        if area is not Area.ALL and await resting(db, (actor.user_id,), area=area.value)
    ]  # fmt: skip
    if parts:
        return True, _("You are resting from: {areas}.").format(
            areas=", ".join(area_label(one) for one in parts)
        )
    return False, _("You are not resting now.")


def area_label(area: str) -> str:
    """An area in a sentence."""
    return {
        Area.ALL: _("everything"),
        Area.HABITS: _("habits"),
        Area.CHECKINS: _("check-ins"),
        Area.PLANNER: _("planner"),
        Area.REMINDERS: _("reminders"),
        Area.COMMITMENTS: _("commitments"),
    }[Area(area)]


def _locale(actor: Actor) -> str:
    return actor.language.replace("-", "_")


def moment_words(moment: datetime, actor: Actor) -> str:
    """A moment on the person's own clock; the end of a day is named by that day."""
    local = moment.astimezone(zone(actor.time_zone))
    if local.time() == time():
        day = (local - timedelta(minutes=1)).date()
        return _("the end of {day}").format(day=format_date(day, "EEEE, d MMMM", locale=_locale(actor)))
    return format_datetime(local, "EEEE, d MMMM, HH:mm", locale=_locale(actor))


def _row(view: RestView, actor: Actor) -> RestRow:
    when = _weekly_words(view, actor) if view.is_weekly else _once_words(view, actor)
    return RestRow(view.id, when, area_label(view.area), view.is_weekly, view.is_now)


def _once_words(view: RestView, actor: Actor) -> str:
    assert view.starts_at is not None
    start = format_datetime(
        view.starts_at.astimezone(zone(actor.time_zone)), "EEEE, d MMMM, HH:mm", locale=_locale(actor)
    )
    if view.ends_at is None:
        return _("from {start}, without an end").format(start=start)
    return _("from {start} to {end}").format(start=start, end=moment_words(view.ends_at, actor))


def _weekly_words(view: RestView, actor: Actor) -> str:
    assert view.from_weekday is not None
    assert view.until_weekday is not None
    assert view.from_time is not None
    assert view.until_time is not None
    words = _("every week from {from_day} {from_time} to {until_day} {until_time}").format(
        from_day=_weekday(view.from_weekday, actor),
        from_time=format_time(view.from_time, "HH:mm", locale=_locale(actor)),
        until_day=_weekday(view.until_weekday, actor),
        until_time=format_time(view.until_time, "HH:mm", locale=_locale(actor)),
    )
    if view.last_day is None:
        return words
    return _("{words}, until {day}").format(
        words=words, day=format_date(view.last_day, "d MMMM", locale=_locale(actor))
    )


def _weekday(number: int, actor: Actor) -> str:
    return Locale.parse(_locale(actor)).days["format"]["wide"][number]


def weekday_options(actor: Actor) -> tuple[tuple[str, str], ...]:
    """The weekdays for a form, Monday first."""
    return tuple((str(number), _weekday(number, actor)) for number in range(7))


def rest_until(choice: str, actor: Actor) -> datetime | None:
    """The end of a rest that begins now: today, tomorrow, week, or open."""
    today = local_day(now(), actor.time_zone)
    days = {"today": 1, "tomorrow": 2, "week": 7}
    if choice == "open":
        return None
    if choice not in days:
        raise Invalid(_("Say how long: today, tomorrow, a week, or until you are back."))
    return day_start(today + timedelta(days=days[choice]), actor.time_zone)


def once_draft(form: Form, actor: Actor) -> OnceDraft:
    """The rest of a form with first and last day, times if given, and an area."""
    first = _day(form.get("first", ""), "starts_at")
    start_time = _time(form.get("first_time", ""), "starts_at")
    last = form.get("last", "").strip()
    ends = None
    if last:
        day, at = _day(last, "ends_at"), form.get("last_time", "").strip()
        ends = (
            wall_clock(day, _time(at, "ends_at"), actor.time_zone)
            if at
            else day_start(day + timedelta(days=1), actor.time_zone)
        )
    return OnceDraft(wall_clock(first, start_time, actor.time_zone), ends, form.get("area") or "all")


def weekly_draft(form: Form) -> WeeklyDraft:
    """The weekly rest of a form."""
    return WeeklyDraft(
        _weekday_number(form.get("from_weekday", "")),
        _time(form.get("from_time", ""), "from_time"),
        _weekday_number(form.get("until_weekday", "")),
        _time(form.get("until_time", ""), "until_time"),
        area=form.get("area") or "all",
    )


def _weekday_number(text: str) -> int:
    if text in {"0", "1", "2", "3", "4", "5", "6"}:
        return int(text)
    raise Invalid(_("Choose a weekday."), detail={"field": "from_weekday"})


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(_("Write the day as year-month-day."), detail={"field": field}) from None


def _time(text: str, field: str) -> time:
    try:
        return time.fromisoformat(text.strip()) if text.strip() else time()
    except ValueError:
        raise Invalid(_("Write the time as hours:minutes."), detail={"field": field}) from None
