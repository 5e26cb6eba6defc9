"""Counts requests, events and attempts per person and address, and says when it is too much."""

import math
import time

from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, SlidingWindowCounterRateLimiter

from coaching_app.core.errors import TooManyRequests
from coaching_app.core.settings import get_settings

# One process serves all people (see the ADR on state), so its own memory is the right place.
_storage = MemoryStorage()
_sliding = SlidingWindowCounterRateLimiter(_storage)
_fixed = FixedWindowRateLimiter(_storage)

SIGN_INS_PER_ACCOUNT = RateLimitItemPerMinute(6, 5, namespace="sign_in_account")
SIGN_INS_PER_ADDRESS = RateLimitItemPerMinute(30, 5, namespace="sign_in_address")
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
    """Count one use in a fixed window, the cheapest way, for the hot path of events."""
    return _fixed.hit(limit, *who)


def spend_request(who: str) -> None:
    """Count one API request of a person, or of an address before anybody is known."""
    spend(RateLimitItemPerMinute(get_settings().rate_limit_per_minute, 1, namespace="api"), who)


def forgive(limit: RateLimitItem, *who: str) -> None:
    """Forget the attempts of somebody who succeeded."""
    _sliding.clear(limit, *who)


def reset() -> None:
    """Forget every count; for tests."""
    _storage.reset()
