"""Tells other features on which days a habit was done, and on which it was not, as far as that is known."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.domain.actor import Actor
from coaching_app.domain.habits.plan import DONE, SKIPPED, Plan
from coaching_app.features.habits.queries import active_habits, marks_of
from coaching_app.features.habits.service.standing import by_habit, plan_of, rest_of


@dataclass(frozen=True, slots=True)
class DoneDays:
    """A habit with the days that are known: True where it was done, False where it was not."""

    id: str
    name: str
    done: dict[date, bool]


async def done_by_day(
    db: AsyncSession, actor: Actor, first: date, last: date, *, also_present: Collection[date] = ()
) -> tuple[DoneDays, ...]:
    """The active habits with what is known of each day.

    A day without a mark counts as not done only when the person wrote down anything that day (a mark of any
    habit, or one of `also_present`); otherwise nothing is known of it. Skipped days and days of rest are left
    out, and so are days before the habit began.
    """
    habits = await active_habits(db, actor.user_id)
    marks = by_habit(await marks_of(db, [habit.id for habit in habits], first))
    resting = await rest_of(db, actor.user_id, habits, last)
    present = {day.toordinal() for day in also_present} | {day for found in marks.values() for day in found}
    days = range(first.toordinal(), last.toordinal() + 1)
    return tuple(
        DoneDays(
            habit.id,
            habit.name,
            {
                date.fromordinal(day): _is_done(plan_of(habit), marks[habit.id].get(day))
                for day in days
                if day in present and day not in resting and _is_asked(habit.first_day, day, marks[habit.id])
            },
        )
        for habit in habits
        if habit.id in marks
    )


def _is_asked(begun: date | None, day: int, marks: dict[int, int]) -> bool:
    return begun is not None and day >= begun.toordinal() and marks.get(day) != SKIPPED


def _is_done(plan: Plan, mark: int | None) -> bool:
    if mark is None:
        return False
    if not plan.is_measured:
        return mark == DONE
    return mark <= plan.target if plan.is_limit else mark >= plan.target / max(1, plan.days)
