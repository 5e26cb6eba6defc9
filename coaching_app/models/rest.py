"""When a person rests: once, or every week; why is not stored."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment


class Rest(TenantScoped, table=True):
    """A rest of the whole person (`area` all) or of one area.

    Once: from `starts_at` to `ends_at`, or until further notice. Weekly: from `from_time` on `from_weekday`
    (0 is Monday) to `until_time` on `until_weekday` on the person's own clock, from `first_day` to `last_day`.
    `cuts` are the parts of a weekly rest that were ended early, as pairs of UTC moments.
    """

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id", index=True)
    area: str = Field(default="all", max_length=20)
    is_weekly: bool = False
    starts_at: Moment = moment()
    ends_at: Moment = moment()
    from_weekday: int | None = None
    from_time: time | None = None
    until_weekday: int | None = None
    until_time: time | None = None
    first_day: date | None = None
    last_day: date | None = None
    cuts: list[Any] = Field(default_factory=list, sa_type=JSON)
    created_at: datetime = created()
    updated_at: datetime = created()
    deleted_at: Moment = moment()
