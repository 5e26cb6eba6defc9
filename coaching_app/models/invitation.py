"""Invitations into a tenant; they grant nothing before they are accepted."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment


class Invitation(TenantScoped, table=True):
    """One use, until it expires or is revoked; only the digest of its secret is stored."""

    __table_args__ = (Index("ix_invitation_inviter", "inviter_id", "created_at"),)

    id: str = identifier()
    inviter_id: str = Field(foreign_key="person.id")
    role: str = Field(max_length=20)
    # Empty for an invitation by link; otherwise only the owner of this address may accept.
    email: str = Field(default="", max_length=254)
    # The relationship that is proposed once it is accepted: mentor, pastor or none.
    kind: str = Field(default="", max_length=20)
    secret_digest: str = Field(max_length=64, unique=True)
    created_at: datetime = created()
    sent_at: datetime = created()
    times_sent: int = 1
    expires_at: datetime = created()
    revoked_at: Moment = moment()
    accepted_at: Moment = moment()
    accepted_by: str | None = Field(default=None, foreign_key="person.id")
