"""The Anthropic provider against a real HTTP server: good answers, every recorded stream, proposals, usage."""

import json

import pytest

from coaching_app.ai.guard import Guarded
from coaching_app.ai.protocol import (
    Failed,
    FailureKind,
    Finished,
    NoticeKind,
    Started,
    StopReason,
    ToolProposal,
    Turn,
    Usage,
)
from coaching_app.ai.providers.anthropic import AnthropicConfig, AnthropicProvider
from tests.support import anthropic_fake as fake
from tests.support.patience import PATIENT
from tests.support.prompts import GARDEN, Heard, listen, prompt


def provider(server, **more) -> Guarded:
    patience = {**PATIENT, "first_wait_seconds": 0.01, **more}
    return Guarded(
        AnthropicProvider(
            AnthropicConfig(api_key="sk-test", model="claude-asked", base_url=server.address, **patience)
        )
    )


async def answer(server, *scenarios, asked=None, **more) -> Heard:
    server.play(*scenarios)
    heard = await listen(provider(server, **more), asked or prompt())
    assert heard.keeps_the_protocol(), heard.events
    return heard


async def test_an_answer_streams_with_its_usage(fake_anthropic):
    heard = await answer(fake_anthropic, fake.text("He called on Sunday [1]. How was that?"))
    assert heard.text == "He called on Sunday [1]. How was that?"
    assert len(heard.events) > 5
    assert heard.events[0] == Started("claude-asked")
    assert heard.usage == Usage(12, 7, model="claude-fake-1")
    assert heard.last == Finished(StopReason.COMPLETE)


async def test_the_request_carries_key_system_passages_and_tool(fake_anthropic):
    earlier = (Turn("assistant", "Welcome"), Turn("user", "Hi"), Turn("assistant", "Hello"))
    await answer(fake_anthropic, fake.text("Yes."), asked=prompt(before=earlier))
    (exchange,) = fake_anthropic.exchanges
    body = exchange.body
    assert exchange.path == "/v1/messages"
    assert exchange.headers["authorization"] == "Bearer sk-test"
    assert body["stream"] is True
    assert body["system"][0]["cache_control"] == {"type": "ephemeral"}
    assert [message["role"] for message in body["messages"]] == ["user", "assistant", "user"]
    passages, context, question = (block["text"] for block in body["messages"][-1]["content"])
    assert GARDEN.text in passages
    assert "untrusted" in passages
    assert "2026-11-21" in context
    assert question == prompt().question
    assert body["tools"][0]["name"] == "propose_task"


@pytest.mark.parametrize(
    ("name", "said", "ending"),
    [
        ("basic", "Hello there!", Finished(StopReason.COMPLETE)),
        ("compaction", "Hello there!", Finished(StopReason.COMPLETE)),
        ("fallback", "Hello there!", Finished(StopReason.COMPLETE)),
        ("fallback_credit", "Hello there!", Finished(StopReason.COMPLETE)),
        ("tool_use", "I'll check the current weather in Paris for you.", Finished(StopReason.COMPLETE)),
        (
            "incomplete_partial_json",
            (
                "I'll create a comprehensive tax guide for someone with multiple W2s and save it in a file "
                "called taxes.txt. Let me do that for you now."
            ),
            Finished(StopReason.LENGTH),
        ),
    ],
)
async def test_every_recorded_stream_is_read(fake_anthropic, name, said, ending):
    heard = await answer(fake_anthropic, fake.replay(name))
    assert heard.text == said
    assert heard.last == ending
    assert len(fake_anthropic.exchanges) == 1


async def test_a_fallback_is_billed_to_the_model_that_answered(fake_anthropic):
    heard = await answer(fake_anthropic, fake.replay("fallback"))
    assert heard.usage.model == "claude-sonnet-4-5"


async def test_a_refusal_is_said_plainly_and_not_retried(fake_anthropic):
    heard = await answer(fake_anthropic, fake.replay("refusal"))
    assert isinstance(heard.last, Failed)
    assert heard.last.kind is FailureKind.REFUSED
    assert not heard.last.retryable
    assert len(fake_anthropic.exchanges) == 1


@pytest.mark.parametrize("name", ["tool_use", "incomplete_partial_json"])
async def test_a_tool_that_was_not_offered_is_dropped_with_a_remark(fake_anthropic, name):
    heard = await answer(fake_anthropic, fake.replay(name))
    assert not heard.proposals
    assert [notice.kind for notice in heard.events if hasattr(notice, "kind")] == [
        NoticeKind.PROPOSAL_DROPPED
    ]


TASK = {"title": "Call my father", "why": "You said you miss him.", "due": "2026-11-27"}


async def test_a_proposal_arrives_with_checked_arguments(fake_anthropic):
    events = fake.whole(
        "Good idea.", *fake.tool_block("propose_task", json.dumps(TASK)), stop_reason="tool_use"
    )
    heard = await answer(fake_anthropic, fake.stream(events))
    assert heard.proposals == [ToolProposal("propose_task", TASK)]


@pytest.mark.parametrize(
    "written",
    [
        '{"title": "Call',
        "[1]",
        "",
        json.dumps({"title": "x"}),
        json.dumps({**TASK, "due": "soon"}),
        json.dumps({**TASK, "due": "2026-02-30"}),
        json.dumps({**TASK, "is_admin": True}),
        json.dumps({**TASK, "title": "x" * 201}),
        json.dumps({**TASK, "title": {"$ne": 1}}),
    ],
)
async def test_a_bad_proposal_is_dropped_with_a_remark_and_the_text_stays(fake_anthropic, written):
    events = fake.whole("Good idea.", *fake.tool_block("propose_task", written))
    heard = await answer(fake_anthropic, fake.stream(events))
    assert heard.text == "Good idea."
    assert not heard.proposals
    assert sum(getattr(event, "kind", "") is NoticeKind.PROPOSAL_DROPPED for event in heard.events) == 1
    assert heard.last == Finished(StopReason.COMPLETE)


async def test_only_one_proposal_per_answer(fake_anthropic):
    tools = [
        *fake.tool_block("propose_task", json.dumps(TASK), 1),
        *fake.tool_block("propose_task", json.dumps(TASK), 2),
    ]
    heard = await answer(fake_anthropic, fake.stream(fake.whole("Two.", *tools)))
    assert len(heard.proposals) == 1


async def test_no_proposal_from_an_answer_that_broke_off(fake_anthropic):
    events = fake.whole("Good idea.", *fake.tool_block("propose_task", json.dumps(TASK)))
    heard = await answer(fake_anthropic, fake.cut(events, len(events) - 1))
    assert not heard.proposals
    assert heard.last.kind is FailureKind.CUT_OFF


async def test_thinking_and_unknown_events_are_not_shown(fake_anthropic):
    thinking = {"type": "thinking", "thinking": "", "signature": ""}
    events = [
        *fake.opening(),
        fake.event("content_block_start", index=0, content_block=thinking),
        fake.event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": "SECRET"}),
        fake.event("content_block_delta", index=0, delta={"type": "signature_delta", "signature": "x"}),
        fake.event("content_block_stop", index=0),
        fake.event("brand_new_event", payload={"anything": [1, 2]}),
        fake.event("content_block_start", index=1, content_block={"type": "hologram", "depth": 3}),
        fake.event("content_block_delta", index=1, delta={"type": "hologram_delta", "photons": 9}),
        b": a comment\n\n",
        *fake.text_block("Shown.", 2),
        *fake.closing(),
    ]
    heard = await answer(fake_anthropic, fake.stream(events))
    assert heard.text == "Shown."
    assert heard.last == Finished(StopReason.COMPLETE)


async def test_the_length_limit_is_an_ending_not_a_failure(fake_anthropic):
    heard = await answer(fake_anthropic, fake.stream(fake.whole("Cut sh", stop_reason="max_tokens")))
    assert heard.last == Finished(StopReason.LENGTH)


async def test_a_huge_event_arrives_whole(fake_anthropic):
    long = "wort " * 400_000
    events = [*fake.opening(), *fake.text_block(long, size=len(long)), *fake.closing()]
    heard = await answer(fake_anthropic, fake.stream(events))
    assert heard.text == long


@pytest.mark.parametrize("size", [1, 2, 3, 50])
async def test_invented_citations_and_quotes_do_not_reach_the_person(fake_anthropic, size):
    said = (
        "Sunday [1], [9] and [2, 7]. You wrote “My father called on Sunday.” [1] and “I hate my father deeply”."
        "\n> We talked about the garden. [1]\n> We talked about money.\n"
    )
    events = [*fake.opening(), *fake.text_block(said, size=size), *fake.closing()]
    heard = await answer(fake_anthropic, fake.stream(events))
    assert heard.text == (
        "Sunday [1], and [2]. You wrote “My father called on Sunday.” [1] and I hate my father deeply."
        "\n> We talked about the garden. [1]\nWe talked about money.\n"
    )


async def test_half_characters_and_odd_text_can_be_asked(fake_anthropic):
    heard = await answer(fake_anthropic, fake.text("Fine."), asked=prompt("broken \ud83d \x00 text"))
    assert heard.text == "Fine."
