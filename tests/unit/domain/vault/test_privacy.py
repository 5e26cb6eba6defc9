"""The mark of a private note goes in and out of any text without touching another byte."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coaching_app.domain.vault.privacy import MarkNotPossible, says_private, with_mark


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("words", "---\nprivate: true\n---\nwords"),
        ("\ufeffa\r\nb", "\ufeff---\r\nprivate: true\r\n---\r\na\r\nb"),
        ("---\ntags: [a]\n---\nwords", "---\ntags: [a]\nprivate: true\n---\nwords"),
        ("---\nprivate: false\n---\nwords", "---\nprivate: true\n---\nwords"),
        ("---\nprivate: yes\n---\nwords", "---\nprivate: yes\n---\nwords"),
        ("---\n\nA line, no properties", "---\nprivate: true\n---\n---\n\nA line, no properties"),
    ],
)
def test_where_the_mark_goes(text, marked):
    assert with_mark(text, private=True) == marked


@pytest.mark.parametrize(
    "text",
    [
        "---\nPrivate: True\n---\n",
        '---\nprivate: "yes"\n---\n',
        "---\nprivate: true\nbad: [\n---\n",
        "---\n" + "a: b\n" * 20_000 + "private: true\n---\n",
    ],
)
def test_who_asks_for_it_is_heard(text):
    assert says_private(text)


@pytest.mark.parametrize(
    "text", ["private: true", "---\nprivate: no\n---\n", "---\na: b\n---\nprivate: true", ""]
)
def test_who_does_not_is_not(text):
    assert not says_private(text)


@pytest.mark.parametrize(
    "text",
    [
        "---\n{a: 1}\n---\nx",
        # What somebody has put there themselves is not written over.
        "---\nprivate: only for Anna\n---\nx",
        "---\nprivate: [Anna, Ben]\n---\nx",
        "---\nprivate:\n  - Anna\n---\nx",
        "---\nprivate: |\n  Anna\n---\nx",
    ],
)
def test_properties_that_cannot_take_a_line_are_left_alone(text):
    with pytest.raises(MarkNotPossible):
        with_mark(text, private=True)


def test_a_comment_beside_the_mark_stays():
    text = "---\nprivate: false # ask Anna first\n---\nx"
    marked = with_mark(text, private=True)
    assert marked == "---\nprivate: true  # ask Anna first\n---\nx"
    assert with_mark(marked, private=False) == "---\nprivate: false  # ask Anna first\n---\nx"
    assert not says_private("---\nprivate: only for Anna\n---\nx")


_LINES = st.sampled_from(
    [
        "",
        "words",
        "---",
        "a: b",
        "- c",
        "tags: [x]",
        "  d",
        "private: no",
        "private: Anna",
        "private: # no",
        "private:",
        "title: |",
        "x: [",
        "# h",
    ]
)


@given(st.lists(_LINES, max_size=8), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
@example(["---", "title: |", "---"], "\n", True, False)
def test_in_and_out_again_is_the_same(lines, ending, begins, has_mark):
    text = ("\ufeff" if has_mark else "") + ending.join(["---", *lines] if begins else lines)
    try:
        marked = with_mark(text, private=True)
    except MarkNotPossible:
        return
    assert says_private(marked)
    again = with_mark(marked, private=False)
    assert not says_private(again)
    # Properties that were empty, or said no, are not told apart from those that were made for the mark.
    is_empty = text.removeprefix("\ufeff").replace("\r\n", "\n").startswith("---\n---")
    if not is_empty and not any(line.startswith("private:") for line in lines):
        assert again == text
