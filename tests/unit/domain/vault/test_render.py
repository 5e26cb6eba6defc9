"""A rendered note shows the vault's syntax, knows its lines, and cannot carry anything alive."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching_app.domain.vault.archive import inspect_archive, read_archive
from coaching_app.domain.vault.note import decode_note
from coaching_app.domain.vault.paths import FileKind
from coaching_app.domain.vault.render import RenderedTarget, TargetKind, Transclusion, render_note
from coaching_app.domain.vault.sanitize import sanitize
from tests.support.samples import naughty_strings, sample, xss_payloads
from tests.support.vault_outline import outline_of

TARGETS = {
    "B": RenderedTarget("/notes/b", "Bee"),
    "Folder/C d.md": RenderedTarget("/notes/c", "C d"),
    "pic.png": RenderedTarget("/files/1", "pic.png", TargetKind.IMAGE),
    "song.mp3": RenderedTarget("/files/2", "song.mp3", TargetKind.AUDIO),
    "film.mp4": RenderedTarget("/files/3", "film.mp4", TargetKind.VIDEO),
    "doc.pdf": RenderedTarget("/files/4", "doc.pdf", TargetKind.FILE),
    "evil": RenderedTarget("https://evil.example/x", "evil", TargetKind.IMAGE),
    "evil2": RenderedTarget("//evil.example/x", "evil"),
    "evil3": RenderedTarget("javascript:alert(1)", "evil"),
}


def resolve(ref):
    return TARGETS.get(ref.target)


def html(text, **options):
    return render_note(text, resolve, **options).html


class Inspector(HTMLParser):
    """Fails on anything that runs, loads from elsewhere or restyles the page."""

    TAGS = frozenset(
        [
            "a",
            "audio",
            "blockquote",
            "br",
            "code",
            "del",
            "details",
            "div",
            "em",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "img",
            "input",
            "li",
            "mark",
            "ol",
            "p",
            "pre",
            "s",
            "section",
            "span",
            "strong",
            "summary",
            "sup",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "ul",
            "video",
        ]
    )
    ATTRIBUTES = frozenset(
        [
            "alt",
            "checked",
            "class",
            "controls",
            "data-line",
            "disabled",
            "height",
            "href",
            "id",
            "loading",
            "open",
            "rel",
            "src",
            "start",
            "target",
            "type",
            "width",
        ]
    )

    def handle_starttag(self, tag, attrs):
        assert tag in self.TAGS, tag
        for name, value in attrs:
            assert name in self.ATTRIBUTES, (tag, name)
            if name == "src":
                assert re.match(r"/(?![/\\])", value), value
            if name == "href":
                assert re.match(r"(?:/(?![/\\])|#|https?://|mailto:)", value, re.IGNORECASE), value
            if name == "id":
                assert re.match(r"h-|b-|fn", value), value
            if name == "type":
                assert value == "checkbox"

    def handle_comment(self, data):
        raise AssertionError(data)

    def handle_decl(self, decl):
        raise AssertionError(decl)


def assert_inert(markup):
    inspector = Inspector()
    inspector.feed(markup)
    inspector.close()


def test_wikilinks():
    assert html("[[B]]") == '<p data-line="1-1"><a class="internal" href="/notes/b">B</a></p>\n'
    assert 'href="/notes/b#h-some-part">x</a>' in html("[[B#Some part|x]]")
    assert 'href="/notes/b#b-blk"' in html("[[B#^blk]]")
    assert '<span class="unresolved">Nowhere</span>' in html("[[Nowhere]]")
    assert 'href="#h-top"' in html("[[#Top]]")
    assert 'href="/notes/c"' in html("[x](Folder/C%20d.md)")
    assert 'href="/notes/b">x</a></td>' in html("|a|b|\n|-|:-:|\n|[[B\\|x]]|2|")
    assert 'class="align-center"' in html("|a|b|\n|-|:-:|\n|1|2|")


def test_media_come_from_local_routes_only():
    image = html("![[pic.png|A picture|200x100]]")
    assert (
        '<img class="media" src="/files/1" alt="A picture" loading="lazy" width="200" height="100">' in image
    )
    assert 'width="300"' in html("![[pic.png|300]]")
    assert '<audio class="media" controls="" src="/files/2">' in html("![[song.mp3]]")
    assert '<video class="media" controls="" src="/files/3">' in html("![[film.mp4]]")
    assert 'href="/files/4">doc.pdf</a>' in html("![[doc.pdf]]")
    remote = html("![Alt](https://example.org/x.png)")
    assert "<img" not in remote
    assert 'href="https://example.org/x.png"' in remote
    for name in ("evil", "evil2", "evil3"):
        assert "evil.example" not in html(f"![[{name}]] [[{name}]] ![a]({name})")
    assert_inert(html("[![a](https://x.y/z.png)](https://a.b) ![b](data:image/png;base64,xx)"))


def test_outside_links():
    link = html("[x](https://example.org) <mailto:a@b.c> https://a.b/c_d). [f](ftp://x) [j](javascript:x)")
    assert link.count('class="external"') == 3
    assert 'rel="noopener noreferrer nofollow" target="_blank"' in link
    assert 'href="https://a.b/c_d"' in link
    assert "ftp://x)" in link
    assert html("[s](//evil.org/x)").count("<a ") == 0


def test_callouts_nest_and_fold():
    text = "> [!warning]- Mind *this*\n> body\n> > [!tldr]\n> > inner\n\n> [!custom]+ T\n\n> plain"
    markup = html(text)
    assert '<details class="callout callout-warning" data-line="1-4">' in markup
    assert '<summary class="callout-title">Mind <em>this</em></summary>' in markup
    assert '<p data-line="2-2">body</p>' in markup
    assert '<div class="callout callout-abstract" data-line="3-4">' in markup
    assert '<div class="callout-title">Tldr</div>' in markup
    assert '<details class="callout callout-note" open="" data-line="6-6">' in markup
    assert '<blockquote data-line="8-8">' in markup


def test_inline_syntax():
    assert "<mark>a <em>b</em></mark>" in html("==a *b*==")
    assert html("a == b == c").count("<mark>") == 0
    assert '<code class="math">a_1^2</code>' in html("x $a_1^2$ y")
    assert "math" not in html("cost $5 and $6")
    assert '<pre class="math" data-line="1-3"><code>- x &lt;</code></pre>' in html("$$\n- x <\n$$")
    assert 'href="/knowledge?tag=a%2Fb">#a/b</a>' in html("see #a/b, x#no `#no` \\#no #12")
    assert html("#t", tag_href=lambda tag: f"/t/{tag}").count('href="/t/t"') == 1
    assert "gone" not in html("a %%gone%% b\n\n%%\ngone\n%%\n<!-- gone -->")
    assert "&lt;b&gt;" in html("<b>x</b>")
    assert "<s>x</s>" in html("~~x~~")


def test_tasks():
    markup = html("- [ ] a\n- [x] b\n- [/] c\n- [link](https://x.y)")
    assert markup.count('type="checkbox"') == 3
    assert markup.count('checked=""') == 2
    assert markup.count("task-done") == 2


def test_lines_are_those_of_the_file():
    text = "---\na: b\n---\n# T ^top\n\npara\nmore\n\n- x\n- y ^yy\n\n```js\ncode\n```\n"
    for ending in ("\n", "\r\n", "\r"):
        found = render_note(text.replace("\n", ending), resolve)
        assert "a: b" not in found.html
        assert '<h1 id="h-t" data-line="4-4">' in found.html
        assert '<p data-line="6-7">' in found.html
        assert '<li data-line="10-10">y <span class="block-name" id="b-yy"></span></li>' in found.html
        assert '<pre data-line="12-14"><code class="language-js">code\n</code></pre>' in found.html
        assert [(e.level, e.text, e.anchor, e.line) for e in found.toc] == [(1, "T", "h-t", 4)]


def test_contents_agree_with_the_parser():
    text = "# A `b` [[B|x]] %%c%%\n## A\n## A\n> # no\n\nSet\n===\n# Ü *z* #tag ##\ntwo\nlines\n---\n"
    found = render_note(text, resolve)
    slugs = [f"h-{heading.slug}" for heading in outline_of(text)[0]]
    assert [entry.anchor for entry in found.toc] == slugs
    assert [entry.line for entry in found.toc] == [1, 2, 3, 6, 8, 9]
    assert found.toc[0].text == "A b x"


def test_embedded_notes_are_cards_down_to_a_depth():
    def transclude(ref):
        return Transclusion("---\nx: y\n---\n# Inner\n\n![[B]]\n\n- [ ] t ^blk\n\n[^1]\n\n[^1]: f")

    markup = html("![[B#Part|Shown]]\n\ntext ![[B]] inline", transclude=transclude, depth=2)
    assert markup.count('<section class="embed">') == 2
    assert ">Shown</a></header>" in markup
    assert markup.count("data-line") == 2
    assert "h-inner" not in markup
    assert "b-blk" not in markup
    assert 'href="/notes/b">B</a> inline' in markup
    flat = html("![[B]]", transclude=transclude, depth=0)
    assert "<section" not in flat
    assert 'href="/notes/b"' in flat
    many = html(
        "![[B]]\n\n" * 500, transclude=lambda ref: Transclusion("x ![[B]]\n\n![[B]]\n\n" * 50), depth=5
    )
    assert many.count("<section") == 30
    assert_inert(many)


def test_an_embed_may_resolve_links_its_own_way():
    inner = Transclusion("[[only here]]", lambda ref: RenderedTarget("/notes/own", "own"))
    assert 'href="/notes/own"' in html("![[B]]", transclude=lambda ref: inner)


def test_footnotes():
    markup = html("a[^x] b^[inline]\n\n[^x]: Note with [[B]]")
    assert 'href="#fn1"' in markup
    assert 'id="fn2"' in markup
    assert '<a class="internal" href="/notes/b">' in markup


@pytest.mark.parametrize(
    "shape",
    ["{}", "[x]({})", "![x]({})", "[[{}]]", "![[B|{}]]", "# {}", "> [!note] {}\n> {}", "```{}\n{}\n```", "#{}",
     "$${}$$", "[^1]\n\n[^1]: {}", "- [ ] {}", "<{}>", "^{}", "[x]: {}\n\n[x]", "|{}|\n|-|\n|{}|", "[[B#{}]]"],
)  # fmt: skip
def test_attacks_and_naughty_strings_are_inert(shape):
    for text in (*xss_payloads(), *naughty_strings()):
        markup = html(shape.replace("{}", text), transclude=lambda ref, text=text: Transclusion(text))
        assert_inert(markup)


def test_the_last_gate_alone_stops_attacks():
    payloads = xss_payloads()
    assert len(payloads) == 223
    for payload in (*payloads, *naughty_strings()):
        assert_inert(sanitize(payload))


def test_every_note_of_a_real_vault():
    plan = inspect_archive(sample("vault-kepano.zip"))
    for file in read_archive(plan):
        if file.kind is FileKind.NOTE:
            text = decode_note(file.read_all()).text
            found = render_note(text, lambda ref: RenderedTarget("/notes/x", ref.target))
            assert_inert(found.html)
            assert "unresolved" not in found.html


@pytest.mark.parametrize(
    "unit",
    ["[", "[[", "![", "^[", "[^", "[!", "> ", "`", "``a`", "*", "**a _b", "_a_", "==a", "$a", "$$", "%%", "|", "a|b\n-|-\n",
     "- ", "<", "&", "\\", "#a ", "http://", "[a](", "~~a ", "[a]: /x\n", "^a "],
)  # fmt: skip
def test_hostile_notes_end(unit):
    begin = time.process_time()
    html((unit * 20_000)[:20_000])
    assert time.process_time() - begin < 10


def test_half_a_character_is_shown_as_a_mark():
    assert html("\ufeffa \ud800 b") == '<p data-line="1-1">a ? b</p>\n'


def test_a_giant_note_is_shown_as_text():
    assert html("<b>" * 400_000).startswith("<pre>&lt;b&gt;")


SYNTAX = st.lists(
    st.sampled_from(
        ["[[B", "]]", "|", "#t", "^b", "![[", "](", ")", "`", "```", "%%", "\n", "\r", "---\n", "> ", "> [!n]- ", "- [ ] ",
         "a", " ", "é", "$$", "<!--", "-->", "\\", "    ", "==", "[^1]", "[^1]: ", "^[", "https://a.b", "javascript:", "<a>",
         "~~", "**", "_", "1. ", "|-|", "&lt;", "\x00"]
    )
).map("".join)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(), SYNTAX))
def test_no_text_breaks_the_renderer(text):
    found = render_note(text, resolve, transclude=lambda ref: Transclusion(text))
    assert_inert(found.html)
    last = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for start, end in re.findall(r'data-line="(\d+)-(\d+)"', found.html):
        assert 1 <= int(start) <= int(end) <= last


@pytest.mark.parametrize(
    "deep",
    [">" * 500 + " deep", "\n".join("  " * depth + "- deep" for depth in range(100)), "> - " * 100 + "deep"],
    ids=["quotes", "lists", "both"],
)
def test_no_word_is_lost_however_deep_it_is_nested(deep):
    shown = html(f"Before.\n\n{deep}\n\nAfter.")
    assert "Before." in shown
    assert shown.count("deep") == deep.count("deep")
    assert "After." in shown
