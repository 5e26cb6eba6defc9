"""Renders a note of a vault as safe HTML whose blocks know the lines they came from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from coaching_app.domain.vault import render_blocks, render_html, render_inline
from coaching_app.domain.vault.frontmatter import read_frontmatter
from coaching_app.domain.vault.outline import Slugs
from coaching_app.domain.vault.refs import LinkRef
from coaching_app.domain.vault.render_context import (
    RenderContext,
    RenderedTarget,
    Resolver,
    TargetKind,
    TocEntry,
    Transcluder,
    Transclusion,
    attach,
    tag_route,
)
from coaching_app.domain.vault.sanitize import sanitize
from coaching_app.domain.vault.source_text import mask

__all__ = [
    "RenderedNote",
    "RenderedTarget",
    "Resolver",
    "TargetKind",
    "TocEntry",
    "Transcluder",
    "Transclusion",
    "render_note",
]

MAX_RENDERED = 1_000_000
# Levels of lists and quotes inside of each other; a list takes two.
_DEEPEST = 40
_MAX_EMBEDS = 30
_MAX_EMBEDDED = 100_000
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_ALLOWED = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RenderedNote:
    """A note as HTML, and its table of contents."""

    html: str
    toc: tuple[TocEntry, ...]


def render_note(
    text: str,
    resolve: Resolver,
    *,
    transclude: Transcluder | None = None,
    tag_href: Callable[[str], str] = tag_route,
    depth: int = 2,
) -> RenderedNote:
    """Render a note without its properties.

    `resolve` tells where a link leads; `transclude` gives the text for embedded notes, which are
    shown as cards down to `depth`. Both are called while rendering, so they should be look-ups.
    """
    context = RenderContext(
        resolve=resolve,
        transclude=transclude,
        tag_href=tag_href,
        depth=depth,
        budget=[_MAX_EMBEDS],
    )
    html = _render(text, context)
    return RenderedNote(sanitize(html), tuple(context.toc))


def _render(text: str, context: RenderContext) -> str:
    # Half of a surrogate pair is no text that could be sent to a browser.
    text = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    start = read_frontmatter(text).body_start
    context.line_offset = text.count("\n", 0, start)
    body = text[start:].removeprefix("\ufeff")
    if len(body) > MAX_RENDERED:
        # Of this size nobody reads a note as a page; as plain text it still shows at once.
        return f"<pre>{escape(body)}</pre>"
    source, env = _without_comments(body), attach(context)
    tokens = _PARSER.parse(source, env)
    if any(token.nesting == 1 and token.level + 1 >= _DEEPEST for token in tokens):
        # From there on the parser drops what it reads, to the end of the note.
        return f"<pre>{escape(body)}</pre>"
    return _PARSER.renderer.render(tokens, _PARSER.options, env)


def _without_comments(body: str) -> str:
    """The body without comments, each line still where it was."""
    parts: list[str] = []
    done = 0
    for start, end in mask(body).comments:
        parts += (body[done:start], "\n" * body.count("\n", start, end))
        done = end
    parts.append(body[done:])
    return "".join(parts)


def _fragment(context: RenderContext, _ref: LinkRef, found: Transclusion) -> str:
    """An embedded text as HTML, without ids and line marks, which belong to the page's own note."""
    inner = replace(
        context,
        resolve=found.resolve or context.resolve,
        depth=context.depth - 1,
        nested=True,
        toc=[],
        slugs=Slugs(),
        open_links=[],
    )
    return _render(found.text[:_MAX_EMBEDDED], inner)


def _is_allowed(url: str) -> bool:
    return not _SCHEME.match(url) or _ALLOWED.match(url) is not None


def _make_parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": _DEEPEST})
    md.enable(["table", "strikethrough"])
    footnote_plugin(md)
    render_inline.install(md)
    render_blocks.install(md)
    render_html.install(md, _fragment)
    md.validateLink = _is_allowed
    return md


_PARSER = _make_parser()
