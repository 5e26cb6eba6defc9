"""Tells the engines of this process at once what they would otherwise find out by looking."""

from dataclasses import dataclass
from typing import Protocol


class Listener(Protocol):
    """Somebody who wants to know; called in the event loop of whoever committed."""

    def on_work(self) -> None:
        """A job may be due."""
        ...

    def on_cancel(self, job_id: str) -> None:
        """A running job was asked to stop."""
        ...


@dataclass(slots=True)
class _Listeners:
    current: tuple[Listener, ...] = ()


_listeners = _Listeners()


def listen(listener: Listener) -> None:
    """Begin to tell this listener."""
    _listeners.current = (*_listeners.current, listener)


def stop_listening(listener: Listener) -> None:
    """Tell it no more."""
    _listeners.current = tuple(each for each in _listeners.current if each is not listener)


def work_arrived() -> None:
    """Say that a job was committed."""
    for listener in _listeners.current:
        listener.on_work()


def cancel_requested(job_id: str) -> None:
    """Say that the wish to cancel was committed."""
    for listener in _listeners.current:
        listener.on_cancel(job_id)
