"""Picks guided questions that fit the kind of question a person asked."""

from __future__ import annotations

import re
from collections.abc import Callable

from coaching_app.ai.providers.rules.words import fold
from coaching_app.core.i18n import gettext as _

# Folded trigger words by kind, most telling kind first. Scripts without spaces match anywhere.
KINDS: tuple[tuple[str, str], ...] = (
    (
        "plan",
        (
            "plan plans goal goals next todo task tasks start begin decide step steps want intend remind "
            "planear meta metas objetivo tarea tareas empezar quiero plan ziel aufgabe objectif tache "
            "计划 目標 目标 任务 開始 予定 したい やる 계획 목표 خطة هدف أريد תוכנית מטרה"
        ),
    ),
    (
        "feelings",
        (
            "feel feels feeling feelings felt afraid angry anxious ashamed glad grateful happy hurt joy "
            "lonely sad stressed tired worried worry overwhelmed sentir siento sentimientos triste feliz "
            "miedo ansioso cansado gefuhl traurig angst triste heureux peur 感觉 心情 难过 害怕 気持ち "
            "悲しい 不安 嬉しい 기분 슬퍼 أشعر حزين خائف מרגיש עצוב"
        ),
    ),
    ("why", "why reason cause because porque warum pourquoi 为什么 為什麼 なぜ どうして 왜 لماذا למה מדוע"),
    ("how", "how como wie comment 怎么 怎麼 如何 どうやって どのように 어떻게 كيف איך כיצד"),
    (
        "date",
        (
            "when date day week month year january february march april may june july august september "
            "october november december monday tuesday wednesday thursday friday saturday sunday yesterday "
            "cuando fecha mayo enero ayer wann quand 什么时候 何时 いつ 언제 متى מתי"
        ),
    ),
    (
        "who",
        (
            "who whom whose father mother dad mum mom wife husband son daughter brother sister friend "
            "friends boss mentor pastor quien padre madre amigo hermano hermana wer vater mutter qui pere "
            "mere 谁 父亲 母亲 朋友 誰 父 母 友達 누구 아버지 어머니 من أبي أمي מי אבא אמא"
        ),
    ),
    ("what", "what which que cual was quoi 什么 何 무엇 ماذا ما מה"),
)
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def kinds_of(question: str) -> tuple[str, ...]:
    """Every kind the question shows, most telling first; `open` when none."""
    folded = fold(question)
    words = set(re.findall(r"\w+", folded))
    found = tuple(
        kind for kind, triggers in KINDS if any(_shows(t, folded, words) for t in fold(triggers).split())
    )
    return found or ("open",)


def _shows(trigger: str, folded: str, words: set[str]) -> bool:
    return trigger in folded if _DENSE.search(trigger) else trigger in words


def guided_questions(question: str, earlier_turns: int) -> tuple[str, ...]:
    """Two or three questions; the choice moves on with the conversation so that none comes back at once."""
    kinds = kinds_of(question)
    first = _QUESTIONS[kinds[0]]()
    start = earlier_turns % len(first)
    rotated = first[start:] + first[:start]
    second = _QUESTIONS[kinds[1]]() if len(kinds) > 1 else ()
    return (*rotated[:2], *second[earlier_turns % 2 :][:1])


def _plan() -> tuple[str, ...]:
    return (
        _("What is the smallest step you could finish this week?"),
        _("How will you notice that it worked?"),
        _("What could get in the way, and what would you do then?"),
        _("Who could you tell about it?"),
    )


def _feelings() -> tuple[str, ...]:
    return (
        _("Where do you notice this feeling most during the day?"),
        _("What helped the last time you felt like this?"),
        _("What would you say to a friend who felt the same?"),
    )


def _why() -> tuple[str, ...]:
    return (
        _("What else was going on around that time?"),
        _("If the reason you think of first were not the whole story, what else could be part of it?"),
        _("What would change if you knew the answer?"),
    )


def _how() -> tuple[str, ...]:
    return (
        _("What have you tried already, and what came of it?"),
        _("What is one thing you could try differently next time?"),
        _("Who do you know that has managed something similar?"),
    )


def _date() -> tuple[str, ...]:
    return (
        _("What was happening just before and just after?"),
        _("What has changed since then?"),
        _("Is there a day you would like to come back to this?"),
    )


def _who() -> tuple[str, ...]:
    return (
        _("What would you like this person to know?"),
        _("What do you appreciate in them, and what is hard?"),
        _("When could the two of you talk next?"),
    )


def _what() -> tuple[str, ...]:
    return (
        _("Which of these matters most to you today?"),
        _("What is missing here that you would add now?"),
        _("What would you like to do with this?"),
    )


def _open() -> tuple[str, ...]:
    return (
        _("What makes this important to you right now?"),
        _("What would a good outcome look like?"),
        _("What is one small next step?"),
    )


_QUESTIONS: dict[str, Callable[[], tuple[str, ...]]] = {
    "plan": _plan,
    "feelings": _feelings,
    "why": _why,
    "how": _how,
    "date": _date,
    "who": _who,
    "what": _what,
    "open": _open,
}
