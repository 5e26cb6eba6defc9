"""What a model writes may lead nowhere but to the lines it rests on."""

import json
import re
from pathlib import Path

import pytest

from coaching_app.features.chat.schemas import Citation
from coaching_app.features.chat.service.conversations import clean_text, title_from
from coaching_app.features.chat.service.rendering import plain_excerpt, render_answer

HERE = Path(__file__).resolve().parents[4]


def cited(ref=1, state="current", label='Daily/"5 < 4"', end=15) -> Citation:
    return Citation(ref, "01abc", label, "0" * 64, 12, end, 0, 9, "text", state, True)


def test_a_citation_leads_to_its_lines_and_says_so():
    html = render_answer("You listened [1].", [cited()])
    assert 'href="/knowledge/note/01abc?lines=12-15"' in html
    assert '"Daily/&quot;5 &lt; 4&quot;, lines 12–15"' in html
    assert ">1</a>" in html
    assert "line 12" in render_answer("x [1]", [cited(end=12)])
    assert "[1]" not in html


def test_a_removed_note_is_no_link():
    html = render_answer("You listened [1].", [cited(state="removed")])
    assert "<a" not in html
    assert 'data-state="removed"' in html


def test_unknown_numbers_stay_as_they_are():
    assert render_answer("See [2].", [cited()]) == "<p>See [2].</p>\n"


def test_markdown_is_drawn_and_a_quote_keeps_its_number():
    html = render_answer("**Bold**\n\n> I listened. [1]\n\n- one\n- two", [cited()])
    assert "<strong>Bold</strong>" in html
    assert re.search(r"<blockquote>\s*<p>I listened\.<a class=\"cite\"", html)
    assert html.count("<li>") == 2


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](https://e.example/p)",
        "<https://evil.example>", "[a]: https://evil.example\n\n[a]", "<a href='/x' onclick='y'>z</a>", "[[x|<b>y</b>]]",
        '<span class="cite" onmouseover="x">1</span>', "<iframe srcdoc='<script>1</script>'></iframe>",
    ],
)  # fmt: skip
def test_nothing_runs_loads_or_leads_away(hostile):
    html = render_answer(hostile, [cited()])
    assert not re.search(r"<(?:script|img|iframe|b)\b|<a\b|<[^>]+\son\w+=|<[^>]+(?:src|style)=", html)


def test_every_naughty_string_is_drawn():
    source = HERE.parent / "shared" / "fixtures" / "naughty-strings.json"
    if not source.exists():
        pytest.skip("the naughty strings are not beside the project")
    for text in json.loads(source.read_text()):
        assert not re.search(r"<(?:script|img|iframe|a|svg|style)\b", render_answer(text, ()))
        plain_excerpt(text, 50)
        title_from(clean_text(text))


def test_a_long_hostile_text_takes_no_time():
    for text in ("[" * 20_000, "> " * 5_000, "[x](" * 5_000, "(" * 20_000, "[[a|" * 5_000, "*" * 20_000):
        render_answer(text, ())
        plain_excerpt(text, 50)


def test_links_become_their_words():
    assert plain_excerpt(
        "# Go\n- [ ] see [the vault](https://e.example/a_(b).zip) and [[Note|alias]]", 99
    ) == ("Go see the vault and alias")


def test_titles_are_one_short_line():
    assert title_from("  What now?\nSecond line") == "What now?"
    assert title_from("") == "New conversation"
    long = title_from("word " * 40)
    assert long.endswith("…")
    assert len(long) <= 71
    assert len(title_from("x" * 500)) <= 71


@pytest.mark.parametrize(
    "deep",
    [">" * 500 + " deep", "\n".join("  " * depth + "- deep" for depth in range(100)), "> - " * 100 + "deep"],
    ids=["quotes", "lists", "both"],
)
def test_nothing_is_lost_however_deep_it_is_nested(deep: str) -> None:
    html = render_answer(f"Before.\n\n{deep}\n\nAfter, with a place [1].", [cited()])
    assert "Before." in html
    assert html.count("deep") == deep.count("deep")
    assert "After, with a place" in html
    assert 'class="cite"' in html
    assert html.count("<blockquote>") < 100
