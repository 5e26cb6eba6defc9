"""Finds an intention in a person's words or notes and turns it into one proposed task."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from coaching_app.ai.proposals import PROPOSE_TASK, TITLE_LENGTH, WHY_LENGTH
from coaching_app.ai.protocol import Passage, ToolProposal
from coaching_app.ai.providers.rules.care import is_danger
from coaching_app.ai.providers.rules.due import find_due
from coaching_app.ai.providers.rules.evidence import relevant
from coaching_app.ai.providers.rules.guidance import kinds_of
from coaching_app.ai.providers.rules.words import fold, sentences
from coaching_app.core.i18n import gettext as _

LONGEST_TITLE = 100

# Each pattern leaves what is intended in its last group.
_SAID = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bremind me (?:that I (?:need|have) )?to (.+)",
        r"\bI(?:(?:'d| would) (?:really )?like| (?:really )?(?:want|need|plan|intend|hope|have|ought)) to (.+)",
        r"\bI(?:'m| am) (?:going|planning|hoping) to (.+)",
        r"\bI (?:really )?(?:should|must) (?!not\b|have\b)(.+)",
        r"\bmy (?:goal|plan|intention|next step) is to (.+)",
        r"\brecu[ée]rdame (?:que )?(.+)",
        r"\b(?:quiero|necesito|debo|deber[íi]a|tengo que|voy a|planeo) (?=\w+[aeií]r(?:[mts]e|l[oae]s?|nos)?\b)(.+)",
        r"\bmi (?:meta|objetivo|plan) es (.+)",
        r"\brappelle-moi (?:de |d['’])(.+)",
        r"\b(?:je (?:veux|dois|vais|voudrais|compte)|j['’]aimerais) (.+)",
        r"\berinnere mich(?: daran)?,? (.+)",
        r"\bich (?:will|möchte|muss|sollte|werde) (.+)",
        r"(?:提醒我|我想要?|我要|我打算|我应该|我應該|我必须|我必須|我计划|我計劃)(.+)",
        r"(?:أريد أن|اريد ان|أنوي أن|يجب أن|ذكرني أن) (.+)",
        r"(?:אני (?:רוצה|צריך|צריכה|מתכנן|מתכננת)|תזכיר לי) (.+)",
        r"(.+(?:たい|つもり|べき|なければならない))(?:です|だ|と思.*)?$",
        r"(.+(?:하고 싶|해야|려고 )\S*)$",
    )
)
_REMINDER = re.compile(
    r"\bremind me\b|recu[ée]rdame|rappelle-moi|erinnere mich|提醒我|ذكرني|תזכיר לי", re.IGNORECASE
)
# Wanting to know, be or feel something is a question, not a task.
_NOT_A_TASK = re.compile(
    r"(?:know|see|understand|find out|ask|hear|be|feel|remember|say|tell you|look at|die|"
    r"saber|ver|entender|preguntar|ser|estar|sentir|recordar|savoir|voir|comprendre|être|"
    r"wissen|verstehen|sehen|知道|了解|看看|问|問)(?:\b|(?<=[\u3400-\u9fff]))",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[.!?;](?=\s|$)|[。！？；]|\s[-–—]\s|,?\s(?:because|so that|but|since|although|and I|porque|para que|"
    r"pero|parce que|mais|weil|aber)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_OPEN_TASK = re.compile(r"^\s*(?:>\s*)*[-*+]\s+\[ \]\s+(\S.*)$")
_LIST_ITEM = re.compile(r"^\s*(?:>\s*)*(?:[-*+]|\d{1,3}[.)])\s+(?!\[.\]\s)(\S.*)$")
_IMPERATIVE_WORDS = """
    ask book buy call check choose clean contact create decide draft email finish fix follow invite
    join learn make meet message organise organize pay plan practice practise pray prepare read
    schedule send set share sign start stop study talk tell text thank try update visit walk write
    llamar llama escribir escribe leer lee comprar compra enviar envia preparar prepara orar hablar
    habla terminar termina empezar empieza pedir pide visitar visita
"""
_IMPERATIVES = frozenset(_IMPERATIVE_WORDS.split())
_TASK_MARKS = re.compile(r"\s*(?:[📅⏳🛫✅➕❌]\ufe0f?\s*[\d-]*|🔁[^📅⏳🛫✅➕]*|[⏫🔼🔽🔺⏬]\ufe0f?)")
_TASK_FIELDS = re.compile(r"\s*\[\w+::[^\]]*\]|\s\^[\w-]+$|(?<!\S)#[\w/-]+")
_LINKS = re.compile(r"!?\[\[(?:[^\]|\n]*\|)?([^\]\n]*)\]\]|!?\[([^\]\n]*)\]\([^)\n]*\)")
_EMPHASIS = re.compile(r"\*\*|__|==|~~|`|(?<!\w)[*_]|[*_](?!\w)")


@dataclass(frozen=True, slots=True)
class Intention:
    """What somebody means to do: the raw words, and why we think so (translated)."""

    words: str
    why: str


def propose(question: str, passages: tuple[Passage, ...], today: date | None) -> ToolProposal | None:
    """One task that follows from the question, else from a passage that fits it; None when there is none."""
    if is_danger(question):
        return None
    for intention in (*_asked(question), *_noted(question, passages)):
        if proposal := _proposal(intention, today):
            return proposal
    return None


def _asked(question: str) -> Iterator[Intention]:
    for words, whole in _said(question):
        yield Intention(words, _("You wrote: “{words}”").format(words=_cut(whole, WHY_LENGTH - 60)))


def _noted(question: str, passages: tuple[Passage, ...]) -> Iterator[Intention]:
    """Open tasks first, then lists of things to do, then sentences that state an intention."""
    planning = kinds_of(question)[0] == "plan"
    safe = tuple(passage for passage in passages if not is_danger(passage.text))
    for read in (_open_task, _thing_to_do):
        for passage in safe:
            for number, line in enumerate(passage.text.splitlines()):
                item = read(line)
                if item and (planning or relevant(question, item)):
                    yield Intention(item, _from_note(passage, number))
    for passage in safe:
        for sentence in sentences(passage.text, top=passage.start_line == 1):
            for words, _whole in _said(sentence.text):
                if relevant(question, words):
                    yield Intention(words, _from_note(passage, sentence.line))


def _from_note(passage: Passage, offset: int) -> str:
    title = _cut(passage.note_title, 120)
    line = passage.start_line + offset
    return _("From your note “{title}”, line {line}.").format(title=title, line=line)


def _open_task(line: str) -> str:
    match = _OPEN_TASK.match(line)
    return match[1] if match else ""


def _thing_to_do(line: str) -> str:
    """A list item that begins with a verb of doing."""
    match = _LIST_ITEM.match(line)
    if match is None:
        return ""
    first = fold(match[1]).split(maxsplit=1)[0].strip("*_.,:;")
    return match[1] if first in _IMPERATIVES else ""


def _said(text: str) -> Iterator[tuple[str, str]]:
    for sentence in sentences(text):
        whole = sentence.text.replace("’", "'")
        if whole.rstrip().endswith(("?", "？", "؟")) and not _REMINDER.search(whole):
            continue
        for pattern in _SAID:
            match = pattern.search(whole)
            if match and not _NOT_A_TASK.match(match[1]):
                yield match[1], sentence.text
                break


def _proposal(intention: Intention, today: date | None) -> ToolProposal | None:
    words = _LINKS.sub(lambda m: m[1] or m[2] or "", intention.words)
    due = find_due(words, today)
    if due:
        words = f"{words[: due.start]} {words[due.end :]}"
    title = _title(words)
    if not title:
        return None
    arguments: dict[str, object] = {"title": title, "why": intention.why}
    if due:
        arguments["due"] = due.day.isoformat()
    return ToolProposal(PROPOSE_TASK.name, arguments)


def _title(words: str) -> str:
    bare = _TASK_FIELDS.sub("", _TASK_MARKS.sub(" ", words))
    bare = _EMPHASIS.sub("", bare)
    clause = _CLAUSE_END.split(bare.strip(), maxsplit=1)[0]
    title = _cut(" ".join(clause.split()).strip(' ,.;:!?…。！？、-–—"“”'), min(LONGEST_TITLE, TITLE_LENGTH))
    return title[:1].upper() + title[1:] if len(title) >= 2 else ""


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    head = text[:length]
    return head.rsplit(" ", 1)[0] if " " in head else head
