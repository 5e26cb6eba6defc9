"""Composes the twin's answer and streams it in small pieces."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from coaching_app.ai.proposals import PROPOSE_TASK
from coaching_app.ai.protocol import (
    Finished,
    Prompt,
    ProviderEvent,
    Started,
    StopReason,
    TextDelta,
    ToolProposal,
    Usage,
)
from coaching_app.ai.providers.rules.care import care_text, is_danger
from coaching_app.ai.providers.rules.evidence import Quote, choose, closest
from coaching_app.ai.providers.rules.guidance import guided_questions
from coaching_app.ai.providers.rules.intention import propose
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import speaking

NAME = "rules"
# A few words at a time; scripts without spaces are cut every twelve characters.
_PIECE = re.compile(r"(?:\S{1,12}(?=\S{12})|\S+\s*|\s+){1,4}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the twin says and what it proposes."""

    text: str
    proposal: ToolProposal | None


def compose(prompt: Prompt) -> Answer:
    """The whole answer; the same prompt always gives the same one."""
    with speaking(prompt.locale):
        if is_danger(prompt.question):
            return Answer(care_text(), None)
        offered = any(tool.name == PROPOSE_TASK.name for tool in prompt.tools)
        proposal = propose(prompt.question, prompt.passages, prompt.today) if offered else None
        earlier = sum(turn.role == "user" for turn in prompt.turns) - 1
        parts = (
            _evidence(prompt, asked=proposal is None),
            _questions(prompt.question, earlier),
            _offer() if proposal else "",
        )
        return Answer("\n\n".join(part for part in parts if part), proposal)


def _evidence(prompt: Prompt, *, asked: bool) -> str:
    """The quotes; somebody who stated an intention rather than asked is not told that nothing was found."""
    if quotes := choose(prompt.question, prompt.passages):
        return _quoted(_("This is what your notes say about it:"), quotes)
    if not asked:
        return ""
    if quotes := closest(prompt.passages):
        intro = _("Your notes do not answer this in so many words. The closest I found:")
        return _quoted(intro, quotes)
    return "\n\n".join(
        (
            _("I found nothing about this in your notes."),
            _("You could ask in other words, write a note about it, or import more of your notes."),
        )
    )


def _quoted(intro: str, quotes: tuple[Quote, ...]) -> str:
    return "\n\n".join((intro, *(f"> {q.sentence.text} [{q.passage.ref}]" for q in quotes)))


def _questions(question: str, earlier: int) -> str:
    asked = "\n".join(f"- {text}" for text in guided_questions(question, earlier))
    return _("Some questions to think further:") + "\n\n" + asked


def _offer() -> str:
    return _("I put a task below that follows from this. You can accept, change or decline it.")


class RulesProvider:
    """The twin as a provider."""

    name = NAME

    async def stream(self, prompt: Prompt) -> AsyncGenerator[ProviderEvent]:
        """Answer from the passages alone."""
        yield Started(NAME)
        answer = compose(prompt)
        for piece in _PIECE.findall(answer.text):
            yield TextDelta(piece)
            await asyncio.sleep(0)  # other people's events get their turn, and a stop takes effect
        if answer.proposal:
            yield answer.proposal
        yield Usage(0, 0, model=NAME)
        yield Finished(StopReason.COMPLETE)
