"""A link leads where Obsidian would lead it."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from coaching_app.domain.vault.links import LinkEntry, LinkIndex

PATHS = {
    "root": "Note.md",
    "a": "A/Note.md",
    "b": "B/Note.md",
    "deep": "B/Deep/Other.md",
    "other": "C/D/E/Other.md",
    "img": "files/pic.png",
    "cafe": unicodedata.normalize("NFD", "Café.md"),
    "dots": "v1.2 plan.md",
    "one": "X/Same.md",
    "two": "Y/Same.md",
}
INDEX = LinkIndex(
    [LinkEntry(key, path, ("Nickname",) if key == "deep" else ()) for key, path in PATHS.items()]
)


def lead(target, source="Z/here.md"):
    match = INDEX.resolve(target, source)
    return match and match.id


def test_exact_paths_and_endings():
    assert lead("A/Note") == "a"
    assert lead("A/Note.md") == "a"
    assert lead("a/note") == "a"
    assert lead("/A/Note") == "a"
    assert lead("Deep/Other") == "deep"
    assert lead("eep/Other") is None
    assert lead("files/pic.png") == "img"
    assert lead("pic.png") == "img"
    assert lead("pic") is None
    assert lead("v1.2 plan") == "dots"


def test_duplicates_prefer_the_same_folder_then_short_paths():
    assert lead("Note") == "root"
    assert lead("Note", "A/here.md") == "a"
    assert lead("Note", "B/here.md") == "b"
    assert lead("Other") == "deep"
    assert lead("Other", "C/here.md") == "other"


def test_ties_are_told():
    match = INDEX.resolve("same", "Z/here.md")
    assert match
    assert match.ambiguous
    assert match.candidates == ("one", "two")
    near = INDEX.resolve("same", "Y/here.md")
    assert near
    assert (near.id, near.ambiguous) == ("two", False)


def test_relative_paths():
    assert lead("./Note.md", "B/here.md") == "b"
    assert lead("../A/Note.md", "B/here.md") == "a"
    assert lead("../../../x", "B/here.md") is None


def test_unicode_forms_case_and_aliases():
    assert lead("café") == lead("CAFE\u0301") == "cafe"
    assert lead("nickname") == "deep"
    assert lead("nothing") is None


def test_an_empty_target_is_the_note_itself():
    assert lead("", "A/Note.md") == "a"
    assert lead("  ") is None


def test_the_spelling_decides_between_cases():
    index = LinkIndex([LinkEntry("low", "note.md"), LinkEntry("up", "NOTE.md")])
    assert index.resolve("NOTE").id == "up"
    assert index.resolve("note").id == "low"


def test_a_common_root_is_no_part_of_links():
    index = LinkIndex([LinkEntry("x", "Vault/A/N.md"), LinkEntry("y", "Vault/Z/A/N.md")], root="Vault")
    assert index.resolve("A/N", "Vault/Z/here.md").id == "x"


@given(st.text(), st.text())
def test_no_target_breaks_the_index(target, source):
    INDEX.resolve(target, source)
