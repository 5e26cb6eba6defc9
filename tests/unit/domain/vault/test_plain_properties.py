"""The short cut around YAML says what YAML says, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.domain.vault.frontmatter import load_yaml
from coaching_app.domain.vault.plain_properties import read_plain

NAMES = st.sampled_from(["tags", "created", "a", "My-Key", "true", "null", "x_1", "No"])
WORDS = st.one_of(
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9 ./_+e~-]{0,12}", fullmatch=True),
    st.sampled_from(
        [
            "true",
            "False",
            "NULL",
            "~",
            "yes",
            "0o7",
            "0x1F",
            "1_000",
            "1e5",
            "1.5",
            "1.",
            ".5",
            "-3",
            "+4",
            "007",
            "2026-01-11",
            "2026-01-11 10:00",
            "12:30",
            "9" * 18,
            "9" * 19,
            "-",
            "- a",
            "a: b",
            "a #b",
            "[x",
            "'q'",
        ]
    ),
)


@st.composite
def lines(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["scalar", "empty", "flow", "item", "blank", "text"]))
    name, word = draw(NAMES), draw(WORDS)
    if kind == "flow":
        return f"{name}: [{draw(st.sampled_from([', ', ',', ' , ', '']))}".replace(": [,", ": [") + (
            ", ".join(draw(st.lists(WORDS, max_size=3))) + "]"
        )
    return {
        "scalar": f"{name}: {word}",
        "empty": f"{name}:{draw(st.sampled_from(['', ' ']))}",
        "item": f"{draw(st.sampled_from(['', ' ', '  ', '    ']))}- {word}",
        "blank": "",
        "text": word,
    }[kind]


@given(st.lists(lines(), max_size=6))
def test_it_says_what_yaml_says_or_nothing(parts: list[str]) -> None:
    source = "".join(f"{part}\n" for part in parts)
    plain = read_plain(source)
    if plain is not None:
        expected = load_yaml(source)
        assert plain == expected
        assert [type(value) for value in plain.values()] == [type(value) for value in expected.values()]
        assert list(plain) == list(expected)


@pytest.mark.parametrize(
    "source",
    [
        "tags: [area1, small groups]\ncreated: 2026-01-11\n",
        "aliases:\n  - One\n  - Two words\ncount: 12\ndone: true\nnext:\n",
        "tags:\n- a\n- b\nempty: []\n",
    ],
)
def test_what_most_notes_have_takes_the_short_way(source: str) -> None:
    assert read_plain(source) == load_yaml(source)


@pytest.mark.parametrize("source", ["a: 1.5\n", "a: 'x'\n", "a: &x 1\n", "- a\n", "a: b\n  c\n", "a: b", ""])
def test_anything_else_is_left_to_yaml(source: str) -> None:
    assert read_plain(source) is None
