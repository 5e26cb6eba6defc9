"""The consent ledger: what was allowed or refused, what was read, and views forced open by two people."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from coaching_app.db.column_types import SealedText, UtcDateTime
from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment


class ConsentGrant(TenantScoped, table=True):
    """One decision of an owner; it is never changed, only withdrawn.

    An empty `item_id` means the whole category. It is meant for one person (`viewer_id`) or for a kind of
    relationship (`audience` mentor or pastor); a refusal may also be for everyone.
    """

    __table_args__ = (
        CheckConstraint(
            "(viewer_id IS NOT NULL AND audience = '') OR (viewer_id IS NULL AND audience <> '')",
            name="one_audience",
        ),
        CheckConstraint("is_denial OR audience <> 'everyone'", name="no_allow_for_everyone"),
        Index("ix_consentgrant_owner", "owner_id", "category", "item_id"),
    )

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id")
    category: str = Field(max_length=20)
    item_id: str = Field(default="", max_length=26)
    viewer_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    audience: str = Field(default="", max_length=20)
    is_denial: bool = False
    # The day the owner named, and the moment it ends where they lived then.
    last_day: date | None = None
    ends_at: Moment = moment()
    created_at: datetime = created()
    withdrawn_at: Moment = moment()


class ReadReceipt(TenantScoped, table=True):
    """Somebody else read one thing; reads of the same minute on the same surface raise `count`.

    Who read is no foreign key: the receipt outlives the reader.
    """

    __table_args__ = (
        UniqueConstraint("owner_id", "reader_id", "category", "item_id", "surface", "minute", "basis"),
        Index("ix_readreceipt_owner", "owner_id", "minute", "id"),
    )

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id")
    reader_id: str = Field(max_length=26, index=True)
    reader_role: str = Field(max_length=20)
    category: str = Field(max_length=20)
    item_id: str = Field(max_length=26)
    surface: str = Field(max_length=60)
    # What allowed it: "grant:<ids>", "break-glass:<id>", or a word of the surface.
    basis: str = Field(max_length=300)
    minute: datetime = Field(sa_type=UtcDateTime)
    count: int = 1
    created_at: datetime = created()


class BreakGlass(TenantScoped, table=True):
    """An admin asks to see private things of one person; a second person decides.

    `categories` is ",goals,notes,": with a comma on both sides of every name.
    """

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id", index=True)
    asker_id: str = Field(foreign_key="person.id", index=True)
    categories: str = Field(max_length=200)
    reason: str = Field(sa_type=SealedText)
    minutes: int
    asked_at: datetime = created()
    approver_id: str | None = Field(default=None, foreign_key="person.id")
    approved_at: Moment = moment()
    declined_at: Moment = moment()
    ends_at: Moment = moment()
    ended_at: Moment = moment()
    seen_at: Moment = moment()
