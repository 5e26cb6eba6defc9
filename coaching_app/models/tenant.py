"""The tenant: an organisation, or one person, whose data crosses to no other."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field, SQLModel

from coaching_app.models.columns import created, identifier


class Tenant(SQLModel, table=True):
    """A church, a practice, a person."""

    id: str = identifier()
    name: str = Field(max_length=200)
    time_zone: str = Field(default="UTC", max_length=64)
    language: str = Field(default="en", max_length=20)
    ai_enabled: bool = True
    # Who must have a second step at sign-in; see domain/second_step.
    second_step: str = Field(default="nobody", max_length=20)
    # The name of one of the colours that were checked for contrast; see domain/branding.
    accent: str = Field(default="green", max_length=20)
    # Of the picture in TenantLogo; empty without one.
    logo_sha256: str = Field(default="", max_length=64)
    logo_type: str = Field(default="", max_length=40)
    # How many people may belong, and how many bytes of files they may keep; none is without limit.
    people_quota: int | None = None
    storage_quota: int | None = Field(default=None, sa_type=BigInteger)
    created_at: datetime = created()


class TenantLogo(SQLModel, table=True):
    """A tenant's mark: small, and apart from the files of people, which are swept."""

    tenant_id: str = Field(foreign_key="tenant.id", primary_key=True, max_length=26)
    content: bytes = Field(sa_type=LargeBinary)
