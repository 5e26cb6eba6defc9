"""Understands one line, such as `read Romans 8 @every fri !20 Dec 25m #study +prayer`; nothing is ever refused.

What is not understood stays in the title. `@` is when, `!` by when (or, when it repeats, until when), `#` a tag and
`+` a goal; a length such as 25m needs no sign, and a day at the end of the line needs none either. A backslash before
any of them keeps it as plain text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final

from coaching_app.domain.quick_add.days import END, full_weekdays, read_day, read_time
from coaching_app.domain.quick_add.repeats import read_repeat
from coaching_app.domain.recurrence import Rule, Series, upcoming

# Longer text is a note that was pasted: all of it is the title, and whoever saves it says that it is too long.
LONGEST_LINE: Final = 2_000
LONGEST_ESTIMATE: Final = 10_080
MOST_TAGS: Final = 20
LONGEST_TAG: Final = 50
_WORD = re.compile(r"\S+")
_TAG = re.compile(r"#([^\W\d_][\w/-]{0,49})" + END)
_GOAL = re.compile(r"\+([^\W\d_][\w-]{0,99})" + END)
_ESTIMATE = re.compile(
    r"(?:(?P<hours>\d{1,3}(?:[.,]\d)?)h(?:(?P<rest>\d{1,2})m?)?|(?P<minutes>\d{1,5})m(?:in)?)" + END,
    re.IGNORECASE,
)
_BARE_WORDS = frozenset({"today", "tomorrow", "in", "next"}) | full_weekdays()
_MOST_BARE = 5


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the line that was understood; `kind` is due, repeats, estimate, tag or goal."""

    start: int
    end: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class QuickTask:
    """What a line says; days and times are on the person's own clock."""

    title: str
    due_on: date | None = None
    due_time: time | None = None
    rule: Rule | None = None
    after_completion: bool = False
    estimate_minutes: int | None = None
    tags: tuple[str, ...] = ()
    goal_id: str | None = None
    spans: tuple[Span, ...] = ()


def is_special(word: str) -> bool:
    """Whether a word may mean something here, and so takes a backslash to be plain."""
    bare = word.lstrip("\\")
    return (
        bare[:1] in {"@", "!", "#", "+"} or bare[:1].isdigit() or bare.casefold().strip(",;") in _BARE_WORDS
    )


class _Line:
    """The line while it is read: what is known so far."""

    def __init__(self, text: str, today: date, language: str, goals: Sequence[tuple[str, str]]) -> None:
        self.text, self.today, self.language = text, today, language
        self.goals = goals
        self.task = QuickTask("")
        self.deadline: date | None = None
        self.spans: list[Span] = []

    def keep(self, kind: str, start: int, end: int) -> int:
        self.spans.append(Span(start, end, kind, self.text[start:end]))
        return end


def read_line(
    text: str, today: date, language: str = "en", goals: Sequence[tuple[str, str]] = ()
) -> QuickTask:
    """What the line says on this day; `goals` are (id, title) of those that `+` may name."""
    if len(text) > LONGEST_LINE:
        return QuickTask(text.strip())
    line = _Line(text, today, language, goals)
    plain: list[tuple[int, int]] = []
    place = 0
    while match := _WORD.search(text, place):
        place = _understood(line, match.start())
        if place == match.start():
            plain.append(match.span())
            place = match.end()
    _bare_day(line, plain)
    title = _title(line)
    if not title:
        # A line of signs alone has nothing to do: it is a title with signs.
        return QuickTask(text.strip())
    return _settled(line, title)


def _understood(line: _Line, start: int) -> int:
    """Where what begins here ends; `start` itself when it says nothing."""
    sign = line.text[start]
    if sign == "@":
        return _when(line, start)
    if sign == "!" and line.deadline is None:
        found = read_day(line.text, start + 1, line.today, line.language)
        if found:
            line.deadline = found[0]
            return line.keep("due", start, _time_behind(line, found[1]))
    if sign == "#":
        return _tag(line, start)
    if sign == "+":
        return _goal(line, start)
    return _estimate(line, start) if sign.isdigit() else start


def _when(line: _Line, start: int) -> int:
    task = line.task
    if task.rule is None and (found := read_repeat(line.text, start + 1, line.language)):
        rule, after, end = found
        line.task = replace(task, rule=rule, after_completion=after)
        return line.keep("repeats", start, _time_behind(line, end))
    if task.due_on is None and (found_day := read_day(line.text, start + 1, line.today, line.language)):
        line.task = replace(task, due_on=found_day[0])
        return line.keep("due", start, _time_behind(line, found_day[1]))
    if task.due_time is None and (found_time := read_time(line.text, start + 1)):
        line.task = replace(task, due_time=found_time[0])
        return line.keep("due", start, found_time[1])
    return start


def _time_behind(line: _Line, end: int) -> int:
    """Where a time of day ends that follows a day."""
    gap = re.compile(r",?\s+").match(line.text, end)
    found = read_time(line.text, gap.end()) if gap else None
    if line.task.due_time is not None or found is None:
        return end
    line.task = replace(line.task, due_time=found[0])
    return found[1]


def _tag(line: _Line, start: int) -> int:
    match = _TAG.match(line.text, start)
    if not match or len(line.task.tags) >= MOST_TAGS:
        return start
    line.task = replace(line.task, tags=tuple(dict.fromkeys((*line.task.tags, match[1].casefold()))))
    return line.keep("tag", start, match.end())


def _goal(line: _Line, start: int) -> int:
    match = _GOAL.match(line.text, start)
    found = _called(line.goals, match[1]) if match and line.task.goal_id is None else None
    if not match or found is None:
        return start
    line.task = replace(line.task, goal_id=found)
    return line.keep("goal", start, match.end())


def _called(goals: Sequence[tuple[str, str]], word: str) -> str | None:
    """The goal meant by a word: its whole title, else the only one that begins with or holds it."""
    wanted = slug(word)
    named = [(key, slug(title)) for key, title in goals]
    for fits in (
        [key for key, title in named if title == wanted],
        [key for key, title in named if title.startswith(wanted)],
        [key for key, title in named if wanted in title],
    ):
        if len(fits) == 1:
            return fits[0]
    return None


def slug(title: str) -> str:
    """A title as one word, the way it follows `+`."""
    return re.sub(r"[\W_]+", "-", title.casefold()).strip("-")


def _estimate(line: _Line, start: int) -> int:
    match = _ESTIMATE.match(line.text, start)
    if not match or line.task.estimate_minutes is not None:
        return start
    hours = float((match["hours"] or "0").replace(",", "."))
    minutes = round(hours * 60) + int(match["rest"] or 0) + int(match["minutes"] or 0)
    if not 1 <= minutes <= LONGEST_ESTIMATE:
        return start
    line.task = replace(line.task, estimate_minutes=minutes)
    return line.keep("estimate", start, match.end())


def _bare_day(line: _Line, plain: list[tuple[int, int]]) -> None:
    """A day without a sign, where it is the last plain thing on the line: “call Ruth tomorrow 9:00”."""
    if line.task.due_on is not None or line.task.rule is not None:
        return
    for count in range(min(_MOST_BARE, len(plain)), 0, -1):
        start, end = plain[-count][0], plain[-1][1]
        if any(start < span.start < end for span in line.spans):
            continue
        if line.text[start : plain[-count][1]].casefold() not in _BARE_WORDS:
            continue
        found = read_day(line.text, start, line.today, line.language)
        if found and _time_ends(line, found[1], end):
            line.task = replace(line.task, due_on=found[0])
            line.keep("due", start, _time_behind(line, found[1]))
            return


def _time_ends(line: _Line, day_end: int, end: int) -> bool:
    if day_end == end:
        return True
    gap = re.compile(r",?\s+").match(line.text, day_end)
    found = read_time(line.text, gap.end()) if gap and line.task.due_time is None else None
    return found is not None and found[1] == end


def _title(line: _Line) -> str:
    """What is left, without the backslashes that kept it plain."""
    parts: list[str] = []
    place = 0
    for span in sorted(line.spans, key=lambda span: span.start):
        parts.append(line.text[place : span.start])
        place = span.end
    parts.append(line.text[place:])
    left = " ".join(part for part in (part.strip() for part in parts) if part)
    return _WORD.sub(
        lambda word: word[0][1:] if word[0][0] == "\\" and is_special(word[0]) else word[0], left
    ).strip()


def _settled(line: _Line, title: str) -> QuickTask:
    task = replace(
        line.task, title=title, spans=tuple(sorted(line.spans, key=lambda span: (span.start, span.end)))
    )
    if task.rule is None:
        return replace(task, due_on=task.due_on or line.deadline or (line.today if task.due_time else None))
    rule = task.rule
    if line.deadline is not None and rule.until is None and rule.count is None:
        rule = replace(rule, until=line.deadline)
    return replace(task, rule=rule, due_on=task.due_on or _first(rule, line.today))


def _first(rule: Rule, today: date) -> date:
    start = datetime(today.year, today.month, today.day)  # noqa: DTZ001 - a day on the wall
    return next((one.starts.date() for one in upcoming(Series(start, rule), start, 1)), today)
