"""Notices words of acute danger, where no quote, question or task is the right answer."""

from __future__ import annotations

from coaching_app.ai.providers.rules.words import fold
from coaching_app.core.i18n import gettext as _

# Said in the first person; a word alone would also meet people who write about helping others.
_PHRASES = tuple(
    fold(phrase)
    for phrase in (
        "kill myself", "killing myself", "end my life", "ending my life", "take my life", "want to die",
        "wish i was dead", "wish i were dead", "hurt myself", "harm myself", "cut myself",
        "don't want to live", "do not want to live", "don't want to be alive", "better off without me",
        "better off dead", "no reason to live", "i am suicidal", "i'm suicidal", "feel suicidal",
        "matarme", "quitarme la vida", "quiero morir", "hacerme daño", "no quiero vivir", "suicidarme",
        "me tuer", "me suicider", "envie de mourir", "me faire du mal",
        "mich umbringen", "nicht mehr leben", "will sterben", "mir etwas antun",
        "想自杀", "想自殺", "不想活", "想死", "伤害自己", "傷害自己", "死にたい", "消えたい", "自殺したい",
        "죽고 싶", "자살하고", "أقتل نفسي", "أريد أن أموت", "أنهي حياتي", "להתאבד", "רוצה למות",
    )
)  # fmt: skip


def is_danger(text: str) -> bool:
    """Whether somebody may be in danger; errs on the side of yes."""
    folded = " ".join(fold(text.replace("’", "'")).split())
    return any(phrase in folded for phrase in _PHRASES)


def care_text() -> str:
    """What to say instead of coaching, in the current language."""
    return "\n\n".join(
        (
            _("This sounds very hard, and I am not the right help for it. A person is."),
            _(
                "If you might be in danger now, please call your local emergency number. "
                "Please also tell someone you trust, today, what you just wrote to me."
            ),
            _("You do not have to explain it well. Saying that it is bad is enough."),
        )
    )
