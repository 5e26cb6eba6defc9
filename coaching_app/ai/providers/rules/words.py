"""Cuts text of any script into comparable terms and into sentences that stay verbatim."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_DENSE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_RUN = re.compile(rf"[{_DENSE}]+|[^\W_{_DENSE}]+(?:['’][^\W_{_DENSE}]+)*")
_DENSE_RUN = re.compile(rf"[{_DENSE}]+")
# A lone letter or digit, and two kana of grammar, say nothing about a subject either.
_EMPTY = re.compile(r"[0-9a-z\u0400-\u04ff]|[\u3041-\u309f]{2}")
_KEPT_MARKS = frozenset("\u3099\u309a")  # Japanese voicing marks make other letters

_STOPWORDS = """
    a about after all am an and any are as at be been but by can could did do does doing for from
    get had has have he her here him his how i if in into is it its just let me more most my
    no not of on one or our out own please really said say says she should so some tell than that think know
    the their them then there these they this to up us was we were what when where which who whom
    whose why will with would wrote you your note notes
    que cual como cuando donde quien por para con sin los las del una uno unos unas el la lo de
    en es son fue ser y o a mi mis tu tus su sus se me te nos yo ha he dije sobre nota notas
    le les des du et est dans pour sur je tu il elle nous vous mon ma mes
    我 你 的 是 了 在 有 什 么 麼 怎 吗 嗎 说 說 写 寫 過 过 何 私 書 言 事
    der die das und ist ich mein meine was wer wie wann warum uber
"""
# Words that say nothing about the subject of a question.
STOPWORDS = frozenset(_STOPWORDS.split())


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case without accents, so that `Más` finds `mas`."""
    split = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    kept = (c for c in split if c in _KEPT_MARKS or unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", "".join(kept))


def terms(text: str) -> tuple[str, ...]:
    """Folded words; where a script has no spaces, pairs of neighbours and single ideographs."""
    found: list[str] = []
    for run in _RUN.findall(fold(text)):
        if _DENSE_RUN.fullmatch(run):
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
            found.extend(c for c in run if "\u3400" <= c <= "\u9fff" or len(run) == 1)
        else:
            found.append(run)
    return tuple(found)


def subject_terms(text: str) -> tuple[str, ...]:
    """The terms that carry the subject, each once, in order; all terms when nothing else is left."""
    every = tuple(dict.fromkeys(terms(text)))
    subject = tuple(term for term in every if term not in STOPWORDS and not _EMPTY.fullmatch(term))
    return subject or every


def same(wanted: str, term: str) -> bool:
    """Whether two terms are the same word or close forms of one, such as `prayer` and `prayers`."""
    if wanted == term:
        return True
    shorter, longer = sorted((wanted, term), key=len)
    return (
        len(shorter) >= 4
        and len(longer) - len(shorter) <= 3
        and longer.startswith(shorter[:-1])
        and (longer.startswith(shorter) or len(shorter) >= 5)
    )


@dataclass(frozen=True, slots=True)
class Sentence:
    """A verbatim piece of a text; `line` counts from 0 within it."""

    text: str
    line: int


_FENCE = re.compile(r"^\s*(```|~~~)")
_SKIPPED_LINE = re.compile(r"^\s*(?:---+|\*\*\*+|===+|#{1,6}\s.*|!\[.*|\|?[\s:|-]+\|?|<!--.*|%%.*)\s*$")
_LIST_MARK = re.compile(
    r"^\s*(?:>\s*)*(?:(?:[-*+•]|\d{1,3}[.)])\s+)?(?:\[[^\]]\]\s+)?(?:\[![\w-]+\][+-]?\s*)?"
)
_SENTENCE = re.compile(r".+?(?:[.!?…]+(?=[\s\"'”’»)]|$)[\"'”’»)]*|[。！？]+[」』”]?|$)")
_CITATION_LIKE = re.compile(r"\[\d{1,4}(?:\s*,\s*\d{1,4})*\]")
LONGEST_SENTENCE = 320


def _properties_end(lines: list[str]) -> int:
    """How many lines at the top of a note are its properties; all up to a gap when they have no end."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    ends = (number for number, line in enumerate(lines) if number and line.rstrip() in {"---", "..."})
    gaps = (number for number, line in enumerate(lines) if not line.strip())
    return next(ends, None) or next(gaps, len(lines))


def sentences(text: str, *, top: bool = False) -> tuple[Sentence, ...]:
    """The sentences of a Markdown passage, without headings, rules, tables' lines, images and code.

    `top`: the passage begins a note, so properties at its head are left out as well.
    """
    found: list[Sentence] = []
    fenced = False
    lines = text.splitlines()
    skipped = _properties_end(lines) if top else 0
    for number, line in enumerate(lines):
        if number < skipped:
            continue
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and line.strip() and not _SKIPPED_LINE.match(line):
            found.extend(Sentence(piece, number) for piece in _pieces(line))
    return tuple(found)


def _pieces(line: str) -> list[str]:
    mark = _LIST_MARK.match(line)
    body = line[mark.end() :] if mark else line
    # What looks like a citation inside a note must not be taken for one of the answer's.
    parts = [part for part in _CITATION_LIKE.split(body) if part.strip()]
    cut = [_shortened(s.strip()) for part in parts for s in _SENTENCE.findall(part)]
    return [piece for piece in cut if _RUN.search(piece)]


def _shortened(sentence: str) -> str:
    """A verbatim beginning of a very long sentence, ending between words where there are any."""
    if len(sentence) <= LONGEST_SENTENCE:
        return sentence
    head = sentence[:LONGEST_SENTENCE]
    return head.rsplit(" ", 1)[0] if " " in head else head
