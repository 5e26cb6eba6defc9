"""What crosses the borders of administration: counts and facts of access, nothing a person wrote."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Chain = Literal["tenant", "instance"]


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What the audit trail is narrowed to; empty means any."""

    actor_id: str = ""
    # A table or an event, for example `task` or `sign_in.failed`.
    subject: str = ""
    search: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One entry of the audit trail."""

    seq: int
    at: datetime
    actor_id: str | None
    actor_name: str
    actor_role: str
    login_id: str
    action: str
    address: str
    correlation_id: str
    changes: tuple[dict[str, Any], ...]
    events: tuple[dict[str, Any], ...]
    payload: dict[str, Any]
    hash: str
