"""Counts uses in a sliding window, for what happens thousands of times a second.

The library behind the other limits starts a timer thread for its bookkeeping at almost every use.
"""

import math
import time
from dataclasses import dataclass

_MOST_COUNTED = 20_000


@dataclass(slots=True)
class _Window:
    ends: float
    number: int
    count: int = 0
    before: int = 0


_windows: dict[tuple[str, str], _Window] = {}


def wait_to_use(name: str, who: str, most: int, seconds: int) -> int:
    """Count one use; 0 when there is room, else in how many seconds to come again."""
    moment = time.time()
    number, passed = divmod(moment, seconds)
    window = _current((name, who), int(number), seconds)
    # Of the window before, the part that still lies inside the last `seconds`.
    weighed = window.count + window.before * (1 - passed / seconds)
    if weighed >= most:
        return max(1, math.ceil(seconds - passed))
    window.count += 1
    return 0


def _current(key: tuple[str, str], number: int, seconds: int) -> _Window:
    window = _windows.get(key)
    if window is None:
        if len(_windows) >= _MOST_COUNTED:
            _make_room()
        window = _windows[key] = _Window((number + 2) * seconds, number)
    elif window.number != number:
        window.before = window.count if window.number == number - 1 else 0
        window.number, window.count, window.ends = number, 0, (number + 2) * seconds
    return window


def _make_room() -> None:
    """Forget windows that no longer count, and if all do, those counted longest: a flood must not clear the rest."""
    moment = time.time()
    for key, window in list(_windows.items()):
        if window.ends < moment:
            del _windows[key]
    if len(_windows) >= _MOST_COUNTED:
        for key in list(_windows)[: _MOST_COUNTED // 10]:
            del _windows[key]


def reset() -> None:
    """Forget every count; for tests."""
    _windows.clear()
