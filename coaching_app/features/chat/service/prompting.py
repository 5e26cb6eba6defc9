"""Puts together what a run asks: the conversation within a budget, the passages, the day where the person is."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.ai.prompts import coach_system
from coaching_app.ai.proposals import PROPOSE_TASK
from coaching_app.ai.protocol import Passage, Prompt, Turn
from coaching_app.core.clock import now
from coaching_app.core.settings import get_settings
from coaching_app.db.sealed import unseal
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import local_day
from coaching_app.features.chat.schemas import Remembered
from coaching_app.features.knowledge.schemas import RetrievedPassage
from coaching_app.models import AnswerRun, Message, Tenant

HISTORY_CHARACTERS = 16_000
HISTORY_MESSAGES = 30
_MARK = re.compile(r"[ \t]*\[\d{1,4}\]")


async def remember(db: AsyncSession, run: AnswerRun) -> Remembered:
    """The question, what was said before it, and whether the tenant allows AI."""
    question = (await db.scalars(select(Message).where(col(Message.id) == run.question_id))).one()
    query = (
        select(Message)
        .where(
            col(Message.conversation_id) == run.conversation_id,
            col(Message.created_at) < question.created_at,
            col(Message.id) != question.id,
        )
        .order_by(col(Message.created_at).desc(), col(Message.id).desc())
        .limit(HISTORY_MESSAGES)
    )
    earlier = [(row.role, unseal(row, "text", row.text)) for row in (await db.scalars(query)).all()]
    allowed = await db.scalar(select(col(Tenant.ai_enabled)).where(col(Tenant.id) == run.tenant_id))
    return Remembered(
        question=unseal(question, "text", question.text),
        turns=_within_budget(earlier),
        is_ai_allowed=bool(allowed),
    )


def _within_budget(newest_first: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """As many of the last messages as fit, oldest first, beginning with the person."""
    kept: list[tuple[str, str]] = []
    room = HISTORY_CHARACTERS
    for role, text in newest_first:
        room -= len(text)
        if room < 0:
            break
        # The numbers of earlier answers would point at the passages of this one.
        kept.append((role, _MARK.sub("", text) if role == "coach" else text))
    while kept and kept[-1][0] == "coach":
        kept.pop()
    return tuple(reversed(kept))


def compose(actor: Actor, known: Remembered, found: tuple[RetrievedPassage, ...]) -> Prompt:
    """The prompt; passages are numbered from 1 in the order they were found."""
    earlier = (Turn("user" if role == "person" else "assistant", text) for role, text in known.turns)
    return Prompt(
        system=coach_system(),
        turns=(*earlier, Turn("user", known.question)),
        passages=tuple(
            Passage(
                ref=number,
                note_id=passage.note_id,
                note_title=passage.note_title,
                path=passage.path,
                start_line=passage.start_line,
                end_line=passage.end_line,
                text=passage.text,
            )
            for number, passage in enumerate(found, start=1)
        ),
        tools=(PROPOSE_TASK,),
        locale=actor.language,
        max_output_tokens=get_settings().ai_max_output_tokens,
        today=local_day(now(), actor.time_zone),
    )
