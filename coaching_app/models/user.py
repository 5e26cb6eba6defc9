"""People and the role they hold in each tenant."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from coaching_app.models.columns import Moment, created, identifier, moment


class User(SQLModel, table=True):
    """A person who can sign in; `email` is stored in lower case."""

    # "user" is a reserved word in PostgreSQL.
    __tablename__ = "person"  # pyright: ignore[reportAssignmentType]: SQLModel declares it too narrowly

    id: str = identifier()
    email: str = Field(max_length=254, unique=True)
    # When a secret sent to the address came back; until then it is only what somebody typed.
    email_verified_at: Moment = moment()
    display_name: str = Field(max_length=120)
    password_hash: str | None = Field(default=None, max_length=255)
    time_zone: str = Field(default="UTC", max_length=64)
    language: str = Field(default="en", max_length=20)
    is_instance_owner: bool = False
    deactivated_at: Moment = moment()
    created_at: datetime = created()


class Membership(SQLModel, table=True):
    """A person's role in a tenant; not tenant-scoped because sign-in reads it before a tenant is known."""

    __table_args__ = (UniqueConstraint("tenant_id", "user_id"),)

    id: str = identifier()
    tenant_id: str = Field(foreign_key="tenant.id", index=True)
    user_id: str = Field(foreign_key="person.id", index=True)
    role: str = Field(max_length=20)
    ended_at: Moment = moment()
    # "deactivated" can be undone by an admin; "removed" and "left" take a new invitation.
    ended_how: str = Field(default="", max_length=20)
    created_at: datetime = created()
