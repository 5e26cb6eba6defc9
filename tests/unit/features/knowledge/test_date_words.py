"""The time a question speaks of, and what is left of the question."""

from datetime import date

import pytest

from coaching_app.features.knowledge.service.date_words import find_period, parse_day

TODAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("what did I say in May?", date(2026, 5, 1), date(2026, 5, 31)),
        ("in december", date(2025, 12, 1), date(2025, 12, 31)),
        ("In November", date(2026, 11, 1), date(2026, 11, 30)),
        ("February 2024 plans", date(2024, 2, 1), date(2024, 2, 29)),
        ("since march", date(2026, 3, 1), TODAY),
        ("en mayo de 2025", date(2025, 5, 1), date(2025, 5, 31)),
        ("¿qué dije ayer?", date(2026, 11, 20), date(2026, 11, 20)),
        ("today", TODAY, TODAY),
        ("last week", date(2026, 11, 9), date(2026, 11, 15)),
        ("this week", date(2026, 11, 16), date(2026, 11, 22)),
        ("el mes pasado", date(2026, 10, 1), date(2026, 10, 31)),
        ("last year", date(2025, 1, 1), date(2025, 12, 31)),
        ("on 2026-05-03", date(2026, 5, 3), date(2026, 5, 3)),
        ("notes of 2026-05", date(2026, 5, 1), date(2026, 5, 31)),
        ("in 2024", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_times_are_understood(question, first, last):
    period = find_period(question, TODAY)
    assert period is not None
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize(
    "question",
    [
        "may I ask",
        "what may come",
        "",
        "2026-13-40",
        "in 2026-99",
        "march on",
        "İn May",
        "in 99999",
        "0000-00",
    ],
)
def test_what_is_no_time_is_left_alone(question):
    assert find_period(question, TODAY) is None


def test_the_words_of_the_time_are_taken_out():
    period = find_period("what about my father in May?", TODAY)
    assert period is not None
    assert period.rest.split() == ["what", "about", "my", "father", "?"]


def test_a_day_in_a_name():
    assert parse_day("2026-05-03 Sunday.md") == date(2026, 5, 3)
    assert parse_day("2026-02-31.md") is None
