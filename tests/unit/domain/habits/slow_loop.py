"""Loop's published rules a second time, literally and slowly: closed sums over exact numbers, sets of days."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal, getcontext

getcontext().prec = 40
SKIP = "skip"


def frequency(times: int, days: int) -> tuple[int, int]:
    return (1, 1) if times == days else (times, days)


def keep(times: int, days: int) -> Decimal:
    times, days = frequency(times, days)
    return Decimal("0.5") ** ((Decimal(times) / Decimal(days)).sqrt() / Decimal(13))


def percentages(entries: dict[date, object], days: list[date], times: int, span: int, *, measured: bool, at_most: bool, target: Decimal) -> list[Decimal | None]:  # fmt: skip
    """What each day adds; None for a skipped day."""
    times, span = frequency(times, span)
    found: list[Decimal | None] = []
    for position, day in enumerate(days):
        value = entries.get(day)
        if value == SKIP:
            found.append(None)
        elif measured:
            recent = days[max(0, position - span + 1) : position + 1]
            amount = sum((_thousandths(entries.get(one)) for one in recent), Decimal(0)) / 1000
            found.append(_measured(amount, target, at_most=at_most))
        else:
            factor = 2 if times < span else 1
            recent = days[max(0, position - factor * span + 1) : position + 1]
            ticks = len([one for one in recent if entries.get(one) == "yes"])
            found.append(min(Decimal(1), Decimal(ticks) / (factor * times)))
    return found


def _thousandths(value: object) -> Decimal:
    if value is None:
        return Decimal(0)
    # In Loop a skip is the number 3, and the sum over the days does not know what it means.
    return Decimal(3) if value == SKIP else Decimal(str(value)) * 1000


def _measured(amount: Decimal, target: Decimal, *, at_most: bool) -> Decimal:
    if target <= 0:
        return Decimal(1) if not at_most or amount <= 0 else Decimal(0)
    share = 1 - (amount - target) / target if at_most else amount / target
    return max(Decimal(0), min(Decimal(1), share))


def score(achieved: list[Decimal | None], factor: Decimal, *, at_most: bool) -> Decimal:
    """The score after all the days, as one sum instead of step by step."""
    counted = [one for one in achieved if one is not None]
    size = len(counted)
    total = Decimal(1 if at_most else 0) * factor**size
    for position, share in enumerate(counted):
        total += share * (1 - factor) * factor ** (size - position - 1)
    return total


def kept_days(entries: dict[date, object], times: int, span: int) -> set[date]:
    """The days of a yes/no habit that are done, skipped, or need nothing."""
    times, span = frequency(times, span)
    ticks = sorted((day for day, value in entries.items() if value == "yes"), reverse=True)
    spans: list[list[date]] = []
    for position in range(times - 1, len(ticks)):
        begin, center = ticks[position], ticks[position - times + 1]
        size = _month(begin) if span in {30, 31} else span
        if (center - begin).days < size:
            spans.append([begin, center, begin + timedelta(days=size - 1)])
    for position in range(1, len(spans)):
        gap = (spans[position][2] - spans[position - 1][0]).days
        if gap >= 0:
            shift = timedelta(days=min((spans[position][2] - spans[position][1]).days, gap + 1))
            spans[position] = [spans[position][0] - shift, spans[position][1], spans[position][2] - shift]
    kept = {day for day, value in entries.items() if value in {"yes", SKIP}}
    for begin, _center, end in spans:
        kept |= {begin + timedelta(days=n) for n in range((end - begin).days + 1)}
    return kept


def _month(day: date) -> int:
    length = monthrange(day.year, day.month)[1]
    if day.day != length:
        return length
    tomorrow = day + timedelta(days=1)
    return monthrange(tomorrow.year, tomorrow.month)[1]


def runs(days: set[date]) -> list[tuple[date, date]]:
    """Days in a row, oldest first."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and found[-1][1] + timedelta(days=1) == day:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
