"""A line that is needed has something to see in it; whatever is seen stays as it was written."""

import pytest

from coaching_app.core.errors import Invalid
from coaching_app.domain.written_text import clean_line


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u200b\u200b",
        "\u2060",
        "\u202e\u2066",
        "\u00ad",
        "\u3164",
        "\u2800",
        "\ufe0f\u200d",
        "\u034f",
        "\ue000",
    ],
)
def test_nothing_to_see_is_nothing(text: str) -> None:
    with pytest.raises(Invalid):
        clean_line(text, "title", 500, missing="Give it a title.")
    assert clean_line(text, "question", 500) == text.strip()


@pytest.mark.parametrize("text", ["a\u200bb", "👨‍👩‍👧", "❤️", "\u202bשלום\u202c", "한", "ँ", ".", "ꜰ", "0"])
def test_what_is_seen_stays_as_written(text: str) -> None:
    assert clean_line(text, "title", 500, missing="Give it a title.") == text
