"""A component takes a plain value or a Var of a State in the same argument, and draws no empty frame for either."""

import pytest
import reflex as rx

from coaching_app import ui
from coaching_app.ui.layout.shell import page_head

WORDS = rx.Var("words", _var_type=str)
DRAWERS = {
    "card-head": [lambda value: ui.card("x", title=value), lambda value: ui.card("x", aside=value)],
    "card-foot": [lambda value: ui.card("x", foot=value)],
    "item-end": [lambda value: ui.list_row("x", end=value)],
    "lead": [lambda value: ui.list_row("x", lead=value)],
    "task-end": [lambda value: ui.task_row("x", actions=value)],
    "subtitle": [lambda value: page_head("x", value)],
    "page-actions": [lambda value: page_head("x", "", value)],
    "message-foot": [lambda value: ui.message("x", sender="coach", foot=value)],
}
CASES = [
    pytest.param(name, draw, id=f"{name}-{at}")
    for name, draws in DRAWERS.items()
    for at, draw in enumerate(draws)
]


@pytest.mark.parametrize(("name", "draw"), CASES)
def test_a_bare_var_is_taken(name: str, draw) -> None:
    assert f'"{name}"' in str(draw(WORDS))


@pytest.mark.parametrize(("name", "draw"), CASES)
def test_a_plain_value_is_taken_and_an_empty_one_draws_nothing(name: str, draw) -> None:
    assert f'"{name}"' in str(draw("words"))
    assert f'"{name}"' not in str(draw(""))


def test_a_var_that_holds_nothing_leaves_no_empty_frame() -> None:
    drawn = str(ui.list_row("x", end=WORDS))
    assert "(words" in drawn
    assert "?" in drawn
