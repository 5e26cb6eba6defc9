"""What a note says of itself is found on the right line, and nothing in a note can break the reader."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.domain.vault.archive import inspect_archive, read_archive
from coaching_app.domain.vault.note import decode_note, parse_note
from coaching_app.domain.vault.outline import slugify
from coaching_app.domain.vault.paths import FileKind
from tests.support.samples import naughty_strings, sample
from tests.support.vault_outline import outline_of

NOTE = """---
title: My note
aliases: [First, "Second one"]
tags:
  - work/deep
  - Über
created: 2024-01-02
at: 12:30
ok: yes
n: 007
up: "[[Parent]]"
---
# Heading *one* #inheading

Text with [[Target#Part|shown]] and ![[image.png|200]] and [md](folder/a%20b.md#Sec "t").
Code `[[not]] #no` and https://x.org/#frag and [out](https://example.org).

```python
[[nor this]] #nor
# not a heading
```

%% [[hidden]] #hidden %%

## Heading *one* #inheading
- [ ] open task ^task1
- [x] done [[#Heading]]
> [!note] A callout
> #quoted and [[Target#^blk]]

Underlined
==========
#1 #2024 #a1 (#no) x#no #tag/ #日本語 [![alt](pic.jpg)](page.md)
"""


def note(text=NOTE, path="folder/File name.md"):
    return parse_note(text, path)


def test_properties_keep_their_text():
    properties = note().properties
    assert properties["created"] == "2024-01-02"
    assert properties["at"] == "12:30"
    assert properties["ok"] == "yes"
    assert properties["n"] == "007"
    assert note().title == "My note"
    assert note("x", "a/File.name.md").title == "File.name"
    assert note().aliases == ("First", "Second one")


def test_tags_come_from_properties_and_text():
    assert note().tags == ("work/deep", "Über", "inheading", "quoted", "a1", "tag", "日本語")
    assert note("---\ntags: a, b #c\n---\n").tags == ("a", "b")
    assert note("---\ntags: '#x'\ntag: y\n---\n#X").tags == ("x", "y")


def test_links_stand_on_the_line_they_are_written():
    found = [(ref.target, ref.heading, ref.block, ref.display, ref.embed, ref.line) for ref in note().links]
    assert found == [
        ("Parent", None, None, None, False, 11),
        ("Target", "Part", None, "shown", False, 15),
        ("image.png", None, None, "200", True, 15),
        ("folder/a b.md", "Sec", None, "md", False, 15),
        ("", "Heading", None, None, False, 27),
        ("Target", None, "blk", None, False, 29),
        ("page.md", None, None, "![alt](pic.jpg)", False, 33),
        ("pic.jpg", None, None, "alt", True, 33),
    ]
    assert [ref.target for ref in note().urls] == ["https://example.org"]
    for ref in note().links:
        assert NOTE.split("\n")[ref.line - 1][ref.column - 1 :].startswith(NOTE[ref.start : ref.end])
    assert note().links[0].in_properties


def test_headings_blocks_and_counts():
    headings, blocks = outline_of(NOTE)
    assert [(h.level, h.line, h.slug) for h in headings] == [
        (1, 13, "heading-one-inheading"),
        (2, 25, "heading-one-inheading-1"),
        (1, 31, "underlined"),
    ]
    assert [(b.id, b.line) for b in blocks] == [("task1", 26)]
    assert note("one two's %%three%% 日本").word_count == 4


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_endings_and_marks_change_nothing(ending, bom):
    other = note(bom + NOTE.replace("\n", ending))
    expected = note()
    assert other.tags == expected.tags
    assert other.properties == expected.properties
    assert [(r.target, r.line, r.column) for r in other.links] == [
        (r.target, r.line, r.column) for r in expected.links
    ]
    assert outline_of(bom + NOTE.replace("\n", ending)) == outline_of(NOTE)


@pytest.mark.parametrize(
    "source",
    ["a: [", "a: {{date}}\ntags: [x", "\tx: 1", "a: b: c", "- x\n- y", "!!python/object/apply:os.system ['x']",
     "a: !!binary x", "? [a]\n: b", "x: *nope", "&a [*a]", "a: &a {b: *a}", "just text", "%YAML 9", "a: \x07"],
)  # fmt: skip
def test_broken_properties_are_told_and_lose_nothing(source):
    text = f"---\n{source}\ntags: kept\n---\nbody [[x]]"
    found = note(text)
    assert found.links[-1].target == "x"
    assert found.problems or found.properties
    assert text[found.body_start :] == "body [[x]]"


def test_lists_survive_broken_yaml():
    found = note("---\ncreated: {{date}}\ntags:\n  - one\n  - two\naliases: 'A b'\n---\n")
    assert found.tags == ("one", "two")
    assert found.aliases == ("A b",)
    assert found.problems


def test_yaml_bombs_go_out_quietly():
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12))
    merges = "\n".join(f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}]}}" for n in range(1, 12))
    bombs = (f"l0: &l0 [x]\n{levels}", f"m0: &m0 {{a: 1}}\n{merges}", "[" * 30_000, "- " * 30_000, "a: " * 20_000,
             "{a: " * 9_000, "x: " + "9" * 60_000, "a" * 70_000, "".join(f"k{n}: {n}\n" for n in range(6_000)))  # fmt: skip
    for bomb in bombs:
        begin = time.process_time()
        found = note(f"---\n{bomb}\n---\nbody")
        assert time.process_time() - begin < 10
        assert len(str(found.properties)) < 400_000


def test_decoding():
    assert decode_note("é".encode()) == ("é", "utf-8", None)
    assert decode_note("é".encode("utf-8-sig")) == ("é", "utf-8-sig", None)
    for encoding in ("utf-16-le", "utf-16-be"):
        data = "\ufeffé🎉".encode(encoding)
        assert decode_note(data)[:2] == ("é🎉", "utf-16")
    text, encoding, problem = decode_note("naïve “q”".encode("cp1252"))
    assert (text, encoding) == ("naïve “q”", "cp1252")
    assert problem
    assert decode_note(b"\x81\xff").encoding == "latin-1"
    assert decode_note(b"PNG\0\1").encoding == "binary"
    assert decode_note(b"\xff\xfe\x00\xd8x\x00").problem
    assert decode_note(b"") == ("", "utf-8", None)


def test_every_note_of_a_real_vault():
    plan = inspect_archive(sample("vault-kepano.zip"))
    found = [
        parse_note(decode_note(file.read_all()).text, file.path)
        for file in read_archive(plan)
        if file.kind is FileKind.NOTE
    ]
    assert len(found) == 103
    assert sum(len(item.links) for item in found) > 200
    assert all(item.title for item in found)
    # Templates hold placeholders, which are no YAML; their lists are read all the same.
    assert all(item.properties for item in found if item.problems)


def test_300_kb_take_less_than_half_a_second():
    text = (NOTE * (300_000 // len(NOTE) + 1))[:300_000]
    assert min(_seconds(text) for _try in range(3)) < 0.5


@pytest.mark.parametrize(
    "unit",
    ["[", "[[", "![[a", "`", "``a`", "%%", "%", "$$", "<!--", "> ", "](", "[a](", "[](", "[a](b", "#", "# ", "- ",
     "^", " ^a", "\n", "\r", "---\n", "[!", "> [!", "[x [a]", "\\[", "```\n", "``` ", "~~~a\n", "\t", "   \n", "#a/",
     "(", "|", "{{", "a: &a *a\n", "=", "=\n", "a\n=\n", "- [ ] ", "1. ", "]]", "[[a|", "<", "[a]: b\n"],
)  # fmt: skip
def test_hostile_notes_take_linear_time(unit):
    assert _seconds((unit * 300_000)[:300_000]) < 10
    assert _seconds(f"---\n{(unit * 300_000)[:60_000]}\n---\nx") < 5


def _seconds(text: str) -> float:
    begin = time.process_time()
    parse_note(text, "a.md")
    return time.process_time() - begin


def test_naughty_strings():
    for text in naughty_strings():
        for shape in (text, f"---\na: {text}\n---\n{text}", f"# {text}\n[[{text}]] #{text}"):
            assert parse_note(shape, f"{text}.md").word_count >= 0


@pytest.mark.parametrize(
    ("text", "words"),
    [("don't 'tis '' x", 3), ("a''b", 2), ("' ' '", 0), ("rock 'n' roll", 3), ("snake_case a-b", 3), ("", 0)],
)
def test_words_are_counted_the_same_both_ways(text, words):
    assert note(text).word_count == words
    assert note(f"{text} é").word_count == words + 1


SYNTAX = st.lists(
    st.sampled_from(
        ["[[", "]]", "|", "#", "^", "![", "](", ")", "`", "```", "%%", "\n", "\r", "\r\n", "---", "\n---\n", "> ",
         "- [ ] ", "a", " ", "é", "日", "🎉", "tags:", "$$", "<!--", "-->", "\\", "    ", "==", "\x0b", "\u2028"]
    )
).map("".join)  # fmt: skip


@given(st.one_of(st.text(), SYNTAX, SYNTAX.map(lambda text: f"---\n{text}")))
def test_no_text_breaks_the_reader(text):
    found = parse_note(text, "a.md")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for ref in (*found.links, *found.urls):
        assert lines[ref.line - 1][ref.column - 1 :].startswith(text[ref.start : ref.end].rstrip("\r\n"))
    for heading in outline_of(text)[0]:
        assert 1 <= heading.line <= len(lines)


@given(st.binary())
def test_no_bytes_break_the_decoder(data):
    text, encoding, problem = decode_note(data)
    assert "\0" not in text
    assert problem or text.encode(encoding if encoding != "utf-16" else "utf-8") is not None


def test_a_mark_without_properties_hides_no_heading():
    text = "\ufeff# Title\n[[x]]"
    assert [(heading.text, heading.line) for heading in outline_of(text)[0]] == [("Title", 1)]
    assert note(text).links[0].column == 1


def test_half_a_character_is_no_trouble():
    assert parse_note("---\na: \ud800\n---\n# \ud800 [[\ud800]]", "\ud800.md").links


def test_slugs_are_unique():
    slugs = [heading.slug for heading in outline_of("# A\n# A-1\n# A\n# A\n# A-1")[0]]
    assert slugs == ["a", "a-1", "a-2", "a-3", "a-1-1"]


def test_slugs():
    assert slugify("Hello, World!") == "hello-world"
    assert slugify("Ünïcode 日本") == "ünïcode-日本"
    assert slugify("🎉") == "section"
