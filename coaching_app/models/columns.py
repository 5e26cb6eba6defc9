"""Columns that many tables share, so that they are spelled once."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from coaching_app.core.clock import now
from coaching_app.core.ids import new_id
from coaching_app.db.column_types import UtcDateTime


def identifier() -> Any:
    """An opaque primary key, made by us before the row is stored."""
    return Field(default_factory=new_id, primary_key=True, max_length=26)


def moment(*, index: bool = False) -> Any:
    """An aware time that may be missing."""
    return Field(default=None, sa_type=UtcDateTime, nullable=True, index=index)


def created() -> Any:
    """When the row was made."""
    return Field(default_factory=now, sa_type=UtcDateTime, nullable=False)


Moment = datetime | None
