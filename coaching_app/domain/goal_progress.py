"""Computes how far a goal is, by a formula that is said in words beside the number."""

from dataclasses import dataclass
from typing import Final

from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext

WAYS: Final = ("tasks", "milestones", "measure", "evidence")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a goal's progress is computed from; `amount` is what its counted evidence adds to the measure."""

    tasks_done: int = 0
    tasks: int = 0
    milestones_done: int = 0
    milestones: int = 0
    evidence_accepted: int = 0
    evidence: int = 0
    amount: float = 0.0
    unit: str = ""
    start: float | None = None
    target: float | None = None
    current: float | None = None
    is_reviewed_only: bool = False


def percent_and_words(way: str, facts: Facts) -> tuple[int, str]:
    """The whole percent, 0 to 100 and rounded down, and the formula in words."""
    ways = {"milestones": _by_milestones, "measure": _by_measure, "evidence": _by_evidence}
    return ways.get(way, _by_tasks)(facts)


def _by_tasks(facts: Facts) -> tuple[int, str]:
    if not facts.tasks:
        return 0, _("No tasks yet")
    percent = _share(facts.tasks_done, facts.tasks)
    words = ngettext(
        "{done} of {total} task done = {percent} %", "{done} of {total} tasks done = {percent} %", facts.tasks
    )
    return percent, words.format(done=facts.tasks_done, total=facts.tasks, percent=percent)


def _by_milestones(facts: Facts) -> tuple[int, str]:
    if not facts.milestones:
        return 0, _("No milestones yet")
    percent = _share(facts.milestones_done, facts.milestones)
    words = (
        ngettext(
            "{done} of {total} milestone with accepted evidence = {percent} %",
            "{done} of {total} milestones with accepted evidence = {percent} %",
            facts.milestones,
        )
        if facts.is_reviewed_only
        else ngettext(
            "{done} of {total} milestone reached = {percent} %",
            "{done} of {total} milestones reached = {percent} %",
            facts.milestones,
        )
    )
    return percent, words.format(done=facts.milestones_done, total=facts.milestones, percent=percent)


def _by_evidence(facts: Facts) -> tuple[int, str]:
    counted = facts.evidence_accepted if facts.is_reviewed_only else facts.evidence
    wanted = max(1, int(facts.target or 1))
    percent = min(100, _share(counted, wanted))
    words = (
        ngettext(
            "{done} of {total} piece of evidence accepted = {percent} %",
            "{done} of {total} pieces of evidence accepted = {percent} %",
            wanted,
        )
        if facts.is_reviewed_only
        else ngettext(
            "{done} of {total} piece of evidence = {percent} %",
            "{done} of {total} pieces of evidence = {percent} %",
            wanted,
        )
    )
    return percent, words.format(done=counted, total=wanted, percent=percent)


def _by_measure(facts: Facts) -> tuple[int, str]:
    start = facts.start or 0.0
    if facts.target is None or facts.target == start:
        return 0, _("Set a target to see how far you are")
    current = (start if facts.current is None else facts.current) + facts.amount
    # Also right where less is better: both differences are negative then.
    reached = (current - start) / (facts.target - start)
    percent = max(0, min(100, int(reached * 100 + 1e-9)))
    words = _("from {start} to {current} of {target} {unit} = {percent} %").format(
        start=plain(start),
        current=plain(current),
        target=plain(facts.target),
        unit=facts.unit,
        percent=percent,
    )
    if facts.is_reviewed_only:
        words = _("{formula}, accepted evidence only").format(formula=words)
    return percent, " ".join(words.split())


def _share(done: int, total: int) -> int:
    return 100 * done // total


def plain(value: float) -> str:
    """A number without decimals that say nothing."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
