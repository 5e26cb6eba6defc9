"""The vendor's events, off the line in whatever pieces they come."""

import json

import pytest

from coaching_app.ai.protocol import Failed, TextDelta
from coaching_app.ai.providers.anthropic import provider, wire
from coaching_app.ai.providers.anthropic.wire import EventBuffer, Trouble


def event(name: str, **given) -> bytes:
    return f"event: {name}\ndata: {json.dumps({'type': name, **given})}\n\n".encode()


TALK = event("one", text="Grüße 你好") + b": a remark\n\n" + event("ping") + event("two", n=2)


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("size", [1, 2, 7, 10_000])
def test_events_are_whole_however_the_line_cuts_them(ends, size):
    talk, buffer = TALK.replace(b"\n", ends), EventBuffer()
    pieces = [talk[start : start + size] for start in range(0, len(talk), size)]
    # A last line end may be half of a pair, so something must follow it.
    found = [event for piece in [*pieces, b":"] for event in buffer.feed(piece)]
    assert found == [{"type": "one", "text": "Grüße 你好"}, {"type": "two", "n": 2}]


def test_data_may_have_several_lines_and_an_unfinished_event_is_none():
    assert list(EventBuffer().feed(b'data: {"a":\ndata: 1}\n\ndata: {"b": 2}\n')) == [{"a": 1}]


@pytest.mark.parametrize(
    ("data", "body"), [('{"error": {"type": "overloaded_error"}}', {"error": {"type": "overloaded_error"}}), ("no", "no")]
)  # fmt: skip
def test_trouble_comes_after_what_was_said_before_it(data, body):
    found = []
    with pytest.raises(Trouble) as told:
        found.extend(EventBuffer().feed(event("one") + f"event: error\ndata: {data}\n\n".encode()))
    assert (found, told.value.body) == ([{"type": "one"}], body)


@pytest.mark.parametrize("data", [b"data: {\n\n", b"data: [1]\n\n", b"data: \xff\n\n"])
def test_what_is_no_event_is_refused(data):
    with pytest.raises(ValueError, match=r".+"):
        list(EventBuffer().feed(data))


def test_an_endless_event_is_refused(monkeypatch):
    monkeypatch.setattr(wire, "LONGEST_EVENT", 10)
    with pytest.raises(ValueError, match="without an end"):
        list(EventBuffer().feed(b"data: 0123456789"))


def test_pieces_that_came_together_are_one_and_trouble_loses_none():
    failed = Failed("unknown", "no", retryable=False)  # pyright: ignore[reportArgumentType]: any event will do

    def batches():
        yield (TextDelta("a"),)
        yield (TextDelta("b"), failed)
        yield (TextDelta("c"),)
        raise RuntimeError

    found = []
    with pytest.raises(RuntimeError):
        found.extend(provider._joined(batches()))
    assert found == [TextDelta("ab"), failed, TextDelta("c")]
