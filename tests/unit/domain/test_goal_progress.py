"""The formulas of progress, in numbers and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.domain.goal_progress import WAYS, Facts, percent_and_words


@pytest.mark.parametrize(
    ("way", "facts", "percent", "words"),
    [
        ("tasks", Facts(), 0, "No tasks yet"),
        ("tasks", Facts(1, 3), 33, "1 of 3 tasks done = 33 %"),
        ("tasks", Facts(1, 1), 100, "1 of 1 task done = 100 %"),
        ("milestones", Facts(), 0, "No milestones yet"),
        ("milestones", Facts(milestones_done=2, milestones=3), 66, "2 of 3 milestones reached = 66 %"),
        (
            "milestones",
            Facts(milestones_done=0, milestones=1, is_reviewed_only=True),
            0,
            "0 of 1 milestone with accepted evidence = 0 %",
        ),
        ("measure", Facts(unit="pages"), 0, "Set a target to see how far you are"),
        (
            "measure",
            Facts(unit="pages", start=0, target=300, current=150),
            50,
            "from 0 to 150 of 300 pages = 50 %",
        ),
        # Less is better.
        (
            "measure",
            Facts(unit="kg", start=90, target=80, current=87.5),
            25,
            "from 90 to 87.5 of 80 kg = 25 %",
        ),
        ("measure", Facts(start=0, target=10, current=0.1 + 0.2), 3, "from 0 to 0.3 of 10 = 3 %"),
        (
            "measure",
            Facts(unit="km", target=10, amount=4, is_reviewed_only=True),
            40,
            "from 0 to 4 of 10 km = 40 %, accepted evidence only",
        ),
        ("measure", Facts(start=0, target=10, current=99), 100, "from 0 to 99 of 10 = 100 %"),
        ("measure", Facts(start=0, target=10, current=-99), 0, "from 0 to -99 of 10 = 0 %"),
        ("evidence", Facts(evidence=2, target=4), 50, "2 of 4 pieces of evidence = 50 %"),
        (
            "evidence",
            Facts(evidence=2, evidence_accepted=1, target=4, is_reviewed_only=True),
            25,
            "1 of 4 pieces of evidence accepted = 25 %",
        ),
        ("evidence", Facts(evidence=9), 100, "9 of 1 piece of evidence = 100 %"),
    ],
)
def test_formulas(way: str, facts: Facts, percent: int, words: str) -> None:
    assert percent_and_words(way, facts) == (percent, words)


numbers = st.none() | st.floats(-1e12, 1e12, allow_nan=False)


@given(st.sampled_from(WAYS), numbers, numbers, numbers, st.floats(-1e12, 1e12), st.booleans())
def test_a_percentage_is_one(way: str, start, target, current, amount, reviewed) -> None:
    facts = Facts(start=start, target=target, current=current, amount=amount, is_reviewed_only=reviewed)
    percent, words = percent_and_words(way, facts)
    assert 0 <= percent <= 100
    assert words
