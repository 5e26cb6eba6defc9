"""No cell of a table is a formula."""

import pytest

from coaching_app.domain.spreadsheet import harmless


@pytest.mark.parametrize(
    "text", ["=1+1", " =cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "＝1", "\n=1"]
)
def test_what_could_be_worked_out_is_kept_as_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "hello", "a=b", "1-2", "über", "'x"])
def test_anything_else_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
