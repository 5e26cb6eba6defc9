"""Says when a minute of the day comes for somebody, once on every day that has it, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta

from coaching_app.domain.local_day import zone

DAY_MINUTES = 24 * 60
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


def moment_on(day: date, minute: int, time_zone: str) -> datetime | None:
    """The moment in UTC at which this day shows this minute; the first one if it does so twice.

    A minute that clocks skip comes when they have jumped; a day that a zone never had has none.
    """
    wall = time(*divmod(minute, 60))
    moment = datetime.combine(day, wall, tzinfo=zone(time_zone)).astimezone(UTC)
    local = moment.astimezone(zone(time_zone))
    if local.date() != day:
        return None
    if local.time().replace(second=0, microsecond=0) != wall:
        before = moment - _MINUTE
        while before.astimezone(zone(time_zone)).replace(tzinfo=None) >= datetime.combine(day, wall):
            moment, before = before, before - _MINUTE
    return moment


def is_meant(day: date, weekdays: int) -> bool:
    """Whether the weekday is one of the chosen ones; 0 chooses all, Monday is the lowest bit."""
    return not weekdays or bool(weekdays >> day.weekday() & 1)


def next_moment(minute: int, weekdays: int, time_zone: str, after: datetime) -> datetime:
    """The first moment after `after`."""
    day = after.astimezone(zone(time_zone)).date() - _DAY
    while True:
        moment = moment_on(day, minute, time_zone) if is_meant(day, weekdays) else None
        if moment is not None and moment > after:
            return moment
        day += _DAY


def newest_moment(minute: int, weekdays: int, time_zone: str, until: datetime) -> datetime:
    """The last moment that is not after `until`."""
    day = until.astimezone(zone(time_zone)).date() + _DAY
    while True:
        moment = moment_on(day, minute, time_zone) if is_meant(day, weekdays) else None
        if moment is not None and moment <= until:
            return moment
        day -= _DAY


def is_quiet(moment: datetime, quiet_from: int, quiet_until: int, time_zone: str) -> bool:
    """Whether it is quiet on this clock; the same minute twice means never, and night may span midnight."""
    local = moment.astimezone(zone(time_zone))
    return within(local.hour * 60 + local.minute, quiet_from, quiet_until)


def within(minute: int, quiet_from: int, quiet_until: int) -> bool:
    """The same for a minute of the day."""
    if quiet_from <= quiet_until:
        return quiet_from <= minute < quiet_until
    return minute >= quiet_from or minute < quiet_until


def end_of_day(moment: datetime, time_zone: str) -> datetime:
    """When the local day of this moment is over."""
    day = moment.astimezone(zone(time_zone)).date() + _DAY
    return datetime.combine(day, time(), tzinfo=zone(time_zone)).astimezone(UTC)
