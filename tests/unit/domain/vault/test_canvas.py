"""A canvas gives its text and links, and a broken one a problem."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.domain.vault.canvas import parse_canvas


def test_cards_files_and_labels():
    canvas = {
        "nodes": [
            {"type": "text", "text": "# Card\n[[Note|n]] #tag https://a.b [out](https://c.d)"},
            {"type": "file", "file": "Folder/A.md", "subpath": "#Part"},
            {"type": "file", "file": "B.md", "subpath": "#^blk"},
            {"type": "link", "url": "https://example.org"},
            {"type": "group", "label": "Ideas"},
        ],
        "edges": [{"label": "leads to"}, {"label": 3}, None],
    }
    found = parse_canvas(json.dumps(canvas), "x/Board.canvas")
    assert found.title == "Board"
    assert [(ref.target, ref.heading, ref.block) for ref in found.links] == [
        ("Note", None, None),
        ("Folder/A.md", "Part", None),
        ("B.md", None, "blk"),
    ]
    assert found.urls == ("https://c.d", "https://example.org")
    assert found.tags == ("tag",)
    assert "Ideas" in found.text
    assert "leads to" in found.text
    assert found.cards == 5
    assert not found.problems


@pytest.mark.parametrize("text", ["{", "[]", "null", "[" * 100_000, '{"nodes": [' * 5000, "9" * 5000, "NaN"])
def test_broken_ones_are_told(text):
    assert parse_canvas(text, "a.canvas").problems


def test_odd_but_valid_ones():
    for text in ("", "{}", '{"nodes": 3, "edges": {}}', '{"nodes": [1, null, {"text": 5}]}'):
        assert not parse_canvas(text, "a.canvas").problems
    assert parse_canvas(json.dumps({"nodes": [{}] * 30_000}), "a.canvas").problems


@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["nodes", "edges", "text", "file", "subpath", "url", "label"]), inner)))  # fmt: skip
def test_no_json_breaks_the_reader(value):
    parse_canvas(json.dumps(value), "a.canvas")
