"""The shapes every AI provider takes and gives: a prompt in, a stream of small frozen events out."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal, Protocol

DEFAULT_OUTPUT_TOKENS = 2000


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation, oldest first in a prompt."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of one of the person's notes; `ref` is the number an answer cites, lines count from 1."""

    ref: int
    note_id: str
    note_title: str
    path: str
    start_line: int
    end_line: int
    text: str


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """Something a provider may propose; `schema` is a JSON schema with `type: object`."""

    name: str
    description: str
    schema: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Prompt:
    """Everything a provider sees.

    The last turn is the person's question. `today` is the person's own calendar day, used for
    words such as "tomorrow"; without it no relative date is resolved.
    """

    system: str
    turns: tuple[Turn, ...]
    passages: tuple[Passage, ...] = ()
    tools: tuple[ToolSpec, ...] = ()
    locale: str = "en"
    max_output_tokens: int = DEFAULT_OUTPUT_TOKENS
    today: date | None = None

    def __post_init__(self) -> None:
        if not self.turns or self.turns[-1].role != "user" or not self.turns[-1].text.strip():
            raise ValueError("the last turn must be a question of the person")
        refs = [passage.ref for passage in self.passages]
        if len(set(refs)) != len(refs) or any(ref < 1 for ref in refs):
            raise ValueError("passages need different numbers from 1 up")

    @property
    def question(self) -> str:
        """What the person asked last."""
        return self.turns[-1].text


class StopReason(StrEnum):
    """Why an answer ended well."""

    COMPLETE = "complete"
    LENGTH = "length"


class FailureKind(StrEnum):
    """Why an answer ended badly; `failures.sentence` says each to the person."""

    UNAUTHORISED = "unauthorised"
    RATE_LIMITED = "rate_limited"
    OVERLOADED = "overloaded"
    TIMEOUT = "timeout"
    CUT_OFF = "cut_off"
    MALFORMED = "malformed"
    REFUSED = "refused"
    TOO_LONG = "too_long"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"


class NoticeKind(StrEnum):
    """Things worth showing that do not end the answer."""

    WAITING = "waiting"
    PROPOSAL_DROPPED = "proposal_dropped"


@dataclass(frozen=True, slots=True)
class Started:
    """Always the first event, before any network call; the model that was asked for."""

    model: str


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the answer; all pieces joined are the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolProposal:
    """Something the person may accept; the arguments already fit the tool's schema."""

    name: str
    arguments: dict[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Notice:
    """A passing remark for the person, already translated; an answer may be read without it."""

    kind: NoticeKind
    message: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Totals of the whole run, at most once, just before the last event; `model` really answered."""

    input_tokens: int
    output_tokens: int
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    model: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer is whole (or was ended by the length limit)."""

    stop_reason: StopReason


@dataclass(frozen=True, slots=True)
class Failed:
    """The answer stopped; `message` is a translated sentence, `retry_after` seconds when known.

    Text that came before stays valid. A retry starts a new answer from the beginning.
    """

    kind: FailureKind
    message: str
    retryable: bool
    retry_after: int | None = None


ProviderEvent = Started | TextDelta | ToolProposal | Notice | Usage | Finished | Failed


class Provider(Protocol):
    """A source of answers: `Started` first, exactly one `Finished` or `Failed` last, never an exception.

    Read it inside `contextlib.aclosing`, so that leaving the loop early ends the work at once.
    """

    @property
    def name(self) -> str:
        """The registry's name."""
        ...

    def stream(self, prompt: Prompt) -> AsyncGenerator[ProviderEvent]:
        """Answer the prompt."""
        ...
