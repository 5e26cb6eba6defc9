"""Streams an answer, trying again only while the person has not seen a word of it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from contextlib import aclosing
from itertools import chain
from typing import TYPE_CHECKING

from coaching_app.ai.failures import failed
from coaching_app.ai.protocol import (
    Failed,
    FailureKind,
    Finished,
    Notice,
    NoticeKind,
    Prompt,
    ProviderEvent,
    Started,
    StopReason,
    TextDelta,
)
from coaching_app.ai.providers.anthropic.config import AnthropicConfig
from coaching_app.ai.providers.anthropic.faults import Fault, fault_of
from coaching_app.ai.providers.anthropic.folding import Folding
from coaching_app.ai.providers.anthropic.request import messages, system_blocks, tools
from coaching_app.ai.providers.anthropic.sdk import connected
from coaching_app.ai.providers.anthropic.wire import EventBuffer, Trouble
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import speaking
from coaching_app.core.logging import get_logger

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic, AsyncStream
    from anthropic.types import RawMessageStreamEvent

NAME = "anthropic"
log = get_logger(__name__)
_dice = secrets.SystemRandom()
# Once text was shown, these all mean the same to the person.
_CUT_AFTER_TEXT = frozenset(
    {FailureKind.OVERLOADED, FailureKind.RATE_LIMITED, FailureKind.UNREACHABLE, FailureKind.UNKNOWN}
)


class AnthropicProvider:
    """Anthropic's Messages API as a provider."""

    name = NAME

    def __init__(self, config: AnthropicConfig) -> None:
        self._config = config

    async def stream(self, prompt: Prompt) -> AsyncGenerator[ProviderEvent]:
        """Answer with the model; see the protocol for the order of events."""
        yield Started(self._config.model)
        deadline = asyncio.get_running_loop().time() + self._config.deadline_seconds
        async with (
            connected(self._config) as client,
            aclosing(_with_retries(client, self._config, prompt, deadline)) as events,
        ):
            async for event in events:
                yield event


async def _with_retries(
    client: AsyncAnthropic, config: AnthropicConfig, prompt: Prompt, deadline: float
) -> AsyncGenerator[ProviderEvent]:
    for attempt in range(1, config.max_attempts + 1):
        folding = Folding(config.model, prompt.locale)
        fault: Fault | None = None
        try:
            async with aclosing(_attempt(client, config, prompt, folding, deadline)) as events:
                async for event in events:
                    yield event
            if folding.ending() is FailureKind.CUT_OFF:
                fault = Fault(FailureKind.CUT_OFF, again=True)
        except Exception as error:  # noqa: BLE001 - every fault becomes a closing event, never an exception
            fault = fault_of(error)
            log.warning("ai_attempt_failed", kind=fault.kind, error=type(error).__name__, attempt=attempt)
        wait = _pause(config, attempt, fault, deadline)
        if fault is None or folding.text_seen or attempt == config.max_attempts or wait is None:
            for event in _closing(folding, fault, prompt.locale):
                yield event
            return
        yield _waiting(prompt.locale)
        await asyncio.sleep(wait)


async def _attempt(
    client: AsyncAnthropic,
    config: AnthropicConfig,
    prompt: Prompt,
    folding: Folding,
    deadline: float,
) -> AsyncGenerator[ProviderEvent]:
    """One request; ends when the answer does, raises what the SDK or the line raises."""
    from anthropic import APIStatusError

    async with asyncio.timeout_at(deadline):
        stream = await _open(client, config, prompt)
    async with stream:
        kind = stream.response.headers.get("content-type", "")
        if not kind.startswith("text/event-stream"):
            raise ValueError("the answer is no event stream")
        buffer = EventBuffer()
        chunks = stream.response.aiter_bytes()
        try:
            while not folding.done and (chunk := await _next(chunks, deadline)):
                for ours in _joined(folding.fold(event) for event in buffer.feed(chunk)):
                    yield ours
        except Trouble as trouble:
            raise APIStatusError("", response=stream.response, body=trouble.body) from None


async def _next(chunks: AsyncIterator[bytes], deadline: float) -> bytes:
    """What came on the line at once; nothing at its end."""
    async with asyncio.timeout_at(deadline):
        return await anext(chunks, b"")


def _joined(batches: Iterable[tuple[ProviderEvent, ...]]) -> Iterator[ProviderEvent]:
    """The same events with neighbouring pieces of text as one; what was said before trouble comes first."""
    said: list[str] = []
    try:
        for event in chain.from_iterable(batches):
            if isinstance(event, TextDelta):
                said.append(event.text)
                continue
            if said:
                yield TextDelta("".join(said))
                said.clear()
            yield event
    except Exception:
        if said:
            yield TextDelta("".join(said))
        raise
    if said:
        yield TextDelta("".join(said))


async def _open(
    client: AsyncAnthropic, config: AnthropicConfig, prompt: Prompt
) -> AsyncStream[RawMessageStreamEvent]:
    from anthropic import omit

    return await client.messages.create(
        model=config.model,
        max_tokens=prompt.max_output_tokens,
        system=system_blocks(prompt),
        messages=messages(prompt),
        tools=tools(prompt.tools) or omit,
        stream=True,
    )


def _pause(config: AnthropicConfig, attempt: int, fault: Fault | None, deadline: float) -> float | None:
    """Seconds before the next attempt, with full jitter; None when there should be none."""
    if fault is None or not fault.again:
        return None
    jitter = _dice.uniform(0, config.first_wait_seconds * 2 ** (attempt - 1))
    wait = jitter + (fault.wait or 0)
    left = deadline - asyncio.get_running_loop().time()
    return wait if wait <= config.longest_wait_seconds and wait < left else None


def _waiting(locale: str) -> Notice:
    with speaking(locale):
        return Notice(NoticeKind.WAITING, _("The AI service is busy. Trying again…"))


def _closing(folding: Folding, fault: Fault | None, locale: str) -> tuple[ProviderEvent, ...]:
    """Proposals of a whole answer, the bill, and the one last event."""
    bill = (folding.totals(),) if folding.usage else ()
    if fault is not None:
        return (*bill, _failed(folding, fault, locale))
    ending = folding.ending()
    if isinstance(ending, StopReason):
        return (*folding.proposals(), *bill, Finished(ending))
    return (*bill, failed(ending, locale))


def _failed(folding: Folding, fault: Fault, locale: str) -> Failed:
    kind = fault.kind
    if folding.text_seen and kind in _CUT_AFTER_TEXT:
        kind = FailureKind.CUT_OFF
    seconds = None if fault.wait is None else max(1, round(fault.wait))
    return failed(kind, locale, retry_after=seconds, lasting=fault.lasting)
