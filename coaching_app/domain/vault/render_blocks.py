"""Block syntax of the vault that Markdown does not know: callouts, display math, line marks, contents."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from coaching_app.domain.vault.outline import clean_heading
from coaching_app.domain.vault.refs import LinkRef
from coaching_app.domain.vault.render_context import TocEntry, context_of

_CALLOUT = re.compile(r"\[!([^\]\n]{1,60})\]([+-]?)[ \t]*([^\n]*)\n?")
_ALIGN = re.compile(r"text-align:(left|right|center)")
_KINDS = {
    "abstract": "abstract summary tldr",
    "bug": "bug",
    "danger": "danger error",
    "example": "example",
    "failure": "failure fail missing",
    "info": "info",
    "note": "note",
    "question": "question help faq",
    "quote": "quote cite",
    "success": "success check done",
    "tip": "tip hint important",
    "todo": "todo",
    "warning": "warning caution attention",
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_TEXT_TOKENS = frozenset({"text", "text_special", "code_inline", "math_inline", "image"})
CALLOUT_CLASSES = frozenset(f"callout-{kind}" for kind in _KINDS)


def install(md: MarkdownIt) -> None:
    """Teach a parser the block syntax."""
    md.block.ruler.before(
        "fence", "math_block", _math_block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    md.core.ruler.after("block", "callouts", _callouts)
    md.core.ruler.push("contents", _contents)
    md.core.ruler.push("line_marks", _line_marks)


def _line_text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    first = _line_text(state, start)
    if not first.startswith("$$") or state.is_code_block(start):
        return False
    line, rest = start, first[2:]
    content: list[str] = []
    while "$$" not in rest:
        content.append(rest)
        line += 1
        if line >= end or state.sCount[line] < state.blkIndent:
            return False
        rest = _line_text(state, line)
    last, _closing, behind = rest.partition("$$")
    if behind.strip():
        return False
    if silent:
        return True
    token = state.push("math_block", "pre", 0)
    token.content = "\n".join([*content, last]).strip("\n")
    token.map = [start, line + 1]
    state.line = line + 1
    return True


def _callouts(state: StateCore) -> None:
    """Rewrite quotes that begin with `[!kind]`; a sign behind it makes them foldable."""
    tokens = state.tokens
    out: list[Token] = []
    closing: list[str] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        match = _callout_at(tokens, index)
        if token.type == "blockquote_open":
            closing.append("")
        if match:
            closing[-1] = "details" if match[2] else "div"
            out += _callout_opening(token, tokens[index + 2], match)
            index += _drop_title(tokens, index, match)
        elif token.type == "blockquote_close" and (tag := closing.pop()):
            token.type, token.tag = "callout_close", tag
            out += [_tag_token("callout_body_close", "div", -1, token.level + 1), token]
        else:
            out.append(token)
        index += 1
    state.tokens = out


def _callout_at(tokens: list[Token], index: int) -> re.Match[str] | None:
    if tokens[index].type != "blockquote_open" or tokens[index + 1].type != "paragraph_open":
        return None
    return _CALLOUT.match(tokens[index + 2].content)


def _callout_opening(token: Token, inline: Token, match: re.Match[str]) -> list[Token]:
    name = match[1].strip().split("|")[0].casefold()
    kind = _KIND_OF.get(name, "note")
    token.type, token.tag = "callout_open", "details" if match[2] else "div"
    token.attrSet("class", f"callout callout-{kind}")
    if match[2] == "+":
        token.attrSet("open", "")
    level = token.level + 1
    title_tag = "summary" if match[2] else "div"
    opening = _tag_token("callout_title_open", title_tag, 1, level)
    opening.attrSet("class", "callout-title")
    title = Token("inline", "", 0, level=level + 1, children=[], map=inline.map)
    title.content = match[3].strip() or name.capitalize()
    body = _tag_token("callout_body_open", "div", 1, level)
    body.attrSet("class", "callout-body")
    return [token, opening, title, _tag_token("callout_title_close", title_tag, -1, level), body]


def _tag_token(kind: str, tag: str, nesting: int, level: int) -> Token:
    return Token(kind, tag, -1 if nesting < 0 else 1, level=level, block=True)


def _drop_title(tokens: list[Token], index: int, match: re.Match[str]) -> int:
    """Take the title off the first paragraph; how many tokens to leave out when it is empty then."""
    inline = tokens[index + 2]
    inline.content = inline.content[match.end() :]
    if not inline.content.strip():
        return 3
    for token in (inline, tokens[index + 1]):
        if token.map:
            token.map = [token.map[0] + 1, token.map[1]]
    return 0


def _contents(state: StateCore) -> None:
    """Give headings ids and list them; those inside other blocks have none, as in Obsidian."""
    context = context_of(state.env)
    for index, token in enumerate(state.tokens):
        if token.type != "heading_open" or token.level:
            continue
        inline = state.tokens[index + 1]
        anchor = f"h-{context.slugs.take(clean_heading(inline.content))}"
        if context.nested:
            continue
        token.attrSet("id", anchor)
        text = " ".join("".join(_raw_text(child) for child in inline.children or []).split())
        line = context.line(token.map[0]) if token.map else 0
        context.toc.append(TocEntry(int(token.tag[1]), text, anchor, line))


def _raw_text(token: Token) -> str:
    if token.type == "wikilink":
        ref: LinkRef = token.meta["ref"]
        return ref.label
    if token.type == "tag":
        return f"#{token.content}"
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return token.content if token.type in _TEXT_TOKENS else ""


def _line_marks(state: StateCore) -> None:
    """Mark each block with the lines of the file it came from, by which citations find it."""
    context = context_of(state.env)
    lines = state.src.split("\n")
    for token in state.tokens:
        if style := token.attrs.pop("style", None):
            align = _ALIGN.search(str(style))
            token.attrJoin("class", f"align-{align[1]}" if align else "")
        if context.nested or not token.map or token.nesting < 0 or token.type == "inline":
            continue
        start, end = token.map
        while end > start + 1 and (end > len(lines) or not lines[end - 1].strip()):
            end -= 1
        token.attrSet("data-line", f"{context.line(start)}-{context.line(end - 1)}")
