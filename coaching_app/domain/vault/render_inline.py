"""Inline syntax of the vault that Markdown does not know: wikilinks, highlights, math, tags, block names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from coaching_app.domain.vault.outline import TAG, clean_tag
from coaching_app.domain.vault.refs import WIKILINK, parse_wikilink
from coaching_app.domain.vault.render_context import context_of

_MATH = re.compile(
    r"\$\$([^$]++)\$\$|\$(?![\s$])((?:\\.|[^$\\\n])++)(?<![\s])\$(?!\d)",
)
_BLOCK_NAME = re.compile(r"\^([A-Za-z0-9-]++)[ \t]*")
_AUTO = re.compile(rf"(?P<url>(?<![\w])https?://[^\s<>\"'`]++)|{TAG.pattern}")
_URL_TAIL = ".,;:!?*_~"
_TASK = re.compile(r"\[(.)\](?:[ \t]+|$)")


def install(md: MarkdownIt) -> None:
    """Teach a parser the inline syntax."""
    md.inline.ruler.before("link", "wikilink", _wikilink)
    md.inline.ruler.before("link", "bracket_budget", _bracket_budget)
    md.inline.ruler.before("link", "highlight", _highlight)
    md.inline.ruler.before("link", "math_inline", _math)
    md.inline.ruler.before("link", "block_name", _block_name)
    md.core.ruler.after("inline", "vault_text", _finish_text)


def _wikilink(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "![":
        return False
    match = WIKILINK.match(state.src, state.pos, state.posMax)
    ref = parse_wikilink(match[2], embed=bool(match[1])) if match else None
    if match is None or ref is None:
        return False
    if not silent:
        token = state.push("wikilink", "", 0)
        token.meta = {"ref": ref}
        token.content = ref.label
    state.pos = match.end()
    return True


def _bracket_budget(state: StateInline, silent: bool) -> bool:
    """Take brackets as plain text once there have been absurdly many: each may be tried many times."""
    if state.src[state.pos] not in "[!^":
        return False
    context = context_of(state.env)
    context.brackets -= 1
    if context.brackets >= 0:
        return False
    if not silent:
        state.pending += state.src[state.pos]
    state.pos += 1
    return True


def _highlight(state: StateInline, silent: bool) -> bool:
    start = state.pos + 2
    if not state.src.startswith("==", state.pos) or start >= state.posMax:
        return False
    end = state.src.find("==", start, state.posMax)
    if end <= start or state.src[start].isspace() or state.src[end - 1].isspace():
        return False
    if not silent:
        outer_end = state.posMax
        state.push("mark_open", "mark", 1)
        state.pos, state.posMax = start, end
        state.md.inline.tokenize(state)
        state.posMax = outer_end
        state.push("mark_close", "mark", -1)
    state.pos = end + 2
    return True


def _math(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$":
        return False
    match = _MATH.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("math_inline", "code", 0)
        token.content = (match[1] or match[2]).strip()
    state.pos = match.end()
    return True


def _block_name(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "^" or (state.pos and not state.src[state.pos - 1].isspace()):
        return False
    match = _BLOCK_NAME.match(state.src, state.pos, state.posMax)
    if match is None or match.end() != len(state.src):
        return False
    if not silent:
        state.push("block_name", "span", 0).content = match[1]
    state.pos = match.end()
    return True


def _finish_text(state: StateCore) -> None:
    """Turn bare addresses and tags into links, boxes into check boxes, lone embeds into blocks."""
    tokens = state.tokens
    for index, token in enumerate(tokens):
        if token.type != "inline" or not token.children:
            continue
        token.children = list(_with_links(token.children))
        if index >= 2 and tokens[index - 2].type == "list_item_open":
            _make_task(tokens[index - 2], token)
        if index and tokens[index - 1].type == "paragraph_open":
            _make_embed_block(tokens, index)


def _with_links(children: list[Token]) -> Iterator[Token]:
    depth = 0
    glued = False
    for child in children:
        if child.type in {"link_open", "link_close"}:
            depth += child.nesting
        if child.type == "text" and not depth:
            yield from _split_text(child, glued=glued)
        else:
            yield child
        # A hash sign right behind code or a link begins no tag.
        glued = child.type not in {"softbreak", "hardbreak", "text"}


def _split_text(token: Token, *, glued: bool) -> Iterator[Token]:
    text, done = token.content, 0
    if "#" not in text and "://" not in text:
        yield token
        return
    for match in _AUTO.finditer(text):
        piece = _address(match["url"], token) if match["url"] else _tag(match, token, glued=glued)
        if piece:
            if match.start() > done:
                yield _text(text[done : match.start()], token.level)
            yield from piece
            done = match.start() + len(piece[-1].markup or match[0])
    if done < len(text):
        yield _text(text[done:], token.level)


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


def _tag(match: re.Match[str], token: Token, *, glued: bool) -> list[Token]:
    name = clean_tag(match[0])
    if not name or (glued and not match.start()):
        return []
    return [Token("tag", "a", 0, content=name, markup=match[0], level=token.level)]


def _address(url: str, token: Token) -> list[Token]:
    url = url.rstrip(_URL_TAIL)
    if url.endswith(")") and url.count("(") < url.count(")"):
        url = url[:-1]
    opening = Token("link_open", "a", 1, attrs={"href": url}, level=token.level)
    closing = Token("link_close", "a", -1, markup=url, level=token.level)
    return [opening, _text(url, token.level + 1), closing]


def _make_task(item: Token, inline: Token) -> None:
    children = inline.children or []
    match = _TASK.match(children[0].content) if children and children[0].type == "text" else None
    if match is None:
        return
    children[0].content = children[0].content[match.end() :]
    box = Token("task_box", "input", 0, content=match[1], level=inline.level)
    inline.children = [box, *children]
    item.attrJoin("class", "task" if match[1] == " " else "task task-done")


def _make_embed_block(tokens: list[Token], index: int) -> None:
    """A paragraph of nothing but embeds becomes a plain block, in which notes can be shown."""
    children = tokens[index].children or []
    embeds = [child for child in children if child.type == "wikilink" and child.meta["ref"].embed]
    rest = [child for child in children if child.type not in {"wikilink", "softbreak"}]
    if not embeds or any(child.content.strip() for child in rest):
        return
    for child in embeds:
        child.meta["alone"] = True
    for paragraph in (tokens[index - 1], tokens[index + 1]):
        paragraph.tag = "div"
    tokens[index - 1].attrJoin("class", "embeds")
