"""The counter of the hot paths: so many uses in any minute, each person on their own, memory bounded."""

import threading

import pytest

from coaching_app.access import windows


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    moment = [6000.0]
    monkeypatch.setattr(windows.time, "time", lambda: moment[0])
    windows.reset()
    return moment


def _uses(count: int, who: str = "a", most: int = 10) -> int:
    return sum(windows.wait_to_use("test", who, most, 60) == 0 for _ in range(count))


def test_so_many_and_no_more(clock: list[float]) -> None:
    assert _uses(15) == 10
    assert _uses(1, "b") == 1
    clock[0] += 45
    assert windows.wait_to_use("test", "a", 10, 60) == 15


def test_a_new_window_remembers_the_one_before(clock: list[float]) -> None:
    clock[0] += 59
    assert _uses(10) == 10
    clock[0] += 1
    assert _uses(10) == 0
    clock[0] += 30
    assert _uses(10) == 5
    clock[0] += 200
    assert _uses(20) == 10


def test_memory_is_bounded_and_a_flood_keeps_the_newest(clock: list[float]) -> None:
    for number in range(windows._MOST_COUNTED):
        windows.wait_to_use("test", str(number), 10, 60)
    assert _uses(15, "last") == 10
    assert len(windows._windows) <= windows._MOST_COUNTED
    assert _uses(1, "last") == 0
    clock[0] += 500
    for number in range(windows._MOST_COUNTED):
        windows.wait_to_use("other", str(number), 10, 60)
    assert len(windows._windows) <= windows._MOST_COUNTED


def test_counting_starts_no_thread(clock: list[float]) -> None:
    before = threading.active_count()
    _uses(100)
    assert threading.active_count() == before
