"""A text is stored only when it leads back to the same bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.core.errors import Invalid
from coaching_app.features.knowledge.service.imports import vault_name
from coaching_app.features.knowledge.service.intake import decode_exactly, storable
from coaching_app.features.knowledge.service.media import is_shown, media_type


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
