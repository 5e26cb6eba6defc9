"""Holds every provider to the protocol: order of events, honest citations and quotes, sound proposals."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from coaching_app.ai.citations import CitationGate
from coaching_app.ai.failures import failed
from coaching_app.ai.protocol import (
    Failed,
    FailureKind,
    Finished,
    Notice,
    NoticeKind,
    Prompt,
    Provider,
    ProviderEvent,
    Started,
    TextDelta,
    ToolProposal,
    Usage,
)
from coaching_app.ai.quotes import QuoteGate
from coaching_app.ai.tool_schema import problems
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import speaking
from coaching_app.core.logging import get_logger

log = get_logger(__name__)


class Guarded:
    """A provider with the guard around it; made by the registry, so that none can be used without."""

    def __init__(self, inner: Provider) -> None:
        self._inner = inner

    @property
    def name(self) -> str:
        """The inner provider's name."""
        return self._inner.name

    def stream(self, prompt: Prompt) -> AsyncGenerator[ProviderEvent]:
        """The inner answer, checked on the way."""
        return guarded(self._inner.stream(prompt), prompt, self._inner.name)


class _TextGates:
    """Citations first, quotes second: a quote is compared without its marks anyway."""

    def __init__(self, prompt: Prompt) -> None:
        self._citations = CitationGate(passage.ref for passage in prompt.passages)
        said = [turn.text for turn in prompt.turns if turn.role == "user"]
        titles = [passage.note_title for passage in prompt.passages]
        self._quotes = QuoteGate([*(passage.text for passage in prompt.passages), *titles, *said])

    def feed(self, text: str) -> str:
        return self._quotes.feed(self._citations.feed(text))

    def flush(self) -> str:
        return self._quotes.feed(self._citations.flush()) + self._quotes.flush()


class _ProposalGate:
    """Lets one proposal through, when its tool was offered and its arguments fit."""

    def __init__(self, prompt: Prompt) -> None:
        self._tools = {tool.name: tool for tool in prompt.tools}
        self._locale = prompt.locale
        self._seen = False

    def check(self, proposal: ToolProposal) -> ProviderEvent | None:
        tool = self._tools.get(proposal.name)
        wrong = problems(tool.schema, proposal.arguments) if tool else ["no such tool"]
        if wrong:
            log.warning("proposal_dropped", known=tool is not None, problems=len(wrong))
            return dropped_proposal(self._locale)
        if self._seen:
            return None
        self._seen = True
        return proposal


def dropped_proposal(locale: str) -> Notice:
    """The remark in place of a proposal that could not be read."""
    with speaking(locale):
        text = _("The coach tried to suggest something, but it arrived incomplete.")
    return Notice(NoticeKind.PROPOSAL_DROPPED, text)


async def guarded(
    events: AsyncGenerator[ProviderEvent], prompt: Prompt, name: str
) -> AsyncGenerator[ProviderEvent]:
    """Pass the events on; whatever the provider does, the answer ends with one closing event."""
    text, proposals = _TextGates(prompt), _ProposalGate(prompt)
    ending: ProviderEvent | None = None
    usage: Usage | None = None
    started = False
    try:
        async with aclosing(events):
            async for event in events:
                if not started and not isinstance(event, Started):
                    yield Started(name)
                started = True
                if isinstance(event, Finished | Failed):
                    ending = event
                    break
                if isinstance(event, Usage):
                    usage = event
                    continue
                for passed in _checked(event, text.feed, proposals.check):
                    yield passed
    except Exception as error:  # noqa: BLE001 - the contract: a bug of a provider never escapes to the page
        log.error("provider_broke", provider=name, error=type(error).__name__)  # noqa: TRY400 - a traceback's message may hold a person's words
        ending = failed(FailureKind.UNKNOWN, prompt.locale)
    if not started:
        yield Started(name)
    if rest := text.flush():
        yield TextDelta(rest)
    if usage:
        yield usage
    yield ending or failed(FailureKind.CUT_OFF, prompt.locale)


def _checked(
    event: ProviderEvent,
    feed: Callable[[str], str],
    check: Callable[[ToolProposal], ProviderEvent | None],
) -> tuple[ProviderEvent, ...]:
    if isinstance(event, TextDelta):
        certain = feed(event.text)
        return (TextDelta(certain),) if certain else ()
    if isinstance(event, ToolProposal):
        passed = check(event)
        return (passed,) if passed else ()
    return (event,)
