"""Fields and answers: what fits is kept as written, what does not is refused by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.core.errors import Invalid
from coaching_app.domain.checkins.fields import (
    MOST_FIELDS,
    Answer,
    FieldKind,
    FieldSpec,
    clean_answers,
    clean_fields,
    key_of,
)
from tests.support.samples import naughty_strings

MOOD = FieldSpec("", FieldKind.MOOD, "Mood")
ENERGY = FieldSpec("", FieldKind.SCALE, "Energy", low=0, high=10)
SLEEP = FieldSpec("", FieldKind.NUMBER, "Hours slept", unit="h", low=0, high=24)
PLACE = FieldSpec("", FieldKind.CHOICE, "Where", choices=("Home", "Away"))
WORDS = FieldSpec("", FieldKind.TEXT, "What stayed with you?")
SCORE = FieldSpec("", FieldKind.COMPUTED, "Score", formula="mean(mood * 2, energy)")
FORM = clean_fields([MOOD, ENERGY, SLEEP, PLACE, WORDS, SCORE])


def test_every_field_has_a_key_of_its_own() -> None:
    assert [field.key for field in FORM] == [
        "mood",
        "energy",
        "hours_slept",
        "where",
        "what_stayed_with_you",
        "score",
    ]
    twice = clean_fields([MOOD, MOOD, FieldSpec("mood_2", FieldKind.TEXT, "x")])
    assert [field.key for field in twice] == ["mood", "mood_2", "mood_2_2"]
    assert key_of("日本") == "f"
    assert key_of("5 Things, Ünï") == "f_5_things_uni"


def test_answers_are_kept_and_computed() -> None:
    given = {
        "mood": 4,
        "energy": "6",
        "hours_slept": "7,5",
        "where": "Away",
        "what_stayed_with_you": "  A walk\n",
    }
    assert clean_answers(FORM, given) == {
        "mood": Answer(4.0),
        "energy": Answer(6.0),
        "hours_slept": Answer(7.5),
        "where": Answer(words="Away"),
        "what_stayed_with_you": Answer(words="  A walk\n"),
        "score": Answer(7.0),
    }


def test_what_is_missing_is_not_zero() -> None:
    assert clean_answers(FORM, {"mood": 4, "energy": " "}) == {"mood": Answer(4.0)}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("mood", 0),
        ("mood", 6),
        ("mood", 2.5),
        ("mood", "good"),
        ("mood", True),
        ("energy", 11),
        ("hours_slept", 25),
        ("hours_slept", float("nan")),
        ("hours_slept", 10**400),
        ("where", "Nowhere"),
        ("where", 3),
        ("nope", 1),
        ("what_stayed_with_you", 5),
        ("what_stayed_with_you", "x" * 10_001),
        ("hours_slept", [1]),
    ],
)
def test_what_does_not_fit_is_refused_by_name(key: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        clean_answers(FORM, {key: value})
    assert refused.value.detail == {"field": key}


def test_nothing_answered_is_no_check_in() -> None:
    with pytest.raises(Invalid, match="at least one"):
        clean_answers(FORM, {"mood": None})
    required = clean_fields([FieldSpec("", FieldKind.MOOD, "Mood", required=True), WORDS])
    with pytest.raises(Invalid) as refused:
        clean_answers(required, {"what_stayed_with_you": "x"})
    assert refused.value.detail == {"field": "mood"}


def test_a_computed_field_cannot_be_answered() -> None:
    assert "score" not in clean_answers(FORM, {"mood": 3, "score": 99})


@pytest.mark.parametrize(
    ("field", "named"),
    [
        (FieldSpec("", FieldKind.MOOD, "  "), "fields.0.label"),
        (FieldSpec("", FieldKind.MOOD, "x" * 121), "fields.0.label"),
        (FieldSpec("", FieldKind.SCALE, "S", low=1, high=99), "fields.0.high"),
        (FieldSpec("", FieldKind.SCALE, "S", low=1.5, high=3), "fields.0.high"),
        (FieldSpec("", FieldKind.NUMBER, "N", low=3, high=3), "fields.0.high"),
        (FieldSpec("", FieldKind.NUMBER, "N", high=float("inf")), "fields.0.high"),
        (FieldSpec("", FieldKind.CHOICE, "C", choices=("one", " one ")), "fields.0.choices"),
        (FieldSpec("", FieldKind.COMPUTED, "F", formula="nobody + 1"), "fields.0.formula"),
        (FieldSpec("", FieldKind.COMPUTED, "F", formula=""), "fields.0.formula"),
    ],
)
def test_a_field_that_cannot_work_is_refused_by_place(field: FieldSpec, named: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_fields([field])
    assert refused.value.detail == {"field": named}


def test_a_form_has_an_end() -> None:
    with pytest.raises(Invalid):
        clean_fields([])
    with pytest.raises(Invalid):
        clean_fields([MOOD] * (MOST_FIELDS + 1))


def test_naughty_strings_are_labels_and_answers_as_any_other() -> None:
    for text in naughty_strings():
        shown = "".join(char for char in text if char.isprintable()).strip()
        if shown and len(text) <= 120:
            assert clean_fields([FieldSpec("", FieldKind.TEXT, text)])[0].label
        if shown:
            assert clean_answers(FORM, {"what_stayed_with_you": text})


@given(
    st.dictionaries(
        st.sampled_from([field.key for field in FORM]),
        st.one_of(st.none(), st.booleans(), st.text(), st.floats(), st.integers(), st.lists(st.integers())),
    )
)
def test_no_answer_breaks_anything(given: dict[str, object]) -> None:
    try:
        answers = clean_answers(FORM, given)
    except Invalid:
        return
    assert answers
