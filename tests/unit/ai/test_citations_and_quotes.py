"""Citations and quotes stay honest, however the text is cut into pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.ai.citations import CitationGate, cited_refs
from coaching_app.ai.quotes import LONGEST_QUOTE, QuoteGate

SOURCES = (
    "My father called on Sunday. He said “you can always come home”.",
    "父と庭の話をした。明日は雨だ。",
)


def through(gate, pieces) -> str:
    return "".join([*(gate.feed(piece) for piece in pieces), gate.flush()])


def cited(text, refs=(1, 2, 12)) -> str:
    return through(CitationGate(refs), [text])


def quoted(text, sources=SOURCES) -> str:
    return through(QuoteGate(sources), [text])


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("a [1] b [2].", "a [1] b [2]."),
        ("a [3].", "a."),
        ("a [1, 3,12]", "a [1][12]"),
        ("a [3, 4] b", "a b"),
        ("[9]", ""),
        ("- [ ] task [x] [1", "- [ ] task [x] [1"),
        ("[1](x) [] [a1] [12345]", "[1](x) [] [a1] [12345]"),
    ],
)
def test_citations_point_at_what_was_given(said, shown):
    assert cited(said) == shown


def test_cited_numbers_come_once_in_order():
    assert cited_refs("[2] [1] [2] [10]") == (2, 1, 10)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("He “called on Sunday.”", "He “called on Sunday.”"),
        ("He “called on Monday evening.”", "He called on Monday evening."),
        ('He "called on Sunday".', 'He "called on Sunday".'),
        ('He "never called me".', "He never called me."),
        ("A «father called on Sunday» b", "A «father called on Sunday» b"),
        ("「父と庭の話をした」と「父は死んだと思う」", "「父と庭の話をした」と父は死んだと思う"),
        ("so-called “rest”", "so-called “rest”"),
        ("> My father called on Sunday. [1]\n\nThen", "> My father called on Sunday. [1]\n\nThen"),
        (
            "> My mother called.\n> My father called on Sunday.",
            "My mother called.\n> My father called on Sunday.",
        ),
        ("“you can always come home”", "“you can always come home”"),
        ('It was 5" long and 6" wide', 'It was 5" long and 6" wide'),
        ("An “unclosed quote of many words\nnext", "An unclosed quote of many words\nnext"),
        ("**“called *on* Sunday”**", "**“called *on* Sunday”**"),
    ],
)
def test_quotes_stand_only_when_verbatim(said, shown):
    assert quoted(said) == shown


def test_a_quote_without_end_does_not_hold_the_answer_back():
    gate = QuoteGate(SOURCES)
    assert gate.feed("“" + "word " * LONGEST_QUOTE)


PIECES = st.lists(
    st.sampled_from(
        ["[1]", "[", "]", "9", ",", " ", "\n", "> ", "“", "”", '"', "called on Sunday", "not said at all", "父と庭の話", "「", "」", "a"]
    ),
    max_size=30,
)  # fmt: skip


@given(PIECES, st.randoms(use_true_random=False))
def test_the_cut_into_pieces_makes_no_difference(parts, random):
    text = "".join(parts)
    cuts = sorted(random.randint(0, len(text)) for _ in range(6))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    for make in (lambda: CitationGate((1, 2)), lambda: QuoteGate(SOURCES)):
        assert through(make(), pieces) == through(make(), [text]) == through(make(), list(text))


@given(st.text(st.characters(exclude_characters='[]“„«「『">'), max_size=300))
def test_text_without_marks_passes_unchanged(text):
    assert cited(text) == text
    assert quoted(text) == text
