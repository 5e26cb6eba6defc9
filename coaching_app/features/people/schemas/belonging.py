"""Who belongs to a tenant, who is invited, and what a tenant is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from coaching_app.domain.actor import Role
from coaching_app.features.people.schemas.people import Kind, RelationshipView

MemberStatus = Literal["active", "deactivated", "ended"]
MemberSort = Literal["name", "email", "role", "joined", "seen"]
InvitationStatus = Literal["open", "accepted", "revoked", "expired"]
Way = Literal["new", "join", "sign_in", "accept", "other_person"]


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """What a list of members is narrowed to; empty means any."""

    search: str = ""
    role: Role | None = None
    status: MemberStatus | None = None


@dataclass(frozen=True, slots=True)
class MemberView:
    """Somebody who belongs, or belonged, to a tenant, for its admins: facts of access, nothing they wrote."""

    person_id: str
    name: str
    email: str
    role: Role
    status: MemberStatus
    joined_at: datetime
    ended_at: datetime | None
    last_seen_at: datetime | None
    coaches: int
    mentees: int
    is_me: bool


@dataclass(frozen=True, slots=True)
class MemberPage:
    """A part of the members, how many there are in all, and how the next part is asked for."""

    items: tuple[MemberView, ...]
    total: int
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Departed:
    """What a change of role or the end of a membership took along."""

    ended_relationships: int
    ended_logins: int


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation as its inviter, or an admin, sees it; its secret is shown once, when it is made."""

    id: str
    role: Role
    email: str
    kind: Kind | None
    status: InvitationStatus
    inviter: str
    created_at: datetime
    sent_at: datetime
    expires_at: datetime
    accepted_name: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation with its link, or the proposal made instead to somebody who belongs already."""

    invitation: InvitationView | None = None
    link: str = ""
    proposal: RelationshipView | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """What whoever holds an invitation may know before they accept; `way` says how they can."""

    tenant: str
    inviter: str
    role: Role
    kind: Kind | None
    email: str
    way: Way
    signed_in_as: str = ""


@dataclass(frozen=True, slots=True)
class NewcomerForm:
    """What somebody without an account fills in; the address may be empty when the invitation names it."""

    display_name: str
    email: str
    password: str
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Accepted:
    """Who belongs where now, and whether they have just shown that they are that person."""

    user_id: str
    tenant_id: str
    may_sign_in: bool


@dataclass(frozen=True, slots=True)
class OwnTenant:
    """A tenant the person belongs to, with their role there."""

    id: str
    name: str
    role: Role
    is_current: bool


@dataclass(frozen=True, slots=True)
class TenantSettings:
    """What an admin sets for a tenant; how much of its bounds is used. The bounds are the owner's to set."""

    id: str
    name: str
    time_zone: str
    language: str
    accent: str
    logo_sha256: str
    ai_enabled: bool
    people: int
    people_quota: int | None
    storage: int
    storage_quota: int | None


@dataclass(frozen=True, slots=True)
class TenantView:
    """A tenant as the owner of the instance sees it: how much, never what."""

    id: str
    name: str
    people: int
    people_quota: int | None
    storage: int
    storage_quota: int | None
    created_at: datetime
