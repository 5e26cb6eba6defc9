"""When a person wants to be reminded, what has been delivered to them, and when they want quiet."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment

# Until somebody says otherwise, minutes of the day.
QUIET_FROM, QUIET_UNTIL = 22 * 60, 7 * 60


class Reminder(TenantScoped, table=True):
    """A minute of the person's own clock; `next_at` is when it comes next, planned for `planned_zone`."""

    __table_args__ = (Index("ix_reminder_next", "deleted_at", "next_at"),)

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id", index=True)
    kind: str = Field(max_length=20)
    item_id: str = Field(default="", max_length=26)
    title: str = Field(default="", max_length=200)
    minute: int
    weekdays: int = 0
    by_mail: bool = False
    next_at: Moment = moment()
    planned_zone: str = Field(default="", max_length=64)
    version: int = 1
    created_at: datetime = created()
    updated_at: datetime = created()
    deleted_at: Moment = moment()


class InboxItem(TenantScoped, table=True):
    """Something to tell a person, once per key: it waits, and is then delivered or dropped."""

    __table_args__ = (
        UniqueConstraint("tenant_id", "owner_id", "key"),
        Index("ix_inboxitem_waiting", "delivered_at", "dropped_at", "due_at"),
        Index("ix_inboxitem_owner", "owner_id", "read_at", "delivered_at"),
    )

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id")
    key: str = Field(max_length=160)
    kind: str = Field(max_length=30)
    item_id: str = Field(default="", max_length=26)
    title: str = Field(max_length=300)
    body: str = Field(default="", max_length=1000)
    href: str = Field(default="", max_length=500)
    by_mail: bool = False
    due_at: Moment = moment()
    expires_at: Moment = moment()
    delivered_at: Moment = moment()
    dropped_at: Moment = moment()
    read_at: Moment = moment()
    mailed_at: Moment = moment()
    created_at: datetime = created()


class ReminderPreference(TenantScoped, table=True):
    """Quiet hours and the minute of the e-mail digest; the same minute twice means no quiet, -1 no digest."""

    __table_args__ = (UniqueConstraint("tenant_id", "owner_id"),)

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id")
    quiet_from: int = QUIET_FROM
    quiet_until: int = QUIET_UNTIL
    digest_minute: int = -1
    next_digest_at: Moment = moment(index=True)
    planned_zone: str = Field(default="", max_length=64)
