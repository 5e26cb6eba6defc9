"""Counts requests, events and attempts per person and address, and says when it is too much."""

import asyncio
import math
import time
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from coaching_app.access import windows
from coaching_app.core.errors import TooManyRequests
from coaching_app.core.settings import get_settings

# One process serves all people (see the ADR on state), so its own memory is the right place.
_storage = MemoryStorage()
_sliding = SlidingWindowCounterRateLimiter(_storage)

SIGN_INS_PER_ACCOUNT = RateLimitItemPerMinute(6, 5, namespace="sign_in_account")
SIGN_INS_PER_ADDRESS = RateLimitItemPerMinute(30, 5, namespace="sign_in_address")
# One person asks for a code a few times; many people may share an address.
MAILS_PER_ACCOUNT = RateLimitItemPerMinute(4, 10, namespace="mails_account")
MAILS_PER_ADDRESS = RateLimitItemPerMinute(30, 10, namespace="mails_address")
STEPS_PER_ADDRESS = RateLimitItemPerMinute(60, 5, namespace="steps_address")
SECOND_STEPS = RateLimitItemPerMinute(10, 10, namespace="second_steps")
INVITATIONS_PER_PERSON = RateLimitItemPerMinute(60, 10, namespace="invitations")
INVITATIONS_PER_ADDRESS = RateLimitItemPerMinute(60, 5, namespace="invitation_codes")
SETUPS_PER_ADDRESS = RateLimitItemPerMinute(120, 1, namespace="setup")
EVENTS_PER_PERSON = RateLimitItemPerSecond(200, 5, namespace="events")
SOCKETS_PER_ADDRESS = RateLimitItemPerMinute(240, 1, namespace="sockets")


def spend(limit: RateLimitItem, *who: str) -> None:
    """Count one use; raises TooManyRequests with the wait when the limit is reached."""
    if _sliding.hit(limit, *who):
        return
    reset = _sliding.get_window_stats(limit, *who).reset_time
    raise TooManyRequests(math.ceil(reset - time.time()))


def has_room(limit: RateLimitItem, *who: str) -> bool:
    """Count one use, the cheapest way, for the hot path of events."""
    return not windows.wait_to_use(limit.namespace, "/".join(who), limit.amount, limit.get_expiry())


def spend_request(who: str) -> None:
    """Count one API request of a person, or of an address before anybody is known."""
    wait = windows.wait_to_use("api", who, get_settings().rate_limit_per_minute, 60)
    if wait:
        raise TooManyRequests(wait)


def forgive(limit: RateLimitItem, *who: str) -> None:
    """Forget the attempts of somebody who succeeded."""
    _sliding.clear(limit, *who)


def carry(limit: RateLimitItem, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """What was spent under one name counts under another, which comes in its place."""
    spent = limit.amount - _sliding.get_window_stats(limit, *old).remaining
    if spent > 0:
        _sliding.hit(limit, *new, cost=spent)


# Counted whoever it was: it slows an account down and never refuses, or one could lock out another.
_MISSES = RateLimitItemPerMinute(1000, 15, namespace="misses")
_UNSLOWED = 20
_SLOWEST_SECONDS = 4.0
_MOST_IN_TURN = 5
_turns: dict[tuple[str, ...], asyncio.Lock] = defaultdict(asyncio.Lock)
_in_turn: dict[tuple[str, ...], int] = defaultdict(int)


def missed(*who: str) -> None:
    """Note that somebody, from wherever, failed at this account."""
    _sliding.hit(_MISSES, *who)


def slowness(*who: str) -> float:
    """How many seconds the next attempt at this account takes: none for most, more the more have failed."""
    failed = _MISSES.amount - _sliding.get_window_stats(_MISSES, *who).remaining
    return min(_SLOWEST_SECONDS, max(0, failed - _UNSLOWED) * 0.25)


@asynccontextmanager
async def in_turn(*who: str) -> AsyncGenerator[None]:
    """Let guesses at one account's short code through one after the other, slower the more have failed."""
    if _in_turn[who] >= _MOST_IN_TURN:
        raise TooManyRequests(math.ceil(_SLOWEST_SECONDS))
    _in_turn[who] += 1
    try:
        async with _turns[who]:
            await asyncio.sleep(slowness(*who))
            yield
    finally:
        _in_turn[who] -= 1
        if not _in_turn[who]:
            del _in_turn[who]
            _turns.pop(who, None)


def reset() -> None:
    """Forget every count; for tests."""
    _storage.reset()
    windows.reset()
