"""What a person wants to become true."""

from datetime import date, datetime

from sqlmodel import Field

from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment


class Goal(TenantScoped, table=True):
    """A goal; `status` is active, done or dropped."""

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id", index=True)
    title: str = Field(max_length=500)
    why: str = Field(default="", max_length=20_000)
    due_on: date | None = None
    status: str = Field(default="active", max_length=20)
    version: int = 1
    created_at: datetime = created()
    updated_at: datetime = created()
    deleted_at: Moment = moment()
