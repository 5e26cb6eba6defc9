"""Any question gives a valid search on both engines, and finds what it should."""

import sqlite3
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.domain.search_text import (
    SearchQuery,
    fts5_match,
    index_text,
    parse_query,
    query_terms,
    snippet,
    tsquery,
)
from tests.support.samples import naughty_strings

NOTES = {
    1: (
        "Morning run",
        "habits/health",
        "Journal/Morning run.md",
        "I want to run every day. Café naïve ＦＵＬＬ.",
    ),
    2: ("知識管理", "学習", "日本/知識管理.md", "個人の知識管理について。GPT模型は楽しい"),
    3: (
        "Weekly review",
        "work",
        "Work/review.md",
        "Say-do ratio of 3.14 and foo_bar; running late. ÜBER straße",
    ),
    4: ("한국어 노트", "lang", "k.md", "오늘은 날씨가 좋다"),
    5: ("Привет", "ru", "ru.md", "Мой дневник и НОВЫЙ год हिन्दी ภาษาไทย"),
}


@pytest.fixture(scope="module")
def search():
    table = sqlite3.connect(":memory:")
    table.execute(
        "CREATE VIRTUAL TABLE n USING fts5(scope, title, tags, path, body, tokenize='unicode61 remove_diacritics 2')"
    )
    for number, row in NOTES.items():
        table.execute("INSERT INTO n(rowid, scope, title, tags, path, body) VALUES (?, 'me', ?, ?, ?, ?)",
                      (number, *map(index_text, row)))  # fmt: skip

    def find(query):
        match = fts5_match(query)
        if match is None:
            return None
        rows = table.execute("SELECT rowid FROM n WHERE n MATCH ?", (f'scope:"me" AND ({match})',))
        return {number for (number,) in rows}

    return find


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("run", {1, 3}), ("run ", {1}), ("RUN ", {1}), ("runn", {3}), ("cafe ", {1}), ("CAFÉ ", {1}),
        (unicodedata.normalize("NFD", "café "), {1}), ("full ", {1}), ("strasse ", {3}), ("uber ", {3}),
        ("知識", {2}), ("知識管理", {2}), ("識管", {2}), ("知", {2}), ("理", {2}), ("模型", {2}), ("型", {2}),
        ("gpt模型", {2}), ("管知", set()), ("날씨", {4}), ("노트", {4}), ("новый", {5}), ("हिन्दी", {5}),
        ('"want to run"', {1}), ('"run to want"', set()), ("day run ", {1}), ("run -every ", set()),
        ("running -café ", {3}), ("tag:health", {1}), ("tag:#habits/health", {1}), ("tag:work run", {3}),
        ("path:Journal", {1}), ("path:work/review", {3}), ("title:run", {1}), ('title:"weekly review"', {3}),
        ("title:day", set()), ("foo_bar ", {3}), ("foo ", {3}), ("3.14 ", {3}), ("say-do ", {3}), ("学習", {2}),
        ("", None), ("-run", None), ('"', None), ("***", None), ("tag:", None), ("🎉", None), ("AND", {3}),
        ("run OR nothing ", set()), ("want NEAR run ", set()),
    ],
)  # fmt: skip
def test_searching(search, query, found):
    assert search(query) == found


def test_queries_are_taken_apart():
    assert parse_query('one "two three" -four tag:#a path:B/c title:"d e" -"f g" last') == SearchQuery(
        terms=("one", "last"),
        phrases=("two three",),
        excluded=("four", "f g"),
        tags=("a",),
        paths=("B/c",),
        titles=("d e",),
        prefix=True,
    )
    assert not parse_query("word ").prefix
    assert not parse_query("word tag:x").prefix
    assert parse_query("-x").is_empty
    assert query_terms('Run "to win" -x title:y Run') == ("Run", "to win", "y")


def test_expressions_are_what_the_engines_expect():
    assert (
        fts5_match('a b-c "d e" -f tag:x y') == '("a" AND "b c" AND "y" * AND "d e" AND tags : "x") NOT ("f")'
    )
    assert (
        tsquery('a b-c "d e" -f tag:x y')
        == "('a') & ('b' <-> 'c') & ('y':*) & ('d' <-> 'e') & ('x':B) & !('f')"
    )
    assert tsquery("知") == "('知':*)"
    assert tsquery("title:知") == "('知':*A)"
    assert tsquery("-x") is None


def test_index_text():
    assert index_text("Hello, WORLD! 知識管理 x 日") == "hello world 知識 識管 管理 x 日 理"
    assert index_text("") == ""
    assert "\0" not in index_text("a\0b")


def test_no_question_breaks_the_engine(search):
    for text in naughty_strings():
        for query in (text, f'"{text}', f"tag:{text} -{text}", f"{text}*", f"title:{text}"):
            search(query)
            tsquery(query)


@given(st.one_of(st.text(), st.lists(st.sampled_from(
    ['"', "-", "tag:", "path:", "title:", "a", "知", "*", "(", ")", " ", "NOT", "AND", "NEAR(", "'", "\\", ":", "\x00", "^",
     "{", "}", "+", "\ud800"])).map("".join)))  # fmt: skip
def test_no_text_breaks_a_search(text):
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE n USING fts5(scope, title, tags, path, body)")
    match = fts5_match(text)
    if match is not None:
        table.execute("SELECT rowid FROM n WHERE n MATCH ?", (f'scope:"me" AND ({match})',)).fetchall()
    expression = tsquery(text)
    assert (expression is None) == (match is None)
    table.close()


def test_snippets_mark_what_was_asked_for():
    text = "x " * 300 + "A Café in the MORNING, run on. " + "y " * 300
    parts = snippet(text, ("cafe", "morning run"), 80)
    assert [piece for piece, hit in parts if hit] == ["Café", "MORNING, run"]
    assert parts[0] == ("…", False)
    assert parts[-1] == ("…", False)
    assert sum(len(piece) for piece, _hit in parts) < 110
    assert snippet("知識管理について", ("識管",)) == [("知", False), ("識管", True), ("理について", False)]
    assert snippet("overrun run", ("run",)) == [("overrun ", False), ("run", True)]
    assert snippet("short", ()) == [("short", False)]
    assert snippet("", ("x",)) == []
    assert [piece for piece, hit in snippet("cafe\u0301s", ("café",)) if hit] == ["cafe\u0301"]
    assert [piece for piece, hit in snippet("die Straße", ("strasse",)) if hit] == ["Straße"]


@given(st.text(), st.lists(st.text(max_size=4), max_size=4), st.integers(0, 60))
def test_snippets_are_pieces_of_the_text(text, terms, width):
    parts = snippet(text, terms, width)
    assert all(piece for piece, _hit in parts)
    pieces = [piece for piece, _hit in parts]
    joined = "".join(pieces)
    trimmed = joined.removeprefix("…").removesuffix("…")
    assert joined in text or trimmed in text


def test_a_large_text_is_quick():
    text = "word 知識管理 Café " * 20_000
    begin = time.process_time()
    index_text(text)
    snippet(text, ("cafe", "知識"), 200)
    assert time.process_time() - begin < 10
