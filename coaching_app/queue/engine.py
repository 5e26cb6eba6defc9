"""The embedded engine: claims due jobs from our own table, runs them, and fires the schedules."""

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any

from coaching_app.core.clock import now
from coaching_app.core.logging import get_logger
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.queue import backoff, liveness, signals, slots, store, timers
from coaching_app.queue.port import JobSpec, Schedule
from coaching_app.queue.worker import Run, perform

log = get_logger(__name__)

# The wall clock and the steady one drift apart by less than this unless somebody sets the clock.
_JUMP_SECONDS = 5.0
_PAUSE_AFTER_FAILURE = 5.0
_CLOSING_SECONDS = 2.0


class QueueSetupError(Exception):
    """The registered jobs or schedules contradict themselves; the process must not start."""


def check_setup(specs: Sequence[JobSpec], schedules: Sequence[Schedule]) -> None:
    """Raise QueueSetupError for a job without a policy, a doubled name, an unknown kind, a bad moment."""
    kinds = [spec.kind for spec in specs]
    names = [schedule.name for schedule in schedules]
    for spec in specs:
        if spec.policy is None:
            raise QueueSetupError(f"job {spec.kind} has no policy")
    for what, given in (("job", kinds), ("schedule", names)):
        if doubled := {name for name in given if given.count(name) > 1}:
            raise QueueSetupError(f"two {what}s are called {min(doubled)}")
    for schedule in schedules:
        if schedule.kind not in kinds:
            raise QueueSetupError(f"schedule {schedule.name} names no known job: {schedule.kind}")
        try:
            timers.trigger(schedule.when)
        except ValueError as error:
            raise QueueSetupError(f"schedule {schedule.name}: {error}") from error


@dataclass(slots=True, eq=False)
class Engine:
    """One per process. `poll_seconds` is how late work of other processes may be noticed."""

    specs: Sequence[JobSpec]
    schedules: Sequence[Schedule] = ()
    workers: int = 2
    poll_seconds: float = 2.0
    rng: Random = field(default_factory=Random)
    _runs: dict[str, Run] = field(default_factory=dict[str, Run], init=False)
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set[asyncio.Task[Any]], init=False)
    _wake: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _loop: asyncio.AbstractEventLoop | None = field(default=None, init=False)
    _dispatcher: asyncio.Task[None] | None = field(default=None, init=False)
    _stop_timers: Callable[[], None] | None = field(default=None, init=False)
    _is_stopping: bool = field(default=False, init=False)
    _mark: liveness.Mark | None = field(default=None, init=False)
    _numbers: "count[int]" = field(default_factory=count, init=False)

    async def start(self) -> None:
        """Begin to work; raises QueueSetupError before anything happens."""
        check_setup(self.specs, self.schedules)
        self._loop = asyncio.get_running_loop()
        self._mark = liveness.leave_mark(secrets.token_hex(8))
        await _free_the_dead()
        await self._settle_clock()
        signals.listen(self)
        await self._start_schedules()
        self._dispatcher = asyncio.create_task(self._dispatch(), name="queue dispatcher")
        log.info("queue_started", kinds=len(self.specs), schedules=len(self.schedules))

    async def stop(self, grace_seconds: float = 10.0) -> None:
        """Claim nothing more, let running jobs end within the grace, hand the others back."""
        signals.stop_listening(self)
        self._stop_schedules()
        self._is_stopping = True
        self._wake.set()
        if self._dispatcher is not None:
            # Not cancelled while it may be in the middle of a claim.
            await _wait({self._dispatcher}, _CLOSING_SECONDS)
            self._dispatcher.cancel()
        await _wait(self._tasks, grace_seconds)
        for run in list(self._runs.values()):
            run.stop("released")
        await _wait(self._tasks, _CLOSING_SECONDS)
        await self._hand_back()
        log.info("queue_stopped", abandoned=len(self._runs))

    async def _hand_back(self) -> None:
        if self._mark is None:
            return
        async with unit_of_work(ALL_TENANTS) as db:
            await store.release_worker(db, self._mark.name)
        self._mark.wipe()

    def on_work(self) -> None:
        """Look for work now; may be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    def on_cancel(self, job_id: str) -> None:
        """Let a running job of ours learn at once that it was cancelled."""
        run = self._runs.get(job_id)
        if run is not None and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(run.poke.set)

    async def _dispatch(self) -> None:
        drift = _drift()
        while not self._is_stopping:
            try:
                if abs(_drift() - drift) > _JUMP_SECONDS:
                    drift = _drift()
                    await self._clock_was_set()
                await self._fill()
            except Exception as error:  # noqa: BLE001 the loop outlives a database that is away
                log.error("queue_cannot_claim", error=type(error).__name__)  # noqa: TRY400 the traceback may quote private values
                await asyncio.sleep(min(_PAUSE_AFTER_FAILURE, self.poll_seconds))
                # The call that woke us is spent, and its job is still there.
                self._wake.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self.poll_seconds)
            self._wake.clear()

    async def _fill(self) -> None:
        """Give every free worker a job, if there is one."""
        while self._has_room() and await self._anything_due():
            claim = await self._claim()
            if claim is None:
                return
            self._begin(claim)

    def _has_room(self) -> bool:
        return len(self._runs) < self.workers and not self._is_stopping

    async def _anything_due(self) -> bool:
        kinds = [spec.kind for spec in self.specs]
        async with snapshot(ALL_TENANTS) as db:
            return await store.anything_due(db, kinds, list(self._runs), now())

    async def _claim(self) -> store.Claim | None:
        limits = {spec.kind: (spec.max_attempts, spec.lease_seconds) for spec in self.specs}
        assert self._mark is not None
        lease = f"{self._mark.name}.{next(self._numbers)}"
        async with unit_of_work(ALL_TENANTS) as db:
            return await store.claim(db, limits, busy=list(self._runs), lease=lease, moment=now())

    def _begin(self, claim: store.Claim) -> None:
        spec = next(spec for spec in self.specs if spec.kind == claim.kind)
        run = self._runs[claim.job_id] = Run(claim, spec, self.rng)
        task = asyncio.create_task(self._perform(run), name=f"run {claim.kind}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _perform(self, run: Run) -> None:
        try:
            await perform(run)
        finally:
            del self._runs[run.claim.job_id]
            self._wake.set()

    async def _start_schedules(self) -> None:
        calls = [partial(_fire, each, timers.trigger(each.when)) for each in self.schedules]
        for call in calls:
            await call()
        self._stop_timers = timers.start((call.args[1], call) for call in calls)

    def _stop_schedules(self) -> None:
        if self._stop_timers is not None:
            self._stop_timers()
            self._stop_timers = None

    async def _settle_clock(self) -> None:
        longest = max((spec.lease_seconds for spec in self.specs), default=60.0)
        async with unit_of_work(ALL_TENANTS) as db:
            await store.settle_clock(
                db, now(), longest_lease=timedelta(seconds=longest), longest_wait=backoff.LONGEST
            )

    async def _clock_was_set(self) -> None:
        """After a set clock or a sleep of the machine the timers are wrong: make them anew."""
        log.warning("clock_was_set")
        self._stop_schedules()
        await self._settle_clock()
        await self._start_schedules()


async def _fire(schedule: Schedule, trigger: timers.Trigger) -> None:
    try:
        await slots.fire(schedule, trigger, now())
    except Exception as error:  # noqa: BLE001 a slot that could not be taken is caught up by the next one
        log.error("schedule_failed", schedule=schedule.name, error=type(error).__name__)  # noqa: TRY400 the traceback may quote private values


async def _free_the_dead() -> None:
    """Resume at once what a killed process of this machine left, instead of waiting for its leases."""
    dead = liveness.dead_workers()
    if not dead:
        return
    async with unit_of_work(ALL_TENANTS) as db:
        freed = [await store.expire_worker(db, worker) for worker in dead]
    liveness.forget(dead)
    log.info("dead_workers_found", jobs=sum(freed))


async def _wait(tasks: set[asyncio.Task[Any]], seconds: float) -> None:
    if tasks:
        await asyncio.wait(set(tasks), timeout=seconds)


def _drift() -> float:
    return time.time() - time.monotonic()
