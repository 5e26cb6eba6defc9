"""Passages are exact pieces of a note, in order, and nothing of the body is left out."""

import time

from hypothesis import given
from hypothesis import strategies as st

from coaching_app.domain.passages import split_passages
from coaching_app.domain.vault.archive import inspect_archive, read_archive
from coaching_app.domain.vault.frontmatter import read_frontmatter
from coaching_app.domain.vault.note import decode_note
from coaching_app.domain.vault.paths import FileKind
from coaching_app.domain.vault.source_text import flatten
from tests.support.samples import naughty_strings, sample


def check(text, target=600):
    passages = split_passages(text, target=target)
    at = read_frontmatter(flatten(text)).body_start
    for passage in passages:
        assert text[passage.start_char : passage.end_char] == passage.text
        assert passage.text.strip()
        assert not flatten(text)[at : passage.start_char].strip()
        assert len(passage.text) <= target * 2
        lines = flatten(text).count("\n", 0, passage.start_char) + 1
        assert passage.start_line == lines
        assert passage.end_line == flatten(text).count("\n", 0, passage.end_char - 1) + 1
        at = passage.end_char
    assert not flatten(text)[at:].strip()
    return passages


def test_headings_open_passages_and_are_remembered():
    text = "---\na: b\n---\nintro\n\n# One\n\nfirst\n\n## Two\ntext\n\n# Three\n## Four\n\n- a\n- b\n"
    found = [(p.text, p.heading_path, p.start_line, p.end_line) for p in check(text)]
    assert found == [
        ("intro", (), 4, 4),
        ("# One\n\nfirst", ("One",), 6, 8),
        ("## Two\ntext", ("One", "Two"), 10, 11),
        ("# Three\n## Four\n\n- a\n- b", ("Three", "Four"), 13, 17),
    ]


def test_short_paragraphs_go_together_and_long_ones_are_cut_at_sentences():
    together = check("One short one.\n\n" * 10)
    assert len(together) == 1
    apart = check("\n\n".join(["word " * 80] * 5))
    assert len(apart) == 5
    long = check("This is a sentence of some length. " * 100)
    assert len(long) > 4
    assert all(passage.text.endswith(".") for passage in long)
    assert all(300 < len(passage.text) <= 1200 for passage in long[:-1])
    unbroken = check("字" * 5000)
    assert len(unbroken) >= 5


def test_headings_in_code_are_none():
    assert check("# A\n\n```\n# no\n```\n\ntext")[0].heading_path == ("A",)
    assert len(check("# A\n\n```\n# no\n```\n\ntext")) == 1


def test_nothing_gives_nothing():
    for text in ("", " \n\n\t", "---\na: b\n---\n", "\ufeff---\na: b\n---\n\n"):
        assert split_passages(text) == []


def test_line_endings():
    text = "# A\n\none\ntwo\n\n# B\nthree\n"
    for ending in ("\n", "\r\n", "\r"):
        found = check(text.replace("\n", ending))
        assert [(p.start_line, p.end_line) for p in found] == [(1, 4), (6, 7)]


def test_real_notes_and_naughty_strings():
    for file in read_archive(inspect_archive(sample("vault-kepano.zip"))):
        if file.kind is FileKind.NOTE:
            check(decode_note(file.read_all()).text)
    for text in naughty_strings():
        check(text)
        check(f"# {text}\n{text}\n\n{text}")


def test_a_large_note_is_quick():
    for text in (
        "A sentence here. " * 18_000,
        "- item\n" * 43_000,
        "# H\n" * 75_000,
        "\n" * 300_000,
        "x" * 300_000,
    ):
        begin = time.process_time()
        split_passages(text)
        assert time.process_time() - begin < 10


SYNTAX = st.lists(
    st.sampled_from(
        [
            "# a",
            "\n",
            "\r",
            "\r\n",
            "\n\n",
            "- b",
            "text. ",
            "```",
            "---\n",
            "> q",
            "=",
            "\x0b",
            "\u2028",
            "\xa0",
            "字。",
            "%%",
            "long " * 30,
        ]
    )
).map("".join)


@given(st.one_of(st.text(), SYNTAX, SYNTAX.map(lambda text: f"---\n{text}")), st.integers(10, 100))
def test_offsets_are_exact_and_nothing_is_lost(text, target):
    check(text, target)
