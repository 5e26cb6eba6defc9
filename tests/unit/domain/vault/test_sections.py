"""The part of a note a link means is what stands below its heading, or its block."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.domain.vault.sections import section_of

TEXT = "---\na: b\n---\nintro\n\n# One\ntext\n\n## Sub *x*\nmore\n\n# Two\n- a\n- b\n  b2 ^item\n- c\n\nlast\nlines ^para\n\n| t |\n|-|\n\n^table\n"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"heading": "one"}, "# One\ntext\n\n## Sub *x*\nmore\n"),
        ({"heading": "Sub x"}, "## Sub *x*\nmore\n"),
        ({"heading": "Nope"}, None),
        ({"block": "item"}, "- b\n  b2 ^item"),
        ({"block": "PARA"}, "last\nlines ^para"),
        ({"block": "table"}, "| t |\n|-|\n\n^table"),
        ({"block": "none"}, None),
        ({}, TEXT[TEXT.index("intro") :]),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_sections(wanted, found, ending):
    got = section_of(TEXT.replace("\n", ending), **wanted)
    assert (got and got.rstrip("\r\n")) == (found and found.replace("\n", ending).rstrip("\r\n"))


def test_the_last_heading_reaches_to_the_end():
    assert section_of("# A\nx\n# B\ny", heading="B") == "# B\ny"


@given(st.text("# a\n^b-\r>"), st.text("ab"))
def test_no_text_breaks_it(text, name):
    section_of(text, heading=name)
    section_of(text, block=name)
