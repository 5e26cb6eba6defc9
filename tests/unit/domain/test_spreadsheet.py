"""No cell of a table is a formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.domain.spreadsheet import as_written, harmless


@pytest.mark.parametrize(
    "text", ["=1+1", " =cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "＝1", "\n=1"]
)
def test_what_could_be_worked_out_is_kept_as_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "hello", "a=b", "1-2", "über", "'x"])
def test_anything_else_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@given(st.one_of(st.text(), st.text(alphabet="'= +-@a\t\0")))
def test_every_text_comes_back_as_it_was_written(text: str) -> None:
    assert as_written(harmless(text)) == text
