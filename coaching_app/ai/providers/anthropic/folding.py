"""Folds the vendor's stream events into ours: text at once, proposals only when the answer is whole."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import cast

from coaching_app.ai.guard import dropped_proposal
from coaching_app.ai.protocol import (
    FailureKind,
    ProviderEvent,
    StopReason,
    TextDelta,
    ToolProposal,
    Usage,
)
from coaching_app.ai.providers.anthropic.wire import Event
from coaching_app.ai.tool_schema import mapping

_LENGTH = frozenset({"max_tokens", "model_context_window_exceeded"})


@dataclass(slots=True)
class _ToolCall:
    name: str
    given: object
    written: list[str] = field(default_factory=list[str])
    closed: bool = False

    def proposal(self) -> ToolProposal | None:
        """The call as a proposal, None when its arguments broke off or are no object."""
        text = "".join(self.written)
        if not self.closed:
            return None
        try:
            arguments = json.loads(text) if text.strip() else self.given
        except ValueError:
            return None
        if not isinstance(arguments, dict):
            return None
        return ToolProposal(self.name, cast("dict[str, object]", arguments))


@dataclass(slots=True)
class Folding:
    """One attempt's answer so far."""

    model: str
    locale: str
    text_seen: bool = False
    done: bool = False
    stop_reason: str = ""
    usage: dict[str, int] = field(default_factory=dict[str, int])
    _calls: dict[object, _ToolCall] = field(default_factory=dict[object, _ToolCall])

    def fold(self, event: Event) -> tuple[ProviderEvent, ...]:
        """Our events for one of theirs; unknown kinds give nothing."""
        match event.get("type"):
            case "content_block_delta":
                return self._delta(event.get("index"), mapping(event.get("delta")))
            case "content_block_start":
                return self._block(event.get("index"), mapping(event.get("content_block")))
            case "content_block_stop":
                if call := self._calls.get(event.get("index")):
                    call.closed = True
            case "message_start":
                message = _required(event, "message")
                self.model = str(message.get("model") or self.model)
                self._count(message.get("usage"))
            case "message_delta":
                delta = _required(event, "delta")
                self.stop_reason = str(delta.get("stop_reason") or self.stop_reason)
                self._count(event.get("usage"))
            case "message_stop":
                self.done = True
            case _:
                pass
        return ()

    def _block(self, index: object, block: Event) -> tuple[ProviderEvent, ...]:
        kind = block.get("type")
        if kind == "text":
            return self._text(block.get("text", ""))
        if kind == "tool_use":
            self._calls[index] = _ToolCall(str(block.get("name", "")), block.get("input"))
        if kind == "fallback":
            # Another model took over; the bill names it.
            self.model = str(mapping(block.get("to")).get("model") or self.model)
        return ()

    def _delta(self, index: object, delta: Event) -> tuple[ProviderEvent, ...]:
        kind = delta.get("type")
        if kind == "text_delta":
            return self._text(delta.get("text", ""))
        if kind == "input_json_delta" and (call := self._calls.get(index)):
            call.written.append(str(delta.get("partial_json", "")))
        return ()

    def _text(self, text: object) -> tuple[ProviderEvent, ...]:
        if not isinstance(text, str):
            raise TypeError("text is not a string")
        if not text:
            return ()
        self.text_seen = True
        return (TextDelta(text),)

    def _count(self, usage: object) -> None:
        """Keep the newest total of each kind; the closing event repeats or corrects the first."""
        counts = mapping(usage)
        for name in _COUNTED:
            value = counts.get(name)
            if isinstance(value, int) and not isinstance(value, bool):
                self.usage[name] = value

    def proposals(self) -> tuple[ProviderEvent, ...]:
        """What the answer proposed; a remark where a proposal broke off."""
        found = (call.proposal() for call in self._calls.values())
        return tuple(proposal or dropped_proposal(self.locale) for proposal in found)

    def totals(self) -> Usage:
        """The counts for the bill."""
        counted = (self.usage.get(name, 0) for name in _COUNTED)
        return Usage(*counted, model=self.model)

    def ending(self) -> StopReason | FailureKind:
        """How the answer ended, in our words."""
        if not self.done:
            return FailureKind.CUT_OFF
        if self.stop_reason == "refusal":
            return FailureKind.REFUSED
        if not self.text_seen and self.stop_reason == "model_context_window_exceeded":
            return FailureKind.TOO_LONG
        if not self.text_seen and not self._calls:
            return FailureKind.MALFORMED
        return StopReason.LENGTH if self.stop_reason in _LENGTH else StopReason.COMPLETE


def _required(event: Event, name: str) -> Event:
    part = event.get(name)
    if not isinstance(part, dict):
        raise ValueError(f"an event without its {name}")  # noqa: TRY004 - the line is at fault, not a type of ours
    return cast("Event", part)


# In the order of Usage's fields.
_COUNTED = (
    "input_tokens",
    "output_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
)
