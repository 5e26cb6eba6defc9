"""Tells the person at the terminal what is happening and how long it took."""

import time
from collections.abc import Generator
from contextlib import contextmanager


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


@contextmanager
def step(text: str) -> Generator[None]:
    """Announce a piece of work and print its duration when it ends well."""
    say(text)
    began = time.monotonic()
    yield
    say(f"  done in {time.monotonic() - began:.1f} s")
