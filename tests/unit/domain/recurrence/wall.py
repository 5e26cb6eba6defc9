"""Wall-clock moments, which have no zone of their own."""

from datetime import datetime


def wall(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """What a clock on a wall shows."""
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - a series lives on the wall clock
