"""Cursors that cannot be forged into an error, and ids that sort by time."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.core.errors import Invalid
from coaching_app.core.ids import is_id, new_id
from coaching_app.core.paging import decode_cursor, encode_cursor


@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)
    )
)
def test_a_cursor_comes_back(parts) -> None:
    text = encode_cursor(*parts)
    if len(text) <= 1000:
        assert decode_cursor(text, len(parts)) == tuple(parts)


@given(st.text(max_size=300), st.integers(0, 4))
def test_anything_else_is_refused_politely(text, count) -> None:
    with suppress(Invalid):
        assert len(decode_cursor(text, count)) == count


@pytest.mark.parametrize("text", ["", "W10", "bnVsbA", "WzFd", "WyJhIl0x", "[" * 900])
def test_a_cursor_of_another_shape_is_refused(text) -> None:
    with pytest.raises(Invalid):
        decode_cursor(text, 1)


def test_ids_are_new_sorted_and_recognised() -> None:
    made = [new_id() for _ in range(2000)]
    assert len(set(made)) == 2000
    assert all(is_id(one) for one in made)
    assert [one[:10] for one in made] == sorted(one[:10] for one in made)
    assert not any(is_id(text) for text in ("", "x" * 26, made[0] + "\n", made[0].upper(), made[0][:-1]))
