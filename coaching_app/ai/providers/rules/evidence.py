"""Chooses the sentences of the passages that speak most to a question."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from coaching_app.ai.protocol import Passage
from coaching_app.ai.providers.rules.words import Sentence, same, sentences, subject_terms, terms

MOST_QUOTES = 3
MOST_PER_PASSAGE = 2
FEWEST_TERMS = 3


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim sentence with the passage it comes from."""

    passage: Passage
    sentence: Sentence

    @property
    def line(self) -> int:
        """The line in the note, from 1."""
        return self.passage.start_line + self.sentence.line


@dataclass(frozen=True, slots=True)
class _Candidate:
    quote: Quote
    hits: frozenset[str]
    order: int


def choose(question: str, passages: tuple[Passage, ...]) -> tuple[Quote, ...]:
    """Up to three sentences that share words with the question, best first; ties keep the given order.

    A word that few sentences have counts more than one that many have.
    """
    candidates = _candidates(subject_terms(question), passages)
    spread = Counter(term for candidate in candidates for term in candidate.hits)
    best = sorted(
        (c for c in candidates if c.hits),
        key=lambda c: (-_weight(c, spread), c.order),
    )
    return _varied([candidate.quote for candidate in best])


def _weight(candidate: _Candidate, spread: Counter[str]) -> float:
    """A bare name or link says little, however well it matches."""
    rarity = sum(1 / (1 + spread[term]) for term in sorted(candidate.hits))
    return rarity if len(terms(candidate.quote.sentence.text)) >= FEWEST_TERMS else rarity / 4


def closest(passages: tuple[Passage, ...]) -> tuple[Quote, ...]:
    """The first sentence of the first passages, for when no word is shared: search found them somehow."""
    firsts = (next(iter(sentences(p.text, top=p.start_line == 1)), None) for p in passages)
    found = [Quote(p, s) for p, s in zip(passages, firsts, strict=True) if s is not None]
    return tuple(found[:2])


def relevant(question: str, text: str) -> bool:
    """Whether a text shares a subject word with the question."""
    return bool(_hits(subject_terms(question), text))


def _candidates(wanted: tuple[str, ...], passages: tuple[Passage, ...]) -> list[_Candidate]:
    quotes = [
        Quote(passage, s)
        for passage in passages
        for s in sentences(passage.text, top=passage.start_line == 1)
    ]
    return [
        _Candidate(quote, _hits(wanted, quote.sentence.text), order) for order, quote in enumerate(quotes)
    ]


def _hits(wanted: tuple[str, ...], text: str) -> frozenset[str]:
    there = set(terms(text))
    return frozenset(w for w in wanted if w in there or any(same(w, term) for term in there))


def _varied(quotes: list[Quote]) -> tuple[Quote, ...]:
    """Not all from one passage, and no sentence twice."""
    chosen: list[Quote] = []
    for quote in quotes:
        from_here = sum(1 for other in chosen if other.passage.ref == quote.passage.ref)
        repeated = any(other.sentence.text == quote.sentence.text for other in chosen)
        if from_here < MOST_PER_PASSAGE and not repeated:
            chosen.append(quote)
    return tuple(chosen[:MOST_QUOTES])
