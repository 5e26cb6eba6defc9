"""What a browser sends as arguments is checked: whatever it is, it is taken or refused, never an accident."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Literal

import pytest
import reflex as rx
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.access import event_guard
from coaching_app.access.arguments import UncheckableArgument, arguments_model, check_arguments
from coaching_app.access.event_guard import MissingPolicy, _unwrapped, verify_handlers
from coaching_app.access.policy import Policy, policy
from coaching_app.core.errors import AppError, Invalid, TooLarge


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Point:
    x: int
    y: int


@policy(Policy.SIGNED_IN, largest=2000)
def handler(
    self: Any, *, text: str, count: int, done: bool, form: dict[str, str], kind: Literal["a", "b"] = "a",
    colour: Colour = Colour.RED, day: date | None = None, point: Point | None = None, ratio: float = 0.0,
) -> None:  # fmt: skip
    """Takes one of everything."""


GOOD = {"text": "x", "count": 1, "done": True, "form": {"a": "b"}}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.dates() | st.just(object()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text() | st.integers(), inner, max_size=4)
    | st.tuples(inner, inner) | st.sets(st.integers(), max_size=3),
    max_leaves=12,
)  # fmt: skip


def _refusal(payload: Any) -> type[AppError] | None:
    try:
        check_arguments(handler, payload)
    except AppError as error:
        return type(error)
    return None


def test_what_a_page_sends_is_taken() -> None:
    assert _refusal(GOOD) is None
    more = {"kind": "b", "colour": "red", "day": "2026-01-31", "point": {"x": 1, "y": 2}, "ratio": 0.5}
    assert _refusal(GOOD | more) is None


@given(
    st.dictionaries(
        st.sampled_from([*GOOD, "kind", "colour", "day", "point", "ratio", "self", "x"]), anything
    )
)
def test_whatever_is_sent_is_taken_or_refused(payload: dict[str, Any]) -> None:
    _refusal(payload)
    _refusal(GOOD | payload)


@given(anything)
def test_whatever_stands_for_the_arguments_is_taken_or_refused(payload: Any) -> None:
    assert _refusal(payload) is Invalid
    try:
        _unwrapped(payload)
    except AppError:
        return


@pytest.mark.parametrize(
    "change",
    [
        {"text": None}, {"text": 1}, {"text": ["x"]}, {"text": "\ud800"}, {"count": "1"}, {"count": 1.0},
        {"count": True}, {"done": 1}, {"done": "true"}, {"form": []}, {"form": {"a": 1}}, {"form": {"a": None}},
        {"kind": "c"}, {"kind": ["a"]}, {"colour": "blue"}, {"day": "2026-02-30"}, {"day": 20260101},
        {"point": {"x": 1}}, {"point": {"x": 1, "y": "2"}}, {"ratio": float("nan")}, {"ratio": float("inf")},
        {"is_admin": True}, {"self": {}}, {"__class__": "x"}, {"tenant_id": "x"}, {"count": 10**5000},
    ],
)  # fmt: skip
def test_another_type_or_one_more_argument_is_refused(change: dict[str, Any]) -> None:
    assert _refusal(GOOD | change) is Invalid


def test_size_and_depth_have_an_end() -> None:
    assert _refusal(GOOD | {"text": "x" * 3000}) is TooLarge
    deep: Any = "x"
    for _level in range(100_000):
        deep = [deep]
    assert _refusal(GOOD | {"text": deep}) is Invalid
    round_: dict[str, Any] = {}
    round_["form"] = round_
    assert _refusal(GOOD | round_) is Invalid


def test_a_table_or_an_unnamed_argument_must_not_ship() -> None:
    from coaching_app.models import User

    def table(self: Any, user: User) -> None: ...
    def loose(self: Any, value: Any) -> None: ...
    def unnamed(self: Any, *values: str) -> None: ...
    def keywords(self: Any, **values: str) -> None: ...
    def bare(self: Any, value) -> None: ...
    def inner(self: Any, values: list[User]) -> None: ...
    def hidden(self: Any, _value: str) -> None: ...

    for function in (table, loose, unnamed, keywords, bare, inner, hidden):
        with pytest.raises(UncheckableArgument):
            arguments_model(function)


# --- mistakes in the order of decorators --------------------------------------------------------


def _verify(monkeypatch: pytest.MonkeyPatch, **functions: Any) -> None:
    monkeypatch.setattr(event_guard, "product_handlers", lambda: functions)
    verify_handlers()


def test_no_policy_stops_the_start(monkeypatch) -> None:
    @rx.event
    async def forgotten(self: Any) -> None: ...

    with pytest.raises(MissingPolicy, match="forgotten"):
        _verify(monkeypatch, forgotten=forgotten)


def test_a_policy_without_a_word_stops_the_start(monkeypatch) -> None:
    async def handler_(self: Any) -> None: ...

    with pytest.raises(MissingPolicy):
        _verify(monkeypatch, bare=policy(handler_))


def test_a_policy_lost_in_a_wrapper_stops_the_start(monkeypatch) -> None:
    async def plain(self: Any) -> None: ...

    policy(Policy.SIGNED_IN)(lambda self: (self, plain))
    with pytest.raises(MissingPolicy):
        _verify(monkeypatch, lost=plain)


def test_a_policy_above_the_event_still_reaches_the_function(monkeypatch) -> None:
    @policy(Policy.ADMIN)
    @rx.event
    async def swapped(self: Any) -> None: ...

    _verify(monkeypatch, swapped=swapped)


def test_every_handler_of_the_product_can_be_checked() -> None:
    import coaching_app.coaching_app  # noqa: F401 - registers every handler

    verify_handlers()
