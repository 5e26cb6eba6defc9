"""What others may see of somebody's habits: what the owner allows, and no notes."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.consent import Category, Viewer
from coaching_app.domain.habits.day import habit_day
from coaching_app.domain.habits.kept import current_streak, streaks
from coaching_app.domain.habits.words import plan_words
from coaching_app.features.consent.service import visible_to
from coaching_app.features.habits.queries import marks_of, start_hour
from coaching_app.features.habits.schemas import SharedHabit
from coaching_app.features.habits.service.reading import whole_days
from coaching_app.features.habits.service.standing import (
    Reading,
    by_habit,
    plan_of,
    rest_of,
    score_now,
    standing,
)
from coaching_app.models import Habit, User

_QUIET = frozenset("sorc")


async def shared_with(db: AsyncSession, viewer: Viewer, owner_id: str) -> tuple[SharedHabit, ...]:
    """The habits of this person that the viewer may see, in the owner's order and by the owner's clock."""
    query = (
        select(Habit)
        .where(
            col(Habit.owner_id) == owner_id,
            col(Habit.deleted_at).is_(None),
            col(Habit.archived_at).is_(None),
            visible_to(viewer, Category.HABITS, col(Habit.owner_id), col(Habit.id)),
        )
        .order_by(col(Habit.position), col(Habit.id))
    )
    habits = (await db.scalars(query)).all()
    if not habits:
        return ()
    owner = (
        await db.execute(select(col(User.time_zone), col(User.language)).where(col(User.id) == owner_id))
    ).one()
    today = habit_day(now(), owner.time_zone, await start_hour(db, owner_id))
    found = by_habit(await marks_of(db, [habit.id for habit in habits]))
    resting = await rest_of(db, owner_id, habits, today)
    return tuple(
        _shared(Reading(habit, found.get(habit.id, {}), today, resting), owner.language) for habit in habits
    )


def _shared(reading: Reading, language: str) -> SharedHabit:
    habit = reading.habit
    days = whole_days(reading) if reading.marks else []
    found = streaks(reading.history, days)
    cells = [cell[:1] for cell in standing(reading).cells.split("|")]
    asked = [cell for cell in cells if cell not in _QUIET]
    kept = _("{kept} of the last {asked} days").format(kept=cells.count("y"), asked=len(asked))
    return SharedHabit(
        id=habit.id,
        name=habit.name,
        facts=plan_words(plan_of(habit), habit.unit, language),
        percent=round(100 * score_now(reading)),
        kept=kept if asked else _("nothing was asked for lately"),
        streak=current_streak(reading.history, days, found),
    )
