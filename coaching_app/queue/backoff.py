"""How long a failed job waits: exponentially longer, with full jitter so that a crowd spreads out."""

from datetime import timedelta
from random import Random

FIRST_SECONDS = 2.0
LONGEST = timedelta(minutes=15)


def delay(attempt: int, rng: Random) -> timedelta:
    """Somewhere between nothing and the cap of this attempt, counted from 1."""
    # The exponent is capped too: a float has an end.
    cap = min(FIRST_SECONDS * 2.0 ** min(attempt - 1, 30), LONGEST.total_seconds())
    return timedelta(seconds=rng.uniform(0, cap))
