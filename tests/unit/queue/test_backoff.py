"""Waiting times grow, spread over the whole range, and have an end."""

from random import Random

import pytest

from coaching_app.queue.backoff import FIRST_SECONDS, LONGEST, delay


class _Highest(Random):
    def uniform(self, a, b):
        return b


@pytest.mark.parametrize(
    ("attempt", "seconds"), [(1, FIRST_SECONDS), (2, 4.0), (3, 8.0), (9, 512.0), (10, 900.0), (10_000, 900.0)]
)
def test_the_cap_doubles_up_to_a_quarter_of_an_hour(attempt, seconds):
    assert delay(attempt, _Highest()).total_seconds() == seconds
    assert delay(attempt, _Highest()) <= LONGEST


def test_full_jitter_uses_the_whole_range():
    rng = Random(1)
    waits = [delay(4, rng).total_seconds() for _ in range(2000)]
    assert min(waits) < 0.2
    assert max(waits) > 15.8
    assert abs(sum(waits) / len(waits) - 8.0) < 0.5
