"""Keeps an answer's citations honest while it streams: every `[n]` points at a passage that was given."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MARK = re.compile(r"[ \t]*\[(\d{1,4}(?:[ ]*,[ ]*\d{1,4})*)\]")
_UNFINISHED = re.compile(r"[ \t]*(?:\[[\d, ]{0,24})?\Z")
_ONE = re.compile(r"\[(\d{1,4})\]")


def cited_refs(text: str) -> tuple[int, ...]:
    """The passage numbers an answer cites, each once, in order of appearance."""
    return tuple(dict.fromkeys(int(number) for number in _ONE.findall(text)))


class CitationGate:
    """Takes pieces of text and gives them back with unknown marks left out.

    The end of a piece is held back while it could still become a mark.
    """

    def __init__(self, refs: Iterable[int]) -> None:
        self._refs = frozenset(refs)
        self._held = ""

    def feed(self, text: str) -> str:
        """The text that is certain by now; may be empty."""
        self._held += text
        match = _UNFINISHED.search(self._held)
        cut = match.start() if match else len(self._held)
        certain, self._held = self._held[:cut], self._held[cut:]
        return _MARK.sub(self._known, certain)

    def flush(self) -> str:
        """What was held back, at the end of the answer."""
        rest, self._held = self._held, ""
        return _MARK.sub(self._known, rest)

    def _known(self, match: re.Match[str]) -> str:
        numbers = [int(number) for number in match[1].split(",")]
        marks = "".join(f"[{number}]" for number in numbers if number in self._refs)
        space = match[0][: match[0].index("[")]
        return space + marks if marks else ""
