"""The one-line grammar: what it understands, what it leaves alone, and the way back."""

from datetime import date, time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching_app.domain.quick_add import QuickTask, read_line, write_line
from coaching_app.domain.quick_add.reading import slug
from coaching_app.domain.recurrence import read_rule, rule_words
from tests.support.samples import naughty_strings

# A Saturday.
TODAY = date(2026, 11, 21)
GOALS = (("g1", "Prayer every day"), ("g2", "Learn Greek"), ("g3", "Learn Hebrew"))


def read(text: str, language: str = "en") -> QuickTask:
    return read_line(text, TODAY, language, GOALS)


def test_everything_on_one_line() -> None:
    found = read("read Romans 8 @every fri !20 Dec 25m #study +prayer")
    assert (found.title, found.due_on, found.estimate_minutes, found.tags, found.goal_id) == (
        "read Romans 8",
        date(2026, 11, 27),
        25,
        ("study",),
        "g1",
    )
    assert str(found.rule) == "FREQ=WEEKLY;UNTIL=20261220;BYDAY=FR"
    assert [(span.kind, span.text) for span in found.spans] == [
        ("repeats", "@every fri"),
        ("due", "!20 Dec"),
        ("estimate", "25m"),
        ("tag", "#study"),
        ("goal", "+prayer"),
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("@today", "2026-11-21"),
        ("@tomorrow", "2026-11-22"),
        ("@fri", "2026-11-27"),
        ("@Saturday", "2026-11-28"),
        ("@next fri", "2026-11-27"),
        ("@next week", "2026-11-23"),
        ("@next month", "2026-12-01"),
        ("@in 3 days", "2026-11-24"),
        ("@in 2 weeks", "2026-12-05"),
        ("@in 1 month", "2026-12-21"),
        ("@3d", "2026-11-24"),
        ("@2w", "2026-12-05"),
        ("@2027-01-31", "2027-01-31"),
        ("@20 Dec", "2026-12-20"),
        ("@20 Dec 2028", "2028-12-20"),
        ("@Dec 20", "2026-12-20"),
        ("@dec 20, 2028", "2028-12-20"),
        ("@20th of", None),
        ("@1 Nov", "2027-11-01"),
        ("@29 feb", "2028-02-29"),
        ("@24.12.", "2026-12-24"),
        ("@24.12.2027", "2027-12-24"),
        ("@31 Nov", None),
        ("@32 Dec", None),
        ("@1899-12-31", None),
        ("@2201-01-01", None),
        ("@0000-00-00", None),
        ("@in 999 years", None),
        ("@someone", None),
        ("!fri", "2026-11-27"),
        ("tomorrow", "2026-11-22"),
        ("in 3 days", "2026-11-24"),
        ("friday", "2026-11-27"),
    ],
)
def test_days(text: str, day: str | None) -> None:
    found = read(f"Call Ruth {text}")
    assert found.due_on == (date.fromisoformat(day) if day else None)
    assert found.title == ("Call Ruth" if day else f"Call Ruth {text}")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("tomorrow 9:00", (date(2026, 11, 22), time(9))),
        ("@tomorrow at 9am", (date(2026, 11, 22), time(9))),
        ("@fri 14:30", (date(2026, 11, 27), time(14, 30))),
        ("@fri, 2pm", (date(2026, 11, 27), time(14))),
        ("@12am", (TODAY, time(0))),
        ("@18:00", (TODAY, time(18))),
        ("friday 12:15 pm", (date(2026, 11, 27), time(12, 15))),
        ("@every day 7:00", (TODAY, time(7))),
        ("@25:00", (None, None)),
        ("@9:75", (None, None)),
        ("@13pm", (None, None)),
    ],
)
def test_times(text: str, moment: tuple) -> None:
    found = read(f"Call Ruth {text}")
    assert (found.due_on, found.due_time) == moment


@pytest.mark.parametrize(
    ("text", "rule", "first"),
    [
        ("@every day", "FREQ=DAILY", "2026-11-21"),
        ("@every 3 days", "FREQ=DAILY;INTERVAL=3", "2026-11-21"),
        ("@every other week", "FREQ=WEEKLY;INTERVAL=2", "2026-11-21"),
        ("@every 2w", "FREQ=WEEKLY;INTERVAL=2", "2026-11-21"),
        ("@every workday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-11-23"),
        ("@every mon, wed and fri", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "2026-11-23"),
        ("@every mon,thu", "FREQ=WEEKLY;BYDAY=MO,TH", "2026-11-23"),
        ("@every 2 weeks on tue", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", None),
        ("@every last fri", "FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27"),
        ("@every 2nd sunday", "FREQ=MONTHLY;BYDAY=2SU", "2026-12-13"),
        ("@every 15th", "FREQ=MONTHLY;BYMONTHDAY=15", "2026-12-15"),
        ("@every 24 Dec", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", "2026-12-24"),
        ("@every:FREQ=YEARLY;BYWEEKNO=20", "FREQ=YEARLY;BYWEEKNO=20", None),
    ],
)
def test_repetitions(text: str, rule: str, first: str | None) -> None:
    found = read(f"Call Ruth {text}")
    assert (str(found.rule), found.after_completion, found.title) == (rule, False, "Call Ruth")
    assert found.due_on is not None
    assert first is None or found.due_on == date.fromisoformat(first)


def test_a_repetition_that_counts_from_completion() -> None:
    found = read("Water the plants @every! 3 days")
    assert (str(found.rule), found.after_completion) == ("FREQ=DAILY;INTERVAL=3", True)
    assert found.rule
    assert rule_words(found.rule, after_completion=True) == "3 days after it is done"


@pytest.mark.parametrize(
    "text",
    [
        "@every blue moon",
        "@every 0 days",
        "@every 32 Dec",
        "@every:FREQ=SECONDLY",
        "@every:FREQ=DAILY;COUNT=1000000000",
        "#5",
        "#",
        "+1",
        "+nothing",
        "+learn",
        "0m",
        "99999m",
        "10081m",
        "Watch Black Friday ads",
        "Prepare the sunday sermon",
        "mail a@b.org!",
        "C++ 3x5m",
        r"\\server\share",
        "next",
        "in 3 days of rain",
    ],
)
def test_what_is_not_understood_stays_in_the_title(text: str) -> None:
    found = read(text)
    assert found == QuickTask(text)


@pytest.mark.parametrize(("text", "minutes"), [("25m", 25), ("1h", 60), ("1h30", 90), ("1h05m", 65), ("1.5h", 90), ("2,5h", 150), ("90min", 90), ("10080m", 10_080)])  # fmt: skip
def test_estimates(text: str, minutes: int) -> None:
    assert read(f"{text} read").estimate_minutes == minutes


def test_goals_are_named_by_a_part_that_only_one_has() -> None:
    assert read("x +learn-greek").goal_id == "g2"
    assert read("x +hebrew").goal_id == "g3"
    assert read("x +learn").goal_id is None


def test_the_first_of_a_kind_counts_and_tags_add_up() -> None:
    found = read("a 25m b 30m @fri c @sat #x #Y #x")
    assert (found.title, found.estimate_minutes, found.due_on, found.tags) == (
        "a b 30m c @sat",
        25,
        date(2026, 11, 27),
        ("x", "y"),
    )


def test_a_backslash_keeps_it_plain() -> None:
    found = read(r"Ask \@every fri \25m \#1 call \tomorrow")
    assert found == QuickTask("Ask @every fri 25m #1 call tomorrow")


def test_other_languages_know_their_own_days() -> None:
    assert read("Anrufen @Freitag", "de").due_on == date(2026, 11, 27)
    assert read("Anrufen @20. Dezember", "de").due_on == date(2026, 12, 20)
    assert str(read("Anrufen @every Mo.", "de").rule) in {"FREQ=WEEKLY;BYDAY=MO", "None"}
    assert read("Call @friday", "xx-nonsense").due_on == date(2026, 11, 27)


def test_signs_alone_are_a_title_and_a_pasted_book_is_not_searched() -> None:
    assert read("#study 25m @fri") == QuickTask("#study 25m @fri")
    book = "@fri 25m " * 20_000
    assert read(book) == QuickTask(book.strip())


PIECES = ("@", "!", "#", "+", "every", "every!", "fri", "20 Dec", "25m", "1h", "tomorrow", "9:00", "in 3 days", "\\",
          "study", "prayer", "next week", "2026-12-24", ":FREQ=DAILY", ",", " ", "  ", "\n", "Romans 8", "é", "🙏")  # fmt: skip
lines = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@given(lines | st.sampled_from(naughty_strings()), st.sampled_from(("en", "de", "ar", "zh", "tr", "")))
@settings(max_examples=400, deadline=None)
def test_nothing_is_refused_and_nothing_is_lost(text: str, language: str) -> None:
    found = read(text, language)
    assert all(text[span.start : span.end] == span.text for span in found.spans)
    assert all(earlier.end <= later.start for earlier, later in pairwise(found.spans))
    kept = text
    for span in reversed(found.spans):
        kept = kept[: span.start] + " " + kept[span.end :]
    assert kept.replace("\\", "").split() == found.title.replace("\\", "").split()


rules = st.sampled_from(("FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;WKST=SU", "FREQ=MONTHLY;COUNT=12;BYDAY=-1FR"))  # fmt: skip
tasks = st.builds(
    QuickTask,
    title=lines.map(lambda text: text.strip()).filter(bool),
    due_on=st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    due_time=st.none() | st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
    rule=st.none() | rules.map(read_rule),
    estimate_minutes=st.none() | st.integers(1, 10_080),
    tags=st.lists(st.sampled_from(("study", "a/b", "über")), unique=True).map(tuple),
    goal_id=st.none() | st.just("g1"),
)


@given(tasks, st.booleans())
@settings(max_examples=300, deadline=None)
def test_a_written_line_is_read_as_the_same_task(task: QuickTask, after_completion: bool) -> None:
    from dataclasses import replace

    task = replace(task, after_completion=after_completion and task.rule is not None)
    found = read(write_line(task, dict(GOALS).get(task.goal_id or "", "")))
    assert replace(found, spans=()) == task


def test_a_goal_is_written_as_one_word() -> None:
    assert slug("Prayer every day, no less!") == "prayer-every-day-no-less"
    assert (
        write_line(QuickTask("Pray 3 times", goal_id="g1"), "Prayer every day")
        == r"Pray \3 times +prayer-every-day"
    )
