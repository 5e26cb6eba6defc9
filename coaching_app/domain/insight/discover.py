"""Chooses which differences are worth telling: corrected for how many were looked at, never reversed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

from coaching_app.domain.insight.compare import FEWEST_DAYS, Comparison, compare

# A little below the 5 % promised: how many days two lingering series are worth is itself an estimate.
_CHANCE_OF_ANY = 0.04
# What a person could hardly notice is no insight, however sure it is: in standard deviations.
_SMALLEST = 0.15


@dataclass(frozen=True, slots=True)
class Finding:
    """That what was measured differs with what was done."""

    done: str
    measured: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Search:
    """What was found, and among how many comparisons."""

    findings: tuple[Finding, ...]
    compared: int
    too_few: int


def split_at_middle(measured: Mapping[date, float]) -> tuple[dict[date, bool], float] | None:
    """Days above the person's own middle value against the others; None when nothing lies above it."""
    if len(measured) < FEWEST_DAYS:
        return None
    middle = median(measured.values())
    return {day: value > middle for day, value in measured.items()}, middle


def discover(
    behaviours: Mapping[str, Mapping[date, bool]], outcomes: Mapping[str, Mapping[date, float]]
) -> Search:
    """Compare everything done with everything measured.

    By Holm's procedure the chance that any of the findings is a false one is at most 5 %. A behaviour and
    an outcome of the same name are the same thing and are not compared.
    """
    compared: list[Finding] = []
    too_few = 0
    for done, marks in behaviours.items():
        for measured, values in outcomes.items():
            if done == measured:
                continue
            if (comparison := compare(marks, values)) is None:
                too_few += 1
            else:
                compared.append(Finding(done, measured, comparison))
    compared.sort(key=lambda finding: finding.comparison.chance)
    told: list[Finding] = []
    for index, finding in enumerate(compared):
        if finding.comparison.chance > _CHANCE_OF_ANY / (len(compared) - index):
            break
        if not finding.comparison.is_reversed and _is_noticeable(finding, outcomes[finding.measured]):
            told.append(finding)
    return Search(tuple(told), len(compared), too_few)


def _is_noticeable(finding: Finding, values: Mapping[date, float]) -> bool:
    mean = sum(values.values()) / len(values)
    deviation = (sum((value - mean) ** 2 for value in values.values()) / len(values)) ** 0.5
    return abs(finding.comparison.difference) >= _SMALLEST * deviation
