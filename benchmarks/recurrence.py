"""Measures the expansion of 10,000 occurrences beside dateutil's own time for the same rule."""

import statistics
import time
from collections.abc import Callable
from datetime import datetime
from itertools import islice

from dateutil.rrule import rrulestr

from benchmarks.row import Row
from coaching_app.domain.recurrence import Series, occurrences, read_rule

COUNT = 10_000
RULES = (
    ("every day", "FREQ=DAILY;COUNT=10000"),
    ("Monday, Wednesday, Friday", "FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=10000"),
    ("the last workday of the month", "FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU,WE,TH,FR;COUNT=2000"),
)
ZONES = ("", "Australia/Lord_Howe")
# A series of 1900 lets all of them stay before 2200.
START = datetime(1970, 1, 1, 9)  # noqa: DTZ001 - a series lives on the wall clock


def seconds(work: Callable[[], object]) -> float:
    """The time of one run."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measured(words: str, text: str, zone: str, rounds: int) -> Row:
    """Ours with every moment in UTC known, and the vendor's bare wall clocks, turn by turn."""
    series = Series(START, read_rule(text), zone)
    vendor = rrulestr(text, dtstart=START)
    ours, floor = [], []
    for _ in range(rounds):
        ours.append(seconds(lambda: occurrences(series)))
        floor.append(seconds(lambda: list(islice(vendor, COUNT))))
    name = f"recurrence, {COUNT if 'COUNT=10000' in text else 2000:,} × {words}, {zone or 'whole days'}"
    return Row(name, 1000 * statistics.median(ours), 1000 * statistics.median(floor), 1.5, "ms")


async def run(quick: bool = False) -> list[Row]:
    """One row for each rule and kind of clock."""
    return [measured(words, text, zone, 3 if quick else 15) for words, text in RULES for zone in ZONES]
