"""Lists of other programs are read row by row; what is broken is told with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.domain.reading_lists import UnknownList, clean_url, decoded, read_list, same_key

BOOKMARKS = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<TITLE>Bookmarks</TITLE>
<DL><p>
  <DT><H3>Study</H3>
  <DL><p>
    <DT><A HREF="https://example.org/romans" TAGS="paul,letters">Romans 8</A>
    <DT><A HREF="javascript:alert(1)">Bookmarklet</A>
    <DT><A HREF="https://example.org/father">A &amp; B</A>
  </DL><p>
</DL><p>
"""
POCKET = "title,url,time_added,tags,status\nOne,https://a.example/1,1,x|y,unread\nTwo,ftp://a.example/2,1,,archive\n\n,https://a.example/3,1,,archive\n"
READWISE = "Title,URL,Document tags,Reading progress,Word count,Location\nLong,https://r.example/1,\"['grace']\",0.5,4600,later\n"
KARAKEEP = """{"bookmarks": [
  {"title": "A", "tags": ["t"], "content": {"type": "link", "url": "https://k.example/a"}, "archived": true},
  {"title": "text", "content": {"type": "text", "text": "no link"}},
  {"title": "C", "content": {"type": "link", "url": "file:///etc/passwd"}}
]}
"""


def test_bookmarks_with_their_folders() -> None:
    good, bad = read_list(BOOKMARKS)
    assert [(one.line, one.title, one.tags) for one in good] == [
        (6, "Romans 8", ("paul", "letters")),
        (8, "A & B", ("study",)),
    ]
    assert [(one.line, one.why) for one in bad] == [(7, "not_web")]


def test_pocket() -> None:
    good, bad = read_list(POCKET)
    assert [(one.line, one.url, one.tags, one.progress) for one in good] == [
        (2, "https://a.example/1", ("x", "y"), 0),
        (5, "https://a.example/3", (), 100),
    ]
    assert [(one.line, one.why) for one in bad] == [(3, "not_web")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_what_spreadsheets_write(encoding: str, mark: str) -> None:
    """Excel writes semicolons where a comma is a decimal sign, and its older files are not UTF-8."""
    text = mark.join(("title", "url")) + "\r\n" + mark.join(("Grüße, José", "https://a.example/1")) + "\r\n"
    if mark == ",":
        text = text.replace("Grüße, José", '"Grüße, José"')
    good, bad = read_list(decoded(text.encode(encoding)))
    assert [(one.line, one.title) for one in good] == [(2, "Grüße, José")]
    assert not bad


def test_a_broken_place_spoils_nothing_else() -> None:
    assert decoded("title,url\nGrüße".encode() + b"\xff") == "title,url\nGrüße\ufffd"


def test_readwise() -> None:
    good, bad = read_list(READWISE)
    assert [(one.tags, one.progress, one.minutes) for one in good] == [(("grace",), 50, 20)]
    assert not bad


def test_karakeep_tells_the_line_of_what_it_cannot_use() -> None:
    good, bad = read_list(KARAKEEP)
    assert [(one.line, one.url, one.tags, one.progress) for one in good] == [
        (2, "https://k.example/a", ("t",), 100)
    ]
    assert [(one.line, one.why) for one in bad] == [(3, "no_url"), (4, "not_web")]


def test_a_json_file_that_breaks_off_keeps_what_came_before() -> None:
    good, bad = read_list('[\n{"url": "https://a.example/"},\n{"url": "https://b.exa')
    assert [one.url for one in good] == ["https://a.example/"]
    assert [(one.line, one.why) for one in bad] == [(3, "unreadable")]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "{}", '{"x": 1}'])
def test_what_is_no_list_is_said_to_be_none(text: str) -> None:
    with pytest.raises(UnknownList):
        read_list(text)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///x",
        "//x.example",
        "http://",
        "http://[",
        "https://localhost/",
        "https://a b.example",
    ],
)
def test_only_addresses_of_the_web(url: str) -> None:
    assert clean_url(url) is None


def test_an_address_keeps_no_login_and_no_fragment() -> None:
    assert clean_url("HTTPS://me:secret@Example.org:8443/a?b=1#c") == "https://example.org:8443/a?b=1"
    assert same_key("https://www.example.org/a/") == same_key("http://example.org/a")


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        good, bad = read_list(text)
    except UnknownList:
        return
    assert all(one.url.startswith(("http://", "https://")) for one in good)
    assert all(one.line >= 1 for one in (*good, *bad))
