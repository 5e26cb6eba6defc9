"""The one row that says this installation has its first admin."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from coaching_app.models.columns import created


class Installation(SQLModel, table=True):
    """Its primary key lets only one of many parallel first registrations win."""

    __table_args__ = (CheckConstraint("id = 1", name="one_installation"),)

    id: int = Field(default=1, primary_key=True)
    tenant_id: str = Field(foreign_key="tenant.id")
    completed_at: datetime = created()
