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


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its words and where it comes from."""

    label: str = ""
    value: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody of the tenant as the table shows them."""

    id: str = ""
    name: str = ""
    email: str = ""
    role: str = ""
    role_label: str = ""
    status: str = ""
    status_label: str = ""
    tone: str = ""
    since: str = ""
    seen: str = ""
    walks: str = ""
    is_me: bool = False


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that somebody may still accept, or could have."""

    id: str = ""
    who: str = ""
    role_label: str = ""
    status_label: str = ""
    tone: str = ""
    by_link: bool = False
    inviter: str = ""
    until: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class HouseRow:
    """A tenant as the owner of the installation sees it: how much, never what."""

    id: str = ""
    name: str = ""
    people: str = ""
    storage: str = ""
    since: str = ""
    people_quota: str = ""
    storage_quota: str = ""


@dataclass(frozen=True, slots=True)
class BondRow:
    """Who walks with whom, and since when; nothing of what they say to one another."""

    id: str = ""
    coach: str = ""
    mentee: str = ""
    kind: str = ""
    status_label: str = ""
    tone: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter in the outbox; its text is opened one at a time."""

    id: str = ""
    recipient: str = ""
    subject: str = ""
    kind: str = ""
    status_label: str = ""
    tone: str = ""
    when: str = ""
    problem: str = ""
    has_text: bool = False
    can_send: bool = False


@dataclass(frozen=True, slots=True)
class TrailRow:
    """An entry of the audit trail as the table shows it."""

    seq: str = ""
    when: str = ""
    who: str = ""
    role: str = ""
    action: str = ""
    what: str = ""
    address: str = ""
    correlation: str = ""
    payload: str = ""


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """A forced view: who asked to see what of whom, why, and how it stands."""

    id: str = ""
    owner: str = ""
    # Where the asker reads what is open now; empty for everybody else.
    href: str = ""
    asker: str = ""
    approver: str = ""
    categories: str = ""
    reason: str = ""
    status_label: str = ""
    tone: str = ""
    when: str = ""
    may_decide: bool = False
    may_end: bool = False


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key and what it encrypts."""

    id: str = ""
    count: str = ""
    state: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What part of a list is shown."""

    summary: str = ""
    has_previous: bool = False
    has_next: bool = False
