"""Prompts and a collector that AI tests share."""

from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import date

from coaching_app.ai.prompts import coach_system
from coaching_app.ai.proposals import PROPOSE_TASK
from coaching_app.ai.protocol import (
    Failed,
    Finished,
    Passage,
    Prompt,
    Provider,
    ProviderEvent,
    Started,
    TextDelta,
    ToolProposal,
    Turn,
    Usage,
)

TODAY = date(2026, 11, 21)  # a Saturday
GARDEN = Passage(
    1, "n1", "May journal", "Journal/May.md", 10, 14,
    "# May\nMy father called on Sunday. We talked about the garden.\n- [ ] Write dad a letter 📅 2026-12-01\n"
    "I felt calm afterwards.",
)  # fmt: skip
GARDEN_JA = Passage(2, "n2", "五月", "日記/五月.md", 1, 1, "父と庭の話をした。明日は雨かもしれない。")


def prompt(
    question: str = "What did my father say about the garden?",
    *passages: Passage,
    tools=(PROPOSE_TASK,),
    **more,
) -> Prompt:
    more.setdefault("today", TODAY)
    given = passages or (GARDEN, GARDEN_JA)
    turns = (*more.pop("before", ()), Turn("user", question))
    return Prompt(coach_system(), turns, more.pop("given", given), tools, **more)


@dataclass
class Heard:
    """One answer, taken apart."""

    events: list[ProviderEvent] = field(default_factory=list)

    def of(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def text(self) -> str:
        return "".join(event.text for event in self.of(TextDelta))

    @property
    def proposals(self) -> list[ToolProposal]:
        return self.of(ToolProposal)

    @property
    def usage(self) -> Usage:
        (usage,) = self.of(Usage)
        return usage

    @property
    def last(self) -> ProviderEvent:
        return self.events[-1]

    def keeps_the_protocol(self) -> bool:
        endings = self.of((Finished, Failed))
        return (
            isinstance(self.events[0], Started)
            and len(self.of(Started)) == 1
            and endings == [self.events[-1]]
            and len(self.of(Usage)) <= 1
        )


async def listen(provider: Provider, asked: Prompt) -> Heard:
    heard = Heard()
    async with aclosing(provider.stream(asked)) as events:
        async for event in events:
            heard.events.append(event)
    return heard
