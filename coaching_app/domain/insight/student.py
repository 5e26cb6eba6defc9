"""Probabilities of Student's t distribution, close enough for any number of days a person can have."""

import math
from statistics import NormalDist

_NORMAL = NormalDist()


def two_sided(t: float, freedom: float) -> float:
    """How likely a value at least this far from zero is by chance."""
    return 2 * _NORMAL.cdf(-_as_normal(abs(t), freedom))


def _as_normal(t: float, freedom: float) -> float:
    """The normal deviate of the same probability (G. W. Hill, CACM 1970, algorithm 395); good from 2 on."""
    a = freedom - 0.5
    b = 48 * a * a
    square = a * math.log1p(t * t / freedom)
    bend = (((-0.4 * square - 3.3) * square - 24) * square - 85.5) / (0.8 * square * square + 100 + b)
    return ((bend + square + 3) / b + 1) * math.sqrt(square)


def quantile(probability: float, freedom: float) -> float:
    """The t below which this share of all values lies; for shares of at least one half."""
    wanted = _NORMAL.inv_cdf(probability)
    low, high = 0.0, 1.0
    while _as_normal(high, freedom) < wanted:
        high *= 2
    for _step in range(60):
        middle = (low + high) / 2
        if _as_normal(middle, freedom) < wanted:
            low = middle
        else:
            high = middle
    return high
