"""Tells whether what an answer quotes stands word for word in the sources it was given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SHORTEST_QUOTE_WORDS = 4
_MOST_NESTED = 50
_PAIRS = (("“", "”"), ("„", "“"), ("„", "”"), ("«", "»"), ("»", "«"), ("「", "」"), ("『", "』"), ('"', '"'))
_INLINE = re.compile(
    "|".join(
        rf"{re.escape(a)}(?:[^\n{re.escape(a + b)}]|\n(?!\s*\n)){{1,4000}}+{re.escape(b)}" for a, b in _PAIRS
    )
)
_BLOCK = re.compile(r"^[ \t]{0,3}>[^\n]*(?:\n[ \t]{0,3}>[^\n]*)*", re.MULTILINE)
_MARKER = re.compile(r"^[ \t]{0,3}>[ \t]?", re.MULTILINE)
_CALLOUT = re.compile(r"\[![^\]\n]{1,60}\][+-]?")
# What may stand behind a quoted block: a citation or who said it.
_CITATION = re.compile(r"(?:\s*\[\^?[\w-]{1,12}\])+\s*$")
_ELLIPSIS = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]|\(\s*(?:…|\.\.\.)\s*\)|…|\.{3,}")
_MARKUP = re.compile(r"\*\*|__|~~|==|`|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
_WIKILINK = re.compile(r"!?\[\[(?:[^\]\[|\n]*\|)?([^\]\[\n]*)\]\]")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
_PLAIN = str.maketrans(
    {**dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("‐‑‒–—―−", "-")}
    | {"\u00ad": "", "\u200b": "", "\ufeff": ""}
)
_EDGE = " \t\n,;:.!?\"'"


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """A text the answer was given, under the name it is cited by."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """A quotation of an answer: where it stands with its marks, what it says, which source says it."""

    start: int
    end: int
    quote: str
    is_block: bool
    source_id: str | None

    @property
    def verified(self) -> bool:
        """Whether a source has these words."""
        return self.source_id is not None


def normalize(text: str) -> str:
    """Text for comparison: one kind of quotes, dashes and blanks, no markup; case stays."""
    text = _WIKILINK.sub(r"\1", unicodedata.normalize("NFC", text)).translate(_PLAIN)
    text = _MARKER.sub("", text)
    return " ".join(_MARKUP.sub("", text).split())


def verify_quotes(answer_text: str, sources: Sequence[SourceSpan]) -> list[QuoteCheck]:
    """Every quotation of at least four words in an answer, in order, each checked against all sources."""
    haystacks = [(source.id, _whole(source.text)) for source in sources]
    return [
        QuoteCheck(start, end, quote, is_block, _source_of(quote, haystacks))
        for start, end, quote, is_block in _quotations(answer_text)
    ]


def demote_unverified(answer_text: str, sources: Sequence[SourceSpan]) -> str:
    """The answer with the marks taken off quotations that no source has; all words stay."""
    # A quotation may hold another, which shows only when its own marks are gone.
    for _round in range(_MOST_NESTED):
        demoted = _demote_outer(answer_text, sources)
        if demoted == answer_text:
            break
        answer_text = demoted
    return answer_text


def _demote_outer(answer_text: str, sources: Sequence[SourceSpan]) -> str:
    parts: list[str] = []
    done = 0
    for check in verify_quotes(answer_text, sources):
        if check.verified:
            continue
        whole = answer_text[check.start : check.end]
        parts += (answer_text[done : check.start], _unmarked(whole, is_block=check.is_block))
        done = check.end
    return "".join([*parts, answer_text[done:]])


def _unmarked(whole: str, *, is_block: bool) -> str:
    return _MARKER.sub("", whole) if is_block else whole[1:-1]


def _quotations(text: str) -> Iterator[tuple[int, int, str, bool]]:
    done = 0
    for block in _BLOCK.finditer(text):
        yield from _inline_quotations(text, done, block.start())
        inner = _CITATION.sub("", _CALLOUT.sub("", _MARKER.sub("", block[0]), count=1)).strip()
        if _is_claim(inner):
            yield block.start(), block.end(), _without_marks(inner), True
        done = block.end()
    yield from _inline_quotations(text, done, len(text))


def _without_marks(inner: str) -> str:
    """A quoted block is often quoted once more inside; those marks are not the source's."""
    for opening, closing in _PAIRS:
        if len(inner) > 2 and inner[0] == opening and inner[-1] == closing:
            return inner[1:-1].strip()
    return inner


def _inline_quotations(text: str, start: int, end: int) -> Iterator[tuple[int, int, str, bool]]:
    for match in _INLINE.finditer(text, start, end):
        quote = match[0][1:-1]
        if _is_claim(quote):
            yield match.start(), match.end(), quote.strip(), False


def _is_claim(quote: str) -> bool:
    """Whether it is long enough to claim to be somebody's words."""
    return sum(1 for _match in _WORD.finditer(quote)) >= SHORTEST_QUOTE_WORDS


def _whole(text: str) -> str:
    return _ELLIPSIS.sub("...", normalize(text))


def _source_of(quote: str, haystacks: list[tuple[str, str]]) -> str | None:
    normal = normalize(quote)
    whole = _ELLIPSIS.sub("...", normal).strip(_EDGE)
    parts = [part for piece in _ELLIPSIS.split(normal) if (part := piece.strip(_EDGE))]
    for source_id, haystack in haystacks:
        if (whole and _contains(haystack, [whole])) or (parts and _contains(haystack, parts)):
            return source_id
    return None


def _contains(haystack: str, parts: list[str]) -> bool:
    """Whether all parts stand in the text, one behind the other, as whole words."""
    at = 0
    for part in parts:
        found = _find_words(haystack, part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _find_words(haystack: str, part: str, at: int) -> int:
    found = haystack.find(part, at)
    while found >= 0:
        end = found + len(part)
        before, after = haystack[found - 1 : found], haystack[end : end + 1]
        if not (_joins(before, part[0]) or _joins(part[-1], after)):
            return found
        found = haystack.find(part, found + 1)
    return -1


def _joins(left: str, right: str) -> bool:
    """Whether two neighbours are of one word; scripts without spaces have no such edges."""
    return left.isalnum() and right.isalnum() and (left + right).isascii()
