"""Ranks the passages of notes by how much they say about a question; pure, for a thread."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from coaching_app.domain.passages import Passage, split_passages
from coaching_app.domain.search_text import index_text
from coaching_app.features.knowledge.schemas import RetrievedPassage

_MOST_PER_NOTE = 3
_LONGEST_NOTE = 200_000
_SATURATION = 1.2
_LENGTH_PULL = 0.5
_HEADING_BONUS = 0.6
_TITLE_BONUS = 0.4

_STOP_WORDS = """
    a about above after again all also am an and any are as at be because been before being but by can
    could did do does doing don for from further get got had has have having he her here hers him his
    how i if in into is it its just let like ll me more most my myself no nor not now of off on once
    only or other our ours out over own please re really said same say says she should so some such tell
    than that the their theirs them then there these they this those through to too under until up ve
    very was we were what when where which while who whom why will with would write wrote written you
    your yours note notes think thought thoughts mention mentioned anything something al algo como con
    cual cuando cuándo de del desde dije donde dónde durante e el ella en entre era es esa ese eso esta
    este esto fue ha había hay he la las le les lo los más me mi mis muy nada ni no nos o para pero por
    porque qué que quién quien se ser si sí sin sobre son su sus te tengo ti tiene tu tus un una uno
    unos y ya yo nota notas escribí qu quel quelle est et je tu il elle nous vous mon ma mes des du le
    les dans pour sur der die das und ist ich mein meine was wer wie wann wo happen happened happening
    happens
"""
_STOP = frozenset(_STOP_WORDS.split())
_FOLDED_STOP = frozenset(index_text(" ".join(sorted(_STOP))).split()) | _STOP


@dataclass(frozen=True, slots=True)
class Candidate:
    """A note that may have something to say; `score` is what the search index thinks of it, 0 to 1."""

    note_id: str
    title: str
    path: str
    sha256: str
    text: str
    score: float


def content_words(question: str) -> tuple[str, ...]:
    """The words of a question that carry its subject, as the index knows them and cut to their stem."""
    words = dict.fromkeys(_stem(word) for word in index_text(question).split() if word not in _FOLDED_STOP)
    return tuple(word for word in words if len(word) > 1 or not word.isascii())


def _stem(word: str) -> str:
    """English and Spanish plurals lose their ending; the index is asked for what begins like this."""
    return word[:-1] if word.isascii() and len(word) > 4 and word.endswith("s") else word


def rank(candidates: Sequence[Candidate], words: Sequence[str], limit: int) -> tuple[RetrievedPassage, ...]:
    """The best passages, at most three of a note; without words the first of each note."""
    pool = [
        (candidate, passage, _counts(passage.text, words))
        for candidate in candidates
        for passage in split_passages(candidate.text[:_LONGEST_NOTE])
    ]
    if not words:
        return _pick([(c.score - 0.001 * p.start_line, c, p) for c, p, _counts in pool], limit)
    seen = Counter(word for _c, _p, counts in pool for word, count in counts.items() if count)
    weights = {word: math.log(1 + len(pool) / (1 + seen[word])) for word in words}
    average = sum(len(passage.text) for _c, passage, _counts in pool) / max(1, len(pool))
    scored = [
        (_score(candidate, passage, counts, weights, average), candidate, passage)
        for candidate, passage, counts in pool
    ]
    return _pick([entry for entry in scored if entry[0] > 0], limit)


def _counts(text: str, words: Sequence[str]) -> dict[str, int]:
    tokens = Counter(index_text(text).split())
    return {word: _occurrences(tokens, word) for word in words}


def _occurrences(tokens: Counter[str], word: str) -> int:
    if len(word) < 4 or not word.isascii():
        return tokens[word]
    return sum(count for token, count in tokens.items() if token.startswith(word))


def _score(
    candidate: Candidate, passage: Passage, counts: dict[str, int], weights: dict[str, float], average: float
) -> float:
    length = 1 - _LENGTH_PULL + _LENGTH_PULL * len(passage.text) / max(1.0, average)
    body = sum(
        weights[word] * count * (1 + _SATURATION) / (count + _SATURATION * length)
        for word, count in counts.items()
        if count
    )
    heading = _named(" ".join(passage.heading_path), weights)
    title = _named(candidate.title, weights)
    if not body and not heading and not title:
        return 0.0
    # A passage under a fitting heading says something even where it does not repeat the word.
    return (body + _HEADING_BONUS * heading + _TITLE_BONUS * title) * (1 + 0.3 * candidate.score)


def _named(name: str, weights: dict[str, float]) -> float:
    tokens = Counter(index_text(name).split())
    return sum(weight for word, weight in weights.items() if _occurrences(tokens, word))


def _pick(scored: Sequence[tuple[float, Candidate, Passage]], limit: int) -> tuple[RetrievedPassage, ...]:
    ordered = sorted(scored, key=lambda entry: (-entry[0], entry[1].note_id, entry[2].start_char))
    taken: Counter[str] = Counter()
    found: list[RetrievedPassage] = []
    for score, candidate, passage in ordered:
        if len(found) == limit:
            break
        if taken[candidate.note_id] < _MOST_PER_NOTE:
            taken[candidate.note_id] += 1
            found.append(_retrieved(score, candidate, passage))
    return tuple(found)


def _retrieved(score: float, candidate: Candidate, passage: Passage) -> RetrievedPassage:
    return RetrievedPassage(
        note_id=candidate.note_id,
        note_title=candidate.title,
        path=candidate.path,
        note_sha256=candidate.sha256,
        start_line=passage.start_line,
        end_line=passage.end_line,
        start_char=passage.start_char,
        end_char=passage.end_char,
        text=passage.text,
        heading_path=passage.heading_path,
        score=round(score, 4),
    )
