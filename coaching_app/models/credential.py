"""What people prove themselves with besides a password: authenticator apps, recovery codes, passkeys, other accounts."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from coaching_app.db.column_types import SealedText
from coaching_app.models.columns import Moment, created, identifier, moment


class Authenticator(SQLModel, table=True):
    """An app that makes a code every 30 seconds; it counts once a first code has confirmed it.

    `last_step` is the newest period whose code was used: that one and every earlier one are spent.
    """

    # Belongs to a person, not to one of their tenants.
    tenant_id: ClassVar[str] = ""

    id: str = identifier()
    user_id: str = Field(foreign_key="person.id", unique=True, ondelete="CASCADE")
    secret: str = Field(sa_type=SealedText)
    last_step: int = 0
    created_at: datetime = created()
    confirmed_at: Moment = moment()


class RecoveryCode(SQLModel, table=True):
    """One of ten codes for the day the telephone is gone."""

    id: str = identifier()
    user_id: str = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    secret_digest: str = Field(max_length=64)
    created_at: datetime = created()
    used_at: Moment = moment()


class Passkey(SQLModel, table=True):
    """A key pair whose private half never leaves the person's device; `credential_id` and key are base64url."""

    id: str = identifier()
    user_id: str = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    credential_id: str = Field(max_length=1400, unique=True)
    public_key: str = Field(max_length=2000)
    # 32 bits without a sign do not fit into PostgreSQL's integer.
    sign_count: int = Field(default=0, sa_type=BigInteger)
    name: str = Field(max_length=120)
    is_backed_up: bool = False
    created_at: datetime = created()
    last_used_at: Moment = moment()


class LinkedAccount(SQLModel, table=True):
    """An account elsewhere that opens this one; the issuer's own name for it, never the address, says whose."""

    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("user_id", "provider"))

    id: str = identifier()
    user_id: str = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    provider: str = Field(max_length=20)
    issuer: str = Field(max_length=300)
    subject: str = Field(max_length=300)
    label: str = Field(default="", max_length=254)
    created_at: datetime = created()
    last_used_at: Moment = moment()
