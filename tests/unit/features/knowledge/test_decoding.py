"""A text is stored only when it leads back to the same bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.core.errors import Invalid
from coaching_app.features.knowledge.service.imports import vault_name
from coaching_app.features.knowledge.service.intake import decode_exactly, storable
from coaching_app.features.knowledge.service.media import UNKNOWN, is_shown, media_type, proven_type


@given(st.binary(max_size=200))
def test_any_bytes_come_back_or_are_kept_as_a_file(data):
    text, encoding, problem = decode_exactly(data)
    if encoding is None:
        assert problem
    else:
        assert text.encode(encoding) == data
        assert storable(text, len(text)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_texts_of_other_programs_are_read(encoding):
    data = "# Café\r\n".encode(encoding)
    assert decode_exactly(data)[0].removeprefix("\ufeff") == "# Café\r\n"


def test_nothing_that_can_run_a_script_is_shown():
    for name in ("a.svg", "a.html", "a.htm", "a.xml", "a.xhtml", "a.pdf", "a.js", "a", "a.png.html", "a.SVG"):
        assert not is_shown(name)
    assert is_shown("x/Picture.PNG")
    assert media_type("Picture.JPG") == "image/jpeg"


def test_a_vault_is_named_after_its_file():
    assert vault_name("C:\\Users\\me\\My Vault.zip") == "My Vault"
    assert vault_name("a/b/../Notes.ZIP") == "Notes"
    assert vault_name("x\x00\ny") == "x y"
    with pytest.raises(Invalid):
        vault_name(".zip")


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n..."),
        ("a.JPG", b"\xff\xd8\xff\xe0"),
        ("a.gif", b"GIF89a"),
        ("a.webp", b"RIFF....WEBPVP8 "),
        ("a.avif", b"\0\0\0 ftypavif"),
        ("a.mp3", b"ID3\x04"),
        ("a.mp3", b"\xff\xfb\x90"),
        ("a.m4a", b"\0\0\0 ftypM4A "),
        ("a.wav", b"RIFF....WAVEfmt "),
        ("a.webm", b"\x1aE\xdf\xa3"),
        ("a.pdf", b"\n%PDF-1.7"),
        ("a.csv", b"a;b"),
        ("a.txt", "é".encode("utf-16")),
        ("a.svg", b"<svg/>"),
        ("a.canvas", b""),
    ],
)
def test_the_first_bytes_bear_the_name_out(name, head):
    assert proven_type(name, head) == media_type(name) != UNKNOWN


@pytest.mark.parametrize(
    "name",
    [
        *(
            f"a.{one}"
            for one in ("png", "jpg", "gif", "webp", "avif", "bmp", "mp3", "m4a", "ogg", "wav", "flac")
        ),
        *(f"a.{one}" for one in ("mp4", "webm", "mov", "pdf")),
    ],
)
@pytest.mark.parametrize("head", [b"", b"<!doctype html><script>alert(1)</script>", b"MZ\x90\0\3", b"PK\3\4"])
def test_what_is_not_what_its_name_says_is_nothing_we_know(name, head):
    assert proven_type(name, head) == UNKNOWN


def test_text_with_zeros_is_no_text():
    assert proven_type("a.csv", b"\x7fELF\2\1\1\0") == UNKNOWN
