"""Archives with everything of one person: made to be taken away, or brought in from elsewhere."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment


class PersonArchive(TenantScoped, table=True):
    """`kind` is export or import; `status` is waiting, working, ready (or done for an import), failed or gone.

    The file of an export lies in the data folder under its id until `expires_at`; that of an import is `staged`.
    """

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id", index=True)
    kind: str = Field(max_length=10)
    status: str = Field(default="waiting", max_length=10)
    staged: str = Field(default="", max_length=26)
    size: int = Field(default=0, sa_type=BigInteger)
    rows: int = 0
    files: int = 0
    error: str = Field(default="", max_length=500)
    created_at: datetime = created()
    finished_at: Moment = moment()
    expires_at: Moment = moment()
