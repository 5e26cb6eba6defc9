"""The Anthropic provider against aimock, a fake that knows nothing of ours: a second opinion on the wire."""

import asyncio
from contextlib import aclosing

import pytest

from coaching_app.ai.protocol import FailureKind, Finished, StopReason, TextDelta, ToolProposal
from coaching_app.ai.registry import choose_provider
from coaching_app.core.settings import Settings
from tests.support.patience import PATIENCE
from tests.support.prompts import Heard, listen, prompt

DONE = Finished(StopReason.COMPLETE)


def provider(aimock):
    return choose_provider(
        Settings(
            _env_file=None, anthropic_api_key="sk-test", anthropic_base_url=aimock.address,
            ai_timeout_seconds=PATIENCE, ai_max_attempts=2,
        )
    )  # fmt: skip


async def answer(aimock, question) -> Heard:
    heard = await listen(provider(aimock), prompt(question))
    assert heard.keeps_the_protocol(), heard.events
    return heard


async def test_an_answer_with_usage_and_every_script(aimock):
    heard = await answer(aimock, "please plan my week")
    assert heard.text == "Here is a plan:\n1. Run\n2. Write — très bien 目標 [1]"
    assert len(heard.of(TextDelta)) > 1
    assert (heard.usage.input_tokens, heard.usage.output_tokens) == (41, 17)
    assert heard.last == DONE


async def test_text_and_a_proposal(aimock):
    heard = await answer(aimock, "propose something")
    task = {"title": "Call my father", "why": "You miss him.", "due": "2026-12-01"}
    assert heard.text == "You could call him."
    assert heard.proposals == [ToolProposal("propose_task", task)]
    assert heard.last == DONE


async def test_a_proposal_alone(aimock):
    heard = await answer(aimock, "only a tool")
    assert (heard.text, len(heard.proposals), heard.last) == ("", 1, DONE)


async def test_thinking_is_not_shown(aimock):
    heard = await answer(aimock, "think")
    assert (heard.text, heard.last) == ("42", DONE)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("overload", FailureKind.OVERLOADED),
        ("wrong key", FailureKind.UNAUTHORISED),
        ("too many", FailureKind.RATE_LIMITED),
        ("break off", FailureKind.CUT_OFF),
        ("hang up", FailureKind.CUT_OFF),
    ],
)
async def test_trouble(aimock, question, kind):
    heard = await answer(aimock, question)
    assert heard.last.kind is kind


async def test_many_at_once(aimock):
    heard = await asyncio.gather(*(answer(aimock, "plan my week") for _ in range(20)))
    assert {one.last for one in heard} == {DONE}


async def test_leaving_early_is_clean(aimock):
    async with aclosing(provider(aimock).stream(prompt("plan my week"))) as events:
        async for event in events:
            if isinstance(event, TextDelta):
                break
