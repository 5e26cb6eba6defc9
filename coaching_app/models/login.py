"""Signed-in browsers and API token families; only digests of their secrets are stored."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from coaching_app.models.columns import Moment, created, identifier, moment


class Login(SQLModel, table=True):
    """One signed-in browser."""

    id: str = identifier()
    user_id: str = Field(foreign_key="person.id", index=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    secret_digest: str = Field(max_length=64, unique=True)
    device: str = Field(default="", max_length=300)
    address: str = Field(default="", max_length=64)
    created_at: datetime = created()
    last_seen_at: datetime = created()
    expires_at: datetime = created()
    ended_at: Moment = moment()
    # How the person proved themselves, and when they last did.
    method: str = Field(default="", max_length=40)
    fresh_at: Moment = moment()
    # When a second step was shown in this very sign-in.
    second_step_at: Moment = moment()


class ApiTokenFamily(SQLModel, table=True):
    """What one API sign-in started; reuse of a spent refresh token ends the whole family.

    `kind` is device, or service for an agent's own token: that one has no pair but a secret and an end.
    `scopes` are words separated by spaces.
    """

    id: str = identifier()
    user_id: str = Field(foreign_key="person.id", index=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    device: str = Field(default="", max_length=300)
    address: str = Field(default="", max_length=64)
    created_at: datetime = created()
    last_seen_at: datetime = created()
    ended_at: Moment = moment()
    ended_because: str | None = Field(default=None, max_length=40)
    name: str = Field(default="", max_length=120)
    kind: str = Field(default="device", max_length=10)
    scopes: str = Field(default="read write", max_length=120)
    secret_digest: str | None = Field(default=None, max_length=64, unique=True)
    expires_at: Moment = moment()
    fresh_at: Moment = moment()
    second_step_at: Moment = moment()


class RefreshToken(SQLModel, table=True):
    """A refresh token, good for one use."""

    id: str = identifier()
    family_id: str = Field(foreign_key="apitokenfamily.id", index=True)
    secret_digest: str = Field(max_length=64, unique=True)
    expires_at: datetime = created()
    used_at: Moment = moment()
