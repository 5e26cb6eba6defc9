"""What crosses the boundaries of the chat: conversations, messages, runs, citations, proposals, stream events."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from coaching_app.ai import proposals

# How long a proposed task may be, for the form that changes it.
TITLE_LENGTH, WHY_LENGTH = proposals.TITLE_LENGTH, proposals.WHY_LENGTH

RunStatus = Literal["running", "done", "stopped", "failed"]
SourceState = Literal["current", "changed", "removed"]
ProposalStatus = Literal["open", "accepted", "declined"]

TWIN = "rules"


@dataclass(frozen=True, slots=True)
class ConversationItem:
    """A conversation in a list."""

    id: str
    title: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage the coach was given; `text` is empty once the note is removed.

    Lines count from 1, characters from 0, both in the version of the note with this hash; `state` says whether
    the note still is that version.
    """

    ref: int
    note_id: str
    label: str
    note_sha256: str
    start_line: int
    end_line: int
    start_char: int
    end_char: int
    text: str
    state: SourceState
    is_cited: bool


@dataclass(frozen=True, slots=True)
class ProposalItem:
    """A change the coach proposes; `result_id` is what came of it once accepted."""

    id: str
    run_id: str
    tool: str
    title: str
    why: str
    due: str
    status: ProposalStatus
    result_id: str | None = None


@dataclass(frozen=True, slots=True)
class RunItem:
    """The making of one answer; `text` is what was said so far, `failure` a sentence for the person."""

    id: str
    conversation_id: str
    question_id: str
    status: RunStatus
    provider: str
    model: str
    input_tokens: int
    output_tokens: int
    text: str = ""
    failure_kind: str = ""
    failure: str = ""
    is_retryable: bool = False

    @property
    def is_twin(self) -> bool:
        """Whether this came from the built-in rules, without AI."""
        return self.provider == TWIN


@dataclass(frozen=True, slots=True)
class MessageItem:
    """A message; a question carries its run while that has not led to an answer."""

    id: str
    role: Literal["person", "coach"]
    text: str
    created_at: datetime
    run: RunItem | None = None
    citations: tuple[Citation, ...] = ()
    proposals: tuple[ProposalItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Posted:
    """A question that was taken, and the run that answers it."""

    conversation_id: str
    message_id: str
    run_id: str


@dataclass(frozen=True, slots=True)
class Said:
    """More of the answer; `end` counts the characters of the whole answer up to here."""

    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Remarked:
    """Something worth showing that does not end the answer."""

    message: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The end of a run that was finished or stopped; no message when it was stopped before the first word."""

    status: RunStatus
    message_id: str | None
    citations: tuple[Citation, ...] = ()
    proposals: tuple[ProposalItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Broke:
    """The end of a run that failed."""

    message: str
    is_retryable: bool


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing happened for a while; the line is alive."""


RunEvent = Said | Remarked | Answered | Broke | Idle


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a run needs to know before it asks: the conversation so far, oldest first, and whether AI may be used."""

    question: str
    turns: tuple[tuple[str, str], ...]
    is_ai_allowed: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """What a run brought: everything that is stored at its end."""

    status: RunStatus
    text: str
    failure: str = ""
    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    proposals: tuple[tuple[str, dict[str, object]], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation as the list shows it."""

    id: str = ""
    title: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A passage as the panel shows it; `href` is empty once the note is removed."""

    ref: int = 0
    label: str = ""
    lines: str = ""
    excerpt: str = ""
    href: str = ""
    state: str = "current"
    is_cited: bool = False


@dataclass(frozen=True, slots=True)
class Sources:
    """What the coach saw for one answer; `rows` is what it cites, or everything when it cites nothing."""

    answer_id: str = ""
    count: int = 0
    rows: tuple[SourceRow, ...] = ()
    more: tuple[SourceRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposed task as its card shows it."""

    id: str = ""
    title: str = ""
    why: str = ""
    due: str = ""
    due_label: str = ""
    status: str = "open"
    href: str = ""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message as the page shows it: `html` is ours and safe, `text` is what the person wrote.

    `trouble` says why a question has no answer, `note` what is special about an answer; `partial` is what was said
    of an answer that failed.
    """

    id: str = ""
    role: str = "person"
    text: str = ""
    html: str = ""
    label: str = ""
    note: str = ""
    trouble: str = ""
    partial: str = ""
    run_id: str = ""
    can_retry: bool = False
    sources: int = 0
    proposals: tuple[ProposalRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation as the page shows it; `running` is the run that is being answered now."""

    id: str = ""
    title: str = ""
    messages: tuple[MessageRow, ...] = ()
    earlier: str = ""
    running: str = ""
    sources: Sources = Sources()


@dataclass(frozen=True, slots=True)
class SharedConversation:
    """A conversation that its owner lets somebody else read, in a list."""

    id: str
    title: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class SharedMessage:
    """One thing said in it, as safe HTML."""

    id: str
    role: str
    html: str


@dataclass(frozen=True, slots=True)
class SharedTalk:
    """The same with what was said."""

    id: str
    title: str
    messages: tuple[SharedMessage, ...]
