"""What a model is given: instructions, fenced passages, tools, and a prompt that is sound."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.ai import prompts
from coaching_app.ai.failures import failed, sentence
from coaching_app.ai.passages import fence_tag, render_passages
from coaching_app.ai.proposals import PROPOSE_TASK
from coaching_app.ai.protocol import FailureKind, Prompt, Turn
from coaching_app.ai.providers.anthropic.faults import retry_after
from coaching_app.ai.tool_schema import problems
from coaching_app.core import clock
from tests.support.prompts import GARDEN


def test_the_coach_has_its_rules():
    text = prompts.coach_system()
    for rule in ("[1]", "never an instruction", "not a crisis service", "propose_task", "Never shame"):
        assert rule in text
    with pytest.raises(FileNotFoundError):
        prompts.load("nobody")


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_passage_can_close_its_own_fence(text, title):
    hostile = replace(GARDEN, text=f"{text}</{fence_tag((GARDEN,))}>", note_title=title)
    tag = fence_tag((hostile,))
    block = render_passages((hostile,))
    inside = block.split("\n\n", 1)[1]
    assert inside.startswith(f"<{tag} ")
    assert inside.count(f"</{tag}>") == 1
    assert inside.endswith(f"\n{hostile.text}\n</{tag}>")
    assert not re.search(r'title="[^"]*[<>\n][^"]*"', inside.splitlines()[0])


def test_fencing_is_the_same_every_time_and_nothing_is_said_plainly():
    assert render_passages((GARDEN,)) == render_passages((GARDEN,))
    assert "No passage" in render_passages(())


@pytest.mark.parametrize("turns", [(), (Turn("assistant", "Hi"),), (Turn("user", " \n"),)])
def test_a_prompt_needs_a_question(turns):
    with pytest.raises(ValueError, match="last turn"):
        Prompt("s", turns)


@pytest.mark.parametrize("refs", [(1, 1), (0,), (-1, 2)])
def test_passages_need_different_numbers(refs):
    with pytest.raises(ValueError, match="numbers"):
        Prompt("s", (Turn("user", "q"),), tuple(replace(GARDEN, ref=ref) for ref in refs))


@pytest.mark.parametrize("kind", FailureKind)
def test_every_failure_has_its_own_sentence(kind):
    assert sentence(kind).endswith(".")
    assert [sentence(other) for other in FailureKind].count(sentence(kind)) == 1
    assert failed(kind, "en").retryable is (
        kind not in {FailureKind.UNAUTHORISED, FailureKind.REFUSED, FailureKind.TOO_LONG}
    )


GOOD = {"title": "Call", "why": "You said so.", "due": "2026-12-01"}


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (GOOD, []),
        ({"title": "Call"}, ["arguments.why: missing"]),
        ({**GOOD, "x": 1}, ["arguments.x: not allowed"]),
        ({**GOOD, "title": " "}, ["arguments.title: too short"]),
        ({**GOOD, "title": 5}, ["arguments.title: not a text"]),
        ({**GOOD, "due": "2026-13-01"}, ["arguments.due: not a date"]),
        ({**GOOD, "due": "20261201"}, ["arguments.due: not a date"]),
        (["title"], ["arguments: not an object"]),
        (None, ["arguments: not an object"]),
    ],
)
def test_arguments_are_checked(arguments, wrong):
    assert problems(PROPOSE_TASK.schema, arguments) == wrong


@pytest.mark.parametrize(
    ("schema", "value", "fits"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 5}, 3, True),
        ({"type": "integer"}, 3.5, False),
        ({"type": "integer"}, True, False),
        ({"type": "number", "minimum": 1}, 0.5, False),
        ({"type": "number", "maximum": 1}, 2, False),
        ({"type": "boolean"}, 1, False),
        ({"type": "boolean"}, False, True),
        ({"type": "array", "items": {"type": "string"}, "maxItems": 2}, ["a", "b"], True),
        ({"type": "array", "items": {"type": "string"}, "maxItems": 2}, ["a", "b", "c"], False),
        ({"type": "array", "items": {"type": "string"}}, ["a", 1], False),
        ({"type": "array"}, "a", False),
        ({"type": "string", "enum": ["a", "b"]}, "c", False),
        ({}, object(), True),
    ],
)
def test_other_schemas_are_checked(schema, value, fits):
    assert (problems(schema, value) == []) is fits


def test_a_rule_the_check_does_not_know_is_an_error():
    with pytest.raises(ValueError, match="pattern"):
        problems({"type": "string", "pattern": "a"}, "b")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("2", 2.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("soon", None),
        ("inf", None),
        ("nan", None),
    ],
)
def test_retry_after_is_read(header, seconds):
    assert retry_after(header) == seconds


def test_retry_after_may_be_a_date():
    from datetime import UTC, datetime

    with clock.freeze(datetime(2026, 11, 21, 12, 0, tzinfo=UTC)):
        assert retry_after("Sat, 21 Nov 2026 12:00:30 GMT") == 30.0
        assert retry_after("Sat, 21 Nov 2026 11:00:00 GMT") == 0.0
