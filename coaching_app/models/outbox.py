"""Mail that waits to be sent, or was sent, or could not be."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from coaching_app.db.column_types import SealedText
from coaching_app.models.columns import Moment, created, identifier, moment


class OutboxMail(SQLModel, table=True):
    """A letter; `status` is waiting, sent or failed. Once it is sent, its text is forgotten."""

    __table_args__ = (Index("ix_outboxmail_tenant", "tenant_id", "created_at"),)

    id: str = identifier()
    tenant_id: str | None = Field(default=None, foreign_key="tenant.id", ondelete="CASCADE")
    recipient: str = Field(max_length=254)
    subject: str = Field(max_length=300)
    body: str | None = Field(default=None, sa_type=SealedText)
    kind: str = Field(max_length=40)
    status: str = Field(default="waiting", max_length=10)
    attempts: int = 0
    problem: str = Field(default="", max_length=300)
    created_at: datetime = created()
    expires_at: Moment = moment()
    sent_at: Moment = moment()
