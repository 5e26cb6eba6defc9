"""Whatever a page sends to a handler of the planner or the calendar is taken, or refused in words; nothing breaks."""

import random
from dataclasses import replace
from datetime import date
from typing import Any, get_type_hints

import pytest
import reflex as rx
from reflex.event import EventHandler

from coaching_app.core.errors import AppError
from coaching_app.db.engine import Database
from coaching_app.features.calendar.state import CalendarState
from coaching_app.features.planner import service
from coaching_app.features.planner.schemas import GoalPage, TemplateDraft, TemplateItem
from coaching_app.features.planner.service import prepared_habits
from coaching_app.features.planner.state import PlannerState, TodayState
from coaching_app.features.planner.state.goal import GoalState
from coaching_app.features.planner.state.template import TemplateState
from coaching_app.features.planner.state.templates import TemplatesState
from tests.support.people import Cast
from tests.support.states import open_state, run
from tests.unit.features.planner.doing import do, goal, see, task

TEXTS = (
    "", " ", "today", "2026-13-40", "0000-00-00", "0001-01-01", "1899-12-31", "2200-12-31", "9999-12-31",
    "2026-11-21T99:99", "2026-11-21T09:30+99:00", "9999-12-31T23:59", "25:61", "1e400", "nan", "-1", "٣", "9" * 5_000,
    "\x00", "\ud800", "x" * 60_000, "FREQ=SECONDLY;COUNT=999999999", "💥", "<script>", "' OR 1=1 --",
)  # fmt: skip
NUMBERS = (0, 1, -1, 7, 10**6, -(10**6), 2**31, -(2**63), 10**30)
NAMES = (
    "title", "due", "minutes", "time", "tags", "repeats", "after", "spent", "goal", "notes", "day", "tag", "text", "amount",
    "kind", "week", "times", "weeks", "progress_by", "reviewed", "target_value", "start_value", "current_value", "unit",
    "start_on", "circle", "to-x", "take-x", "verdict", "words", "part", "why", "url",
)  # fmt: skip
# They read the address of the page, which a test does not have.
_BY_ADDRESS = {"load"}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """States are about states: one database is enough here."""
    return sqlite_database


@pytest.fixture(autouse=True)
def no_habits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody keeps habits here; none is prepared either."""
    monkeypatch.setattr(prepared_habits, "_keepers", [])


def _value(kind: Any, dice: random.Random, ids: list[str]) -> Any:
    if kind is bool:
        return dice.random() < 0.5
    if kind is int:
        return dice.choice(NUMBERS)
    if kind in {dict[str, str], dict[str, str | bool | None]}:
        return {name: dice.choice(TEXTS) for name in dice.sample(NAMES, 12)} | {
            "title": dice.choice(["A", ""])
        }
    if kind == list[dict[str, str]]:
        return [{"id": dice.choice(ids), "day": dice.choice(TEXTS), "tags": dice.choice(TEXTS)}]
    if kind is str:
        return dice.choice([*TEXTS, *ids, *ids, *ids])
    return {"added": dice.choice(NUMBERS), "kept": "x", "problems": [{"line": "y", "reason": 3}, 5]}


async def _states(cast: Cast) -> tuple[list[tuple[rx.State, Any]], list[str]]:
    """Each state as somebody who may use all of it has it open, and ids that are theirs."""
    mine = await goal(cast.mentor)
    one = await task(cast.mentor, due_on=date(2026, 11, 21), repeats="FREQ=DAILY")
    template = await do(
        service.add_template, cast.mentor, TemplateDraft("T", items=(TemplateItem(title="Read", day=3),))
    )
    goal_page = await open_state(GoalState)
    goal_page.page = replace(GoalPage(), goal=await see(service.read_goal_row, cast.mentor, mine.id))
    template_page = await open_state(TemplateState)
    template_page.page = await see(service.read_template, cast.mentor, template.id)
    calendar = await open_state(CalendarState)
    calendar.day, calendar.task = "2026-11-21", await see(service.read_task_row, cast.mentor, one.id)
    planner = await open_state(PlannerState)
    planner.task, planner.chosen = calendar.task, (one.id,)
    states = [planner, await open_state(TodayState), goal_page, template_page, calendar]
    states.append(await open_state(TemplatesState))
    return [(state, type(state)) for state in states], [one.id, mine.id, template.id]


def _handlers(kind: Any) -> list[EventHandler]:
    return [
        one for name, one in kind.event_handlers.items() if name not in _BY_ADDRESS and name in vars(kind)
    ]


@pytest.mark.parametrize("seed", range(4))
async def test_every_argument_is_taken_or_refused(cast: Cast, seed: int) -> None:
    dice = random.Random(seed)
    states, ids = await _states(cast)
    broken: list[str] = []
    for state, kind in states:
        for handler in _handlers(kind):
            hints = get_type_hints(handler.fn)
            hints.pop("return", None)
            for _time in range(3):
                arguments = [_value(hint, dice, ids) for hint in hints.values()]
                try:
                    await run(state, handler, *arguments, as_=cast.mentor)
                except AppError:
                    continue
                except Exception as error:  # noqa: BLE001 - each kind of failure is to be told with its arguments
                    broken.append(f"{handler.fn.__qualname__}{str(arguments)[:200]}: {error!r}")
    assert broken == []


async def test_a_day_that_is_none_is_refused_in_words(cast: Cast) -> None:
    state = await open_state(PlannerState)
    one = await task(cast.mentee, due_on=date(2026, 11, 21), repeats="FREQ=DAILY")
    for day in ("", "yesterday", "2026-02-30"):
        with pytest.raises(AppError):
            await run(state, PlannerState.unskip, one.id, day, as_=cast.mentee)
