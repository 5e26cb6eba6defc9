"""Says which day a tick belongs to for somebody whose day begins at an hour of their own."""

from datetime import UTC, date, datetime, time, timedelta

from coaching_app.domain.local_day import zone

LATEST_START = 11


def habit_day_start(day: date, time_zone: str, hour: int) -> datetime:
    """The first moment of the day, in UTC.

    Where clocks skip that hour it is as far behind the jump as the hour lies in what was skipped; where they show it
    twice it is the first of the two. A day that a zone never had starts when the next one does and so is empty.
    """
    return datetime.combine(day, time(hour), tzinfo=zone(time_zone)).astimezone(UTC)


def habit_day(moment: datetime, time_zone: str, hour: int) -> date:
    """The last day that has begun: with 3 o'clock, a tick at one in the night is yesterday's."""
    day = moment.astimezone(zone(time_zone)).date() + timedelta(days=1)
    while habit_day_start(day, time_zone, hour) > moment:
        day -= timedelta(days=1)
    return day
