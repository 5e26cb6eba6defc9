"""Secret addresses under which a person's calendar can be read by their other programs."""

from datetime import datetime

from sqlmodel import Field

from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment


class CalendarFeed(TenantScoped, table=True):
    """A feed address; only the digest of its secret is stored, so that the database gives no address away."""

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id", index=True)
    secret_digest: str = Field(max_length=64, unique=True)
    created_at: datetime = created()
    last_read_at: Moment = moment()
    revoked_at: Moment = moment()
