"""What sign-in hands out once and takes back once: steps between two requests, mailed codes, mailed links."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from coaching_app.db.column_types import SealedText
from coaching_app.models.columns import Moment, created, identifier, moment


class Ticket(SQLModel, table=True):
    """One step of a sign-in or of a change to it; whoever brings its secret may take the next step, once.

    `user_id` is empty while nobody is known, or when there is nobody with the address that was typed.
    """

    # Belongs to a person, not to one of their tenants.
    tenant_id: ClassVar[str] = ""

    id: str = identifier()
    purpose: str = Field(max_length=30)
    secret_digest: str = Field(max_length=64, unique=True)
    user_id: str | None = Field(default=None, foreign_key="person.id", index=True, ondelete="CASCADE")
    data: str = Field(sa_type=SealedText)
    code_digest: str | None = Field(default=None, max_length=64)
    misses: int = 0
    created_at: datetime = created()
    expires_at: datetime = created()
    used_at: Moment = moment()


class EmailChange(SQLModel, table=True):
    """A wish for another address; it comes true when both the old and the new one have confirmed it."""

    tenant_id: ClassVar[str] = ""

    id: str = identifier()
    user_id: str = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    new_email: str = Field(sa_type=SealedText)
    old_digest: str = Field(max_length=64, unique=True)
    new_digest: str = Field(max_length=64, unique=True)
    old_confirmed_at: Moment = moment()
    new_confirmed_at: Moment = moment()
    created_at: datetime = created()
    expires_at: datetime = created()
    ended_at: Moment = moment()
