"""A submitted form is checked as the mapping its handler will get."""

from typing import Any

import pytest

from coaching_app.access.arguments import check_arguments
from coaching_app.access.event_guard import _unwrapped
from coaching_app.core.errors import AppError, Invalid

WRAPPED = "__reflex_form_data__"


async def save(self: object, form: dict[str, str]) -> None:
    """Stands for a handler."""


def checked(form: Any) -> None:
    check_arguments(save, _unwrapped({"form": form}))


def test_entries_of_text_pass() -> None:
    checked({WRAPPED: [["title", "Call Ruth"], ["due", ""]]})
    checked({"title": "Call Ruth"})


@pytest.mark.parametrize(
    "form",
    [
        {WRAPPED: [["title", {"x": 1}]]},
        {WRAPPED: [["title", None]]},
        {WRAPPED: [["title"]]},
        {WRAPPED: [[["title"], "x"]]},
        {WRAPPED: 7},
        {WRAPPED: [["title", "x" * 5_000_000]]},
        [["title", "x"]],
        "title",
    ],
)
def test_anything_else_is_refused(form: Any) -> None:
    with pytest.raises(AppError) as refused:
        checked(form)
    assert refused.value.status in (Invalid.status, 413)
