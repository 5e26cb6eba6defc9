"""Names what went wrong at the vendor or on the way in the words of our protocol."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from coaching_app.ai.protocol import FailureKind
from coaching_app.core.clock import now

if TYPE_CHECKING:
    from anthropic import APIStatusError

_BY_STATUS = {
    401: FailureKind.UNAUTHORISED,
    402: FailureKind.UNAUTHORISED,
    403: FailureKind.UNAUTHORISED,
    408: FailureKind.TIMEOUT,
    413: FailureKind.TOO_LONG,
    429: FailureKind.RATE_LIMITED,
    503: FailureKind.OVERLOADED,
    504: FailureKind.TIMEOUT,
    529: FailureKind.OVERLOADED,
}
# Errors inside a stream come with status 200 and are known by their type.
_BY_TYPE = {
    "authentication_error": FailureKind.UNAUTHORISED,
    "billing_error": FailureKind.UNAUTHORISED,
    "permission_error": FailureKind.UNAUTHORISED,
    "overloaded_error": FailureKind.OVERLOADED,
    "rate_limit_error": FailureKind.RATE_LIMITED,
    "request_too_large": FailureKind.TOO_LONG,
    "timeout_error": FailureKind.TIMEOUT,
}
_TRANSIENT = frozenset({FailureKind.RATE_LIMITED, FailureKind.OVERLOADED, FailureKind.UNREACHABLE})


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an attempt failed; `again` when another attempt at once is worth it, `wait` in seconds if asked."""

    kind: FailureKind
    again: bool = False
    wait: float | None = None
    lasting: bool = False  # trying later will not help either


def fault_of(error: Exception) -> Fault:
    """The fault behind an exception of the SDK, of its HTTP client, or of unreadable data."""
    import anthropic
    import httpx2

    if isinstance(error, anthropic.APIStatusError):
        return _status_fault(error)
    # In order: the first class that fits names the fault.
    table: tuple[tuple[tuple[type[Exception], ...], Fault], ...] = (
        ((anthropic.APITimeoutError,), _silence(error.__cause__)),
        ((anthropic.APIConnectionError,), Fault(FailureKind.UNREACHABLE, again=True)),
        ((TimeoutError, httpx2.TimeoutException), Fault(FailureKind.TIMEOUT)),
        ((httpx2.DecodingError,), Fault(FailureKind.MALFORMED)),
        ((httpx2.TransportError, httpx2.StreamError), Fault(FailureKind.CUT_OFF, again=True)),
        # The SDK builds its objects unchecked: a field that is missing shows only when it is read.
        ((ValueError, AttributeError, TypeError), Fault(FailureKind.MALFORMED)),
    )
    return next((fault for kinds, fault in table if isinstance(error, kinds)), Fault(FailureKind.UNKNOWN))


def _silence(cause: BaseException | None) -> Fault:
    """Nobody there is another thing than somebody slow."""
    import httpx2

    if isinstance(cause, httpx2.ConnectTimeout):
        return Fault(FailureKind.UNREACHABLE, again=True)
    return Fault(FailureKind.TIMEOUT)


def _status_fault(error: APIStatusError) -> Fault:
    status = error.status_code
    if 300 <= status < 400:
        return Fault(FailureKind.UNREACHABLE, lasting=True)
    if status == 400 and "too long" in (error.api_message or ""):
        return Fault(FailureKind.TOO_LONG)
    by_type = _BY_TYPE.get(str(error.type))
    kind = _BY_STATUS.get(status) or by_type or FailureKind.UNKNOWN
    refused = error.response.headers.get("x-should-retry") == "false"
    server_side = status >= 500 or status == 200
    transient = kind in _TRANSIENT or (kind is FailureKind.UNKNOWN and server_side)
    return Fault(
        kind,
        again=transient and not refused,
        wait=retry_after(error.response.headers.get("retry-after")),
        lasting=kind is FailureKind.UNKNOWN and not server_side,
    )


def retry_after(header: str | None) -> float | None:
    """Seconds of a Retry-After header, as a number or as a date; None when absent or unreadable."""
    if not header:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            moment = parsedate_to_datetime(header)
        except ValueError:
            return None
        seconds = (_aware(moment) - now()).total_seconds()
    return max(0.0, seconds) if seconds < float("inf") else None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
