"""Turns the tokens of a note into HTML: links through the resolver, media from local routes only."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import cast
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from coaching_app.domain.vault.outline import slugify
from coaching_app.domain.vault.refs import LinkRef, parse_destination
from coaching_app.domain.vault.render_context import (
    RenderContext,
    RenderedTarget,
    TargetKind,
    Transclusion,
    context_of,
)
from coaching_app.domain.vault.sanitize import LOCAL_ADDRESS, OUTSIDE_ADDRESS

Fragment = Callable[[RenderContext, LinkRef, Transclusion], str]

_SIZE = re.compile(r"(\d{1,4})(?:x(\d{1,4}))?")
_LANGUAGE = re.compile(r"[\w+#.-]{1,40}")


def install(md: MarkdownIt, fragment: Fragment) -> None:
    """Set the rules by which a parser's tokens become HTML; `fragment` renders embedded notes."""

    def wikilink(
        _self: RendererHTML, tokens: Sequence[Token], index: int, _o: OptionsDict, env: EnvType
    ) -> str:
        return _wikilink(tokens[index], context_of(env), fragment)

    md.add_render_rule("wikilink", wikilink)
    md.add_render_rule("link_open", _link_open)
    md.add_render_rule("link_close", _link_close)
    md.add_render_rule("image", _image)
    for name, rule in _SIMPLE.items():
        md.add_render_rule(name, _simple(rule))


def _simple(rule: Callable[[Token, RenderContext], str]) -> Callable[..., str]:
    def render(
        _self: RendererHTML, tokens: Sequence[Token], index: int, _o: OptionsDict, env: EnvType
    ) -> str:
        return rule(tokens[index], context_of(env))

    return render


def _attributes(token: Token) -> str:
    return "".join(f' {name}="{escape(str(value))}"' for name, value in token.attrs.items())


def _fence(token: Token, _context: RenderContext) -> str:
    language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
    named = f' class="language-{escape(language)}"' if _LANGUAGE.fullmatch(language) else ""
    return f"<pre{_attributes(token)}><code{named}>{escape(token.content)}</code></pre>\n"


def _math_block(token: Token, _context: RenderContext) -> str:
    return f'<pre class="math"{_attributes(token)}><code>{escape(token.content)}</code></pre>\n'


def _math_inline(token: Token, _context: RenderContext) -> str:
    return f'<code class="math">{escape(token.content)}</code>'


def _task_box(token: Token, _context: RenderContext) -> str:
    checked = "" if token.content == " " else " checked"
    return f'<input type="checkbox" disabled{checked}> '


def _block_name(token: Token, context: RenderContext) -> str:
    name = "" if context.nested else f' id="b-{escape(token.content.casefold())}"'
    return f'<span class="block-name"{name}></span>'


def _tag(token: Token, context: RenderContext) -> str:
    return _anchor(context.tag_href(token.content), "tag", f"#{token.content}")


_SIMPLE = {
    "fence": _fence,
    "code_block": _fence,
    "math_block": _math_block,
    "math_inline": _math_inline,
    "task_box": _task_box,
    "block_name": _block_name,
    "tag": _tag,
}


def _anchor(href: str, name: str, text: str) -> str:
    if not LOCAL_ADDRESS.fullmatch(href):
        return f'<span class="unresolved">{escape(text)}</span>'
    return f'<a class="{name}" href="{escape(href)}">{escape(text)}</a>'


def _outside(href: str) -> str:
    return f'<a class="external" href="{escape(href)}" rel="noopener noreferrer nofollow" target="_blank">'


def _address(ref: LinkRef, target: RenderedTarget | None) -> str | None:
    """The local address a reference leads to, down to the heading or block."""
    base = "" if not ref.target else target.href if target else None
    if base is None or (base and not LOCAL_ADDRESS.fullmatch(base)):
        return None
    if "#" in base or not (ref.heading or ref.block):
        return base or None
    anchor = f"h-{slugify(ref.heading)}" if ref.heading else f"b-{(ref.block or '').casefold()}"
    return f"{base}#{quote(anchor, safe='')}"


def _resolve(ref: LinkRef, context: RenderContext) -> RenderedTarget | None:
    return context.resolve(ref) if ref.target and not ref.external else None


def _link_open(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _o: OptionsDict, env: EnvType
) -> str:
    context = context_of(env)
    href = str(tokens[index].attrs.get("href", ""))
    ref = parse_destination(href, "", embed=False)
    if OUTSIDE_ADDRESS.fullmatch(href):
        context.open_links.append("</a>")
        return _outside(href)
    address = _address(ref, _resolve(ref, context)) if ref and not ref.external else None
    if address is None:
        context.open_links.append("</span>")
        return '<span class="unresolved">'
    context.open_links.append("</a>")
    return f'<a class="internal" href="{escape(address)}">'


def _link_close(_self: RendererHTML, _t: Sequence[Token], _i: int, _o: OptionsDict, env: EnvType) -> str:
    open_links = context_of(env).open_links
    return open_links.pop() if open_links else ""


def _image(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token, context = tokens[index], context_of(env)
    alt = self.renderInlineAsText(token.children or [], options, env)
    src = str(token.attrs.get("src", ""))
    if OUTSIDE_ADDRESS.fullmatch(src):
        # A remote picture would tell its host who reads the note, and when.
        text = escape(alt or src)
        return text if context.open_links else f"{_outside(src)}{text}</a>"
    ref = parse_destination(src, alt, embed=True)
    if ref is None or ref.external:
        return f'<span class="unresolved">{escape(alt or src)}</span>'
    return _media(ref, _resolve(ref, context))


def _wikilink(token: Token, context: RenderContext, fragment: Fragment) -> str:
    ref = cast("LinkRef", token.meta["ref"])
    target = _resolve(ref, context)
    if ref.embed and target and target.kind is not TargetKind.NOTE:
        return _media(ref, target)
    if ref.embed and token.meta.get("alone") and (card := _card(ref, target, context, fragment)):
        return card
    address = _address(ref, target)
    if address is None:
        return f'<span class="unresolved">{escape(ref.label)}</span>'
    return _anchor(address, "internal", ref.label)


def _media(ref: LinkRef, target: RenderedTarget | None) -> str:
    if target is None or not LOCAL_ADDRESS.fullmatch(target.href):
        return f'<span class="unresolved">{escape(ref.label)}</span>'
    src = escape(target.href)
    if target.kind is TargetKind.IMAGE:
        caption, size = _caption(ref)
        alt = escape(caption or target.title)
        return f'<img class="media" src="{src}" alt="{alt}" loading="lazy"{size}>'
    if target.kind in {TargetKind.AUDIO, TargetKind.VIDEO}:
        return f'<{target.kind.value} class="media" controls src="{src}"></{target.kind.value}>'
    return _anchor(_address(ref, target) or target.href, "internal", ref.display or target.title)


def _caption(ref: LinkRef) -> tuple[str, str]:
    """What the text behind an image's bar says: a caption, a size, or `caption|size`."""
    caption, bar, last = (ref.display or "").rpartition("|")
    size = _SIZE.fullmatch(last.strip())
    if size is None:
        return f"{caption}{bar}{last}".strip(), ""
    height = f' height="{size[2]}"' if size[2] else ""
    return caption.strip(), f' width="{size[1]}"{height}'


def _card(ref: LinkRef, target: RenderedTarget | None, context: RenderContext, fragment: Fragment) -> str:
    """An embedded note as a card with its text; empty when there is no text to show."""
    address = _address(ref, target)
    if address is None or context.depth <= 0 or context.budget[0] <= 0 or context.transclude is None:
        return ""
    context.budget[0] -= 1
    found = context.transclude(ref)
    if found is None:
        return ""
    body = fragment(context, ref, found)
    title = _anchor(address, "internal", ref.display or (target.title if target else ref.label))
    return (
        f'<section class="embed"><header class="embed-title">{title}</header>'
        f'<div class="embed-body">{body}</div></section>'
    )
