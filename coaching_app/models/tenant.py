"""The tenant: an organisation, or one person, whose data crosses to no other."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from coaching_app.models.columns import created, identifier


class Tenant(SQLModel, table=True):
    """A church, a practice, a person."""

    id: str = identifier()
    name: str = Field(max_length=200)
    time_zone: str = Field(default="UTC", max_length=64)
    language: str = Field(default="en", max_length=20)
    ai_enabled: bool = True
    created_at: datetime = created()
