"""Renders an answer as safe HTML in which citations lead to the lines they rest on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, cast

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from coaching_app.core.i18n import gettext as _
from coaching_app.features.chat.schemas import Citation

_MARK = re.compile(r"\[(\d{1,4})\]")
_WIKILINK = re.compile(r"!?\[\[(?:[^\]|\n]{0,500}\|)?([^\]\n]{0,500})\]\]")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:[ \t]+[\"'][^\"'\n]*[\"'])?\)")
_LINE_MARKUP = re.compile(r"^[ \t]*(?:#{1,6}|[-*+>]|\d{1,3}[.)])[ \t]+(?:\[.\][ \t]+)?", re.MULTILINE)
_EMPHASIS = re.compile(r"\*\*|__|==|~~|`")
_HREF = re.compile(r"/knowledge/note/[0-9a-z]{1,40}\?lines=\d{1,9}-\d{1,9}")
_KEY = "citations"
_DEEPEST = 40


def lines_label(citation: Citation) -> str:
    """Where in the note, in words."""
    if citation.start_line == citation.end_line:
        return _("line {number}").format(number=citation.start_line)
    return _("lines {first}–{last}").format(first=citation.start_line, last=citation.end_line)


def href_of(citation: Citation) -> str:
    """The page that shows the lines."""
    return f"/knowledge/note/{citation.note_id}?lines={citation.start_line}-{citation.end_line}"


def render_answer(text: str, citations: Sequence[Citation]) -> str:
    """The answer without raw HTML, images or outgoing links: what a model writes may lead nowhere but home."""
    by_number = {citation.ref: citation for citation in citations}
    plain, env = _without_links(text), {_KEY: by_number}
    tokens = _PARSER.parse(plain, env)
    if any(token.nesting == 1 and token.level + 1 >= _DEEPEST for token in tokens):
        # From there on the parser drops what it reads, to the end of the answer.
        tokens = _FLAT.parse(plain, env)
    html = cast("str", _PARSER.renderer.render(tokens, _PARSER.options, env))
    return _CLEANER.clean(html)


def _without_links(text: str) -> str:
    """Links as their words: of a note or of the web."""
    return _LINK.sub(r"\1", _WIKILINK.sub(r"\1", text))


def plain_excerpt(text: str, longest: int) -> str:
    """The beginning of a passage without its markup, cut at a word."""
    plain = _EMPHASIS.sub("", _without_links(_LINE_MARKUP.sub("", text)))
    plain = " ".join(plain.split())
    return plain if len(plain) <= longest else plain[:longest].rsplit(" ", 1)[0] + "…"


def _citation_rule(state: StateInline, silent: bool) -> bool:
    match = _MARK.match(state.src, state.pos)
    known = cast("Mapping[int, Citation]", state.env.get(_KEY, {}))
    if match is None or int(match[1]) not in known:
        return False
    if not silent:
        # The number belongs to the word before it and must not stand alone on a line.
        state.pending = state.pending.rstrip(" \t")
        token = state.push("citation", "", 0)
        token.meta = {"citation": known[int(match[1])]}
    state.pos = match.end()
    return True


def _render_citation(
    _renderer: RendererProtocol, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: EnvType
) -> str:
    citation = cast("Citation", tokens[at].meta["citation"])
    if citation.state == "removed":
        words = escape(_("This note was removed or sealed."))
        return f'<span class="cite" title="{words}" data-state="removed">{citation.ref}</span>'
    words = escape(f"{citation.label}, {lines_label(citation)}")
    href = escape(href_of(citation))
    return f'<a class="cite" href="{href}" title="{words}" aria-label="{citation.ref}: {words}">{citation.ref}</a>'


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": _DEEPEST})
    parser.enable(["table", "strikethrough"])
    parser.disable(["image", "link", "autolink", "html_inline", "html_block", "reference"])
    parser.inline.ruler.before("emphasis", "citation", _citation_rule)
    parser.add_render_rule("citation", cast("Any", _render_citation))
    return parser


def _keep(_tag: str, name: str, value: str) -> str | None:
    allowed = {
        "class": value == "cite",
        "href": _HREF.fullmatch(value) is not None,
        "data-state": value == "removed",
        "start": value.isdecimal(),
    }
    return value if allowed.get(name, True) else None


_PARSER = _make_parser()
# Without quotes and lists nothing lies inside of anything.
_FLAT = _make_parser().disable(["blockquote", "list"])
_CLEANER = nh3.Cleaner(
    tags={
        "a",
        "p",
        "br",
        "em",
        "strong",
        "s",
        "blockquote",
        "ul",
        "ol",
        "li",
        "code",
        "pre",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "span",
    },
    attributes={
        "a": {"class", "href", "title", "aria-label"},
        "span": {"class", "title", "data-state"},
        "ol": {"start"},
    },
    attribute_filter=_keep,
    link_rel=None,
)
