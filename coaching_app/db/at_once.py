"""Runs a small read where it is asked for, on the event loop, within a budget; a larger one is told to go to a thread.

A thread that reads rows asks for the interpreter lock at every row. While the loop is busy it waits for each of them,
and so a read costs twice the processor time just when there is much to do.
"""

import sqlite3
import time
from typing import Any

Answer = tuple[Any, list[Any], int, int | None]
# Together about a millisecond of SQLite's work.
_STEP, _MOST_STEPS = 1_000, 30
# By the clock: whoever waits longer for a lock or a disk is not a small read.
_LONGEST = 0.005
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.02, 1.0
_NEVER, _NEXT_TRIES, _MOST_KNOWN = -1, 200, 2_000
_COMES_BACK = frozenset({sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class SmallReads:
    """What has been learned about the reads of one database."""

    def __init__(self) -> None:
        # Per statement: never, or how many more times it goes to the thread.
        self._known: dict[str, int] = {}
        self._steps = 0
        self._deadline = 0.0
        self._resume = 0.0
        self._pause = _SHORTEST_PAUSE

    def suits(self, sql: str) -> bool:
        """Whether the statement may be tried here now."""
        turns = self._known.get(sql)
        if turns is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            turns = self._known[sql] = _first_guess(sql)
        if turns > 0:
            self._known[sql] = turns - 1
        return turns == 0 and time.perf_counter() >= self._resume

    def run(self, connection: sqlite3.Connection, sql: str, values: Any) -> Answer | None:
        """The answer, or None when it has to come from the thread after all."""
        began = time.perf_counter()
        self._steps, self._deadline = 0, began + _LONGEST
        connection.set_progress_handler(self._is_spent, _STEP)
        try:
            return self._read(connection.execute(sql, values))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode not in _COMES_BACK:
                raise
            return None
        finally:
            connection.set_progress_handler(None, 0)
            self._learn(sql)

    def _read(self, cursor: sqlite3.Cursor) -> Answer | None:
        rows: list[Any] = []
        for row in cursor:
            rows.append(row)
            if time.perf_counter() > self._deadline:
                cursor.close()
                return None
        answer = (cursor.description, rows, cursor.rowcount, cursor.lastrowid)
        cursor.close()
        return answer

    def _is_spent(self) -> bool:
        """SQLite asks this every thousand steps of its machine; True interrupts it."""
        self._steps += 1
        return self._steps >= _MOST_STEPS or time.perf_counter() > self._deadline

    def _learn(self, sql: str) -> None:
        if self._steps >= _MOST_STEPS:
            self._known[sql] = _NEXT_TRIES
        moment = time.perf_counter()
        if moment <= self._deadline:
            self._pause = _SHORTEST_PAUSE
            return
        # A busy thread, or a slow disk. It may pass, so the loop looks again, ever more rarely while it lasts.
        self._resume = moment + self._pause
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)


def _first_guess(sql: str) -> int:
    """Only plain SELECTs; a full-text index works long between two steps, so the budget would not hold it."""
    words = sql.lower()
    return (
        0 if words.lstrip().startswith("select") and "match" not in words and "fts" not in words else _NEVER
    )
