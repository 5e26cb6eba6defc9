"""Granian's server with the endings mended: a stop is never lost, and no worker outlives its supervisor."""

import ctypes
import os
import signal
import sys
import threading
import time
from typing import Any

from granian.server.mp import MPServer

AGAIN_SECONDS = 0.1
TIMES = 100
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """In a forked worker: ask the kernel to end it when the supervisor is gone, however that went."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor(MPServer):
    """One worker, replaced when it dies, stopped for certain when asked."""

    def signal_handler_interrupt(self, *_args: Any, **_kwargs: Any) -> None:
        """Note the stop; the main thread may hold the event's lock right now, so another thread sets it."""
        if not self.interrupt_signal:
            self.interrupt_signal = True
            threading.Thread(target=self._insist, daemon=True).start()

    def _insist(self) -> None:
        # The main loop clears the event after it replaced a worker: once is not enough.
        for _ in range(TIMES):
            self.main_loop_interrupt.set()
            time.sleep(AGAIN_SECONDS)

    def _spawn_worker(self, idx: int, target: Any, callback_loader: Any) -> Any:
        worker: Any = super()._spawn_worker(idx, target, callback_loader)  # pyright: ignore[reportUnknownMemberType]: granian leaves its arguments untyped
        report = worker._watcher  # noqa: SLF001 the one place that decides what counts as a crash

        def watch() -> None:
            worker.inner.join()
            # A stop sent to the whole group reaches the worker first: that exit is expected, not a crash.
            if worker.inner.exitcode or not self.main_loop_interrupt.wait(1):
                report()

        worker._watcher = watch  # noqa: SLF001 same
        return worker


def guard_forks() -> None:
    """Let every worker forked from now on end with this process."""
    os.register_at_fork(after_in_child=die_with_parent)
