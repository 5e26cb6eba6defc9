"""Lets a quote stand only when its words are in a source exactly like that; otherwise drops the marks."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CLOSERS = {"“": "”", "„": "“”", "«": "»", "「": "」", "『": "』", '"': '"'}
_MARKS = '“”„«»「」『』"'
_OPEN = re.compile(r'[“„«「『]|(?<=[\s(\[—–:>])"')
_LINE_QUOTE = re.compile(r"[ \t]{0,3}>[ \t]?")
_MARKUP = re.compile(r"[*_`~]|==|\[\[(?:[^\]|\n]*\|)?|\]\]|\[\d{1,4}\]")
_CITATION = re.compile(r"\[\d{1,4}\]")
_WORDS = re.compile(r"\w+")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LONGEST_QUOTE = 1200
SHORTEST_QUOTE = 12
SHORTEST_DENSE_QUOTE = 5


def plain(text: str) -> str:
    """Text without emphasis marks, link brackets and citations, with single spaces."""
    return " ".join(_MARKUP.sub("", text).split())


def _spaced(text: str) -> str:
    return " ".join(_CITATION.sub("", text).split())


def is_claim(quote: str) -> bool:
    """Whether the words claim to be somebody's; one or two short words in quotes are only emphasis."""
    shortest = SHORTEST_DENSE_QUOTE if _DENSE.search(quote) else SHORTEST_QUOTE
    return len(_WORDS.findall(quote)) > 2 or len(quote) >= shortest


def _bare(quote: str) -> str:
    return quote.strip(_MARKS + " ").rstrip(".,;:!?…。，！？、").rstrip()


class QuoteGate:
    """Takes pieces of an answer and gives them back with false quotes turned into plain text.

    A quote is held back until it closes, its line ends, or it grows past `LONGEST_QUOTE`.
    """

    def __init__(self, sources: Iterable[str]) -> None:
        texts = tuple(sources)
        self._exact, self._plain = tuple(_spaced(s) for s in texts), tuple(plain(s) for s in texts)
        self._held = ""
        self._before = "\n"

    def feed(self, text: str) -> str:
        """The text that is certain by now; may be empty."""
        self._held += text
        return self._drain(last=False)

    def flush(self) -> str:
        """What was held back, at the end of the answer."""
        return self._drain(last=True)

    def verbatim(self, quote: str) -> bool:
        """Whether the words stand in one of the sources, marks and closing punctuation aside."""
        exact, words = _bare(_spaced(quote)), _bare(plain(quote))
        if not is_claim(words):
            return True
        return any(exact in s for s in self._exact) or any(words in s for s in self._plain)

    def _drain(self, *, last: bool) -> str:
        out: list[str] = []
        while self._held and (piece := self._step(last=last)) is not None:
            if piece:
                self._before = piece[-1]
                out.append(piece)
        return "".join(out)

    def _step(self, *, last: bool) -> str | None:
        """Moves on by one piece; None when more text is needed first."""
        start = self._held.lstrip(" \t")[:1]
        if self._before == "\n" and (start == ">" or (not start and not last)):
            return self._line_quote(last=last)
        opening = _OPEN.search(self._before + self._held, 1)
        if opening is None:
            return self._take(len(self._held))
        at = opening.start() - 1
        return self._take(at) if at else self._inline_quote(last=last)

    def _take(self, end: int) -> str:
        """Up to `end`, or to the end of the line: the next line may be a quote."""
        end = self._held.find("\n", 0, end) + 1 or end
        piece, self._held = self._held[:end], self._held[end:]
        return piece

    def _line_end(self) -> int | None:
        """Where the held line ends, None while it may still grow."""
        line = self._held.find("\n")
        if line < 0:
            return LONGEST_QUOTE if len(self._held) > LONGEST_QUOTE else None
        return min(line, LONGEST_QUOTE)

    def _inline_quote(self, *, last: bool) -> str | None:
        line = self._line_end()
        limit = len(self._held) if line is None else line
        ends = (self._held.find(closer, 1, limit) for closer in _CLOSERS[self._held[0]])
        end = min((at for at in ends if at > 0), default=0)
        if end:
            whole, self._held = self._held[: end + 1], self._held[end + 1 :]
            return whole if self.verbatim(whole) else whole[1:-1]
        if line is None and not last:
            return None
        self._held = self._held[1:]
        return ""

    def _line_quote(self, *, last: bool) -> str | None:
        line = self._line_end()
        if line is None and not last:
            return None
        whole = self._take(len(self._held) if line is None else line + 1)
        mark = _LINE_QUOTE.match(whole)
        return whole if mark is None or self.verbatim(whole[mark.end() :]) else whole[mark.end() :]
