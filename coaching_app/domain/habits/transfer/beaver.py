"""Reads and writes the JSON of Beaver Habits; what only we know stands beside it and is read back."""

import json
from collections.abc import Iterable
from typing import Any, cast

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.habits.plan import DONE, MOST_DAYS, Aim, Kind, Plan
from coaching_app.domain.habits.transfer.records import (
    BrokenLine,
    Parcel,
    TravelDay,
    TravelHabit,
    checked_rhythm,
    day_of,
    unreadable,
)

_SPANS = {"D": 1, "W": 7, "M": 30, "Y": 365}
_OURS = "coaching"


def read_beaver(content: bytes) -> Parcel:
    """The habits of an export. Lines of JSON have no meaning, so a problem names the place in its list."""
    try:
        found: Any = json.loads(content.decode("utf-8-sig"))
        habits = found["habits"]
    except (ValueError, RecursionError, KeyError, TypeError):
        habits = None
    if not isinstance(habits, list):
        raise unreadable(_("This is not an export of Beaver Habits."))
    parcel = Parcel()
    for place, raw in enumerate(cast("list[Any]", habits), 1):
        try:
            habit = _habit(raw)
        except BrokenLine as problem:
            parcel.skip("habits", place, str(problem))
            continue
        _read_days(habit, raw, parcel)
        parcel.habits.append(habit)
    parcel.check_size()
    return parcel


def _habit(raw: Any) -> TravelHabit:
    if not isinstance(raw, dict):
        raise BrokenLine(_("this is not a habit"))
    habit = cast("dict[str, Any]", raw)
    name = habit.get("name")
    if not isinstance(name, str) or not name.strip():
        raise BrokenLine(_("there is no name"))
    status = habit.get("status")
    if status == "soft_delete":
        raise BrokenLine(_("it was deleted there"))
    tags = habit.get("tags")
    ours = habit.get(_OURS)
    made = TravelHabit(
        origin=f"beaver:{str(habit.get('id') or name)[:80]}",
        name=name,
        plan=_plan(habit.get("period")),
        is_archived=status == "archive",
        tags=tuple(str(tag) for tag in cast("list[Any]", tags)[:20]) if isinstance(tags, list) else (),
    )
    return _with_ours(made, cast("dict[str, Any]", ours)) if isinstance(ours, dict) else made


def _plan(period: Any) -> Plan:
    if not isinstance(period, dict):
        return Plan()
    named = cast("dict[str, Any]", period)
    try:
        days = _SPANS[named["period_type"]] * int(named["period_count"])
        times = int(named["target_count"])
    except (KeyError, TypeError, ValueError, OverflowError):
        raise BrokenLine(_("the frequency cannot be read")) from None
    return Plan(times=(rhythm := checked_rhythm(times, min(days, MOST_DAYS)))[0], days=rhythm[1])


def _with_ours(made: TravelHabit, ours: dict[str, Any]) -> TravelHabit:
    try:
        times, days = checked_rhythm(int(ours["times"]), int(ours["days"]))
        made.plan = Plan(
            Kind(ours["kind"]),
            Aim(ours["aim"]),
            int(ours["target"]),
            times,
            days,
            int(ours["weekdays"]) & 127,
        )
        made.question, made.description = str(ours["question"]), str(ours["description"])
        made.unit, made.color = str(ours["unit"]), int(ours["color"]) % 20
        made.origin = str(ours["origin"])[:120] or made.origin
    except (KeyError, TypeError, ValueError, OverflowError):
        raise BrokenLine(_("the plan cannot be read")) from None
    return made


def _read_days(habit: TravelHabit, raw: dict[str, Any], parcel: Parcel) -> None:
    records = raw.get("records")
    for place, record in enumerate(cast("list[Any]", records) if isinstance(records, list) else [], 1):
        try:
            day = _day(record, is_measured=habit.plan.is_measured)
        except BrokenLine as problem:
            parcel.skip(habit.name[:60], place, str(problem))
            continue
        if day.mark is not None or day.note:
            habit.days.append(day)


def _day(record: Any, *, is_measured: bool) -> TravelDay:
    if not isinstance(record, dict):
        raise BrokenLine(_("this is not a day"))
    named = cast("dict[str, Any]", record)
    done = named.get("done")
    if "mark" not in named and not (done is None or isinstance(done, bool)):
        raise BrokenLine(_("this is neither done nor not done"))
    mark = named.get("mark") if "mark" in named else (DONE if done is True else None)
    highest = 10**12 if is_measured else DONE
    is_number = isinstance(mark, int) and not isinstance(mark, bool)
    if mark is not None and not (is_number and -1 <= mark <= highest):
        raise BrokenLine(_("the number cannot be read"))
    text = named.get("text", "")
    return TravelDay(day_of(str(named.get("day", ""))), mark, text.strip() if isinstance(text, str) else "")


def write_beaver(habits: Iterable[TravelHabit]) -> bytes:
    """An export that Beaver Habits reads, and that we read back without loss."""
    written = [_written(habit) for habit in habits]
    return json.dumps({"habits": written}, ensure_ascii=False, indent=1).encode()


def _written(habit: TravelHabit) -> dict[str, Any]:
    plan = habit.plan
    return {
        "name": habit.name,
        "id": habit.origin,
        "tags": list(habit.tags),
        "status": "archive" if habit.is_archived else "active",
        "period": {"period_type": "D", "period_count": plan.days, "target_count": plan.times},
        "records": [_record(day, plan) for day in habit.days],
        _OURS: {
            "origin": habit.origin, "kind": plan.kind.value, "aim": plan.aim.value, "target": plan.target,
            "times": plan.times, "days": plan.days, "weekdays": plan.weekdays, "question": habit.question,
            "description": habit.description, "unit": habit.unit, "color": habit.color,
        },
    }  # fmt: skip


def _record(day: TravelDay, plan: Plan) -> dict[str, Any]:
    is_done = day.mark is not None and day.mark > 0
    if plan.is_measured and plan.is_limit:
        is_done = day.mark is not None and 0 <= day.mark <= plan.target
    return {"day": day.day.isoformat(), "done": is_done, "text": day.note, "mark": day.mark}
