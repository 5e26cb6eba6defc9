"""What the planner's routes take: days, texts, versions, and where a list goes on."""

import re
from datetime import date
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt

from coaching_app.core.paging import LONGEST_CURSOR
from coaching_app.features.planner.schemas import LONGEST_ESTIMATE, TEXT_LENGTH, TITLE_LENGTH

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _only_iso(value: object) -> object:
    # Left alone, pydantic would also take a number for seconds since 1970.
    if value is None or isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("a day is written YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_only_iso), Field(description="A day from 1900 to 2200, YYYY-MM-DD.")]
# At least one character that can be seen.
Title = Annotated[str, Field(min_length=1, max_length=TITLE_LENGTH, pattern=r"[^\s\x00-\x1f\x7f-\x9f]")]
LongText = Annotated[str, Field(max_length=TEXT_LENGTH)]
Minutes = Annotated[StrictInt, Field(ge=1, le=LONGEST_ESTIMATE)]
Tag = Annotated[str, Field(max_length=60)]
RuleText = Annotated[str, Field(max_length=510, description="An iCalendar rule: FREQ=WEEKLY;BYDAY=FR")]
Number = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
Version = Annotated[
    StrictInt, Field(ge=1, le=2**31 - 1, description="The version this change was made from.")
]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=LONGEST_CURSOR, description="From the answer before.")]


class Body(BaseModel):
    """What a route takes: these fields and no other."""

    model_config = ConfigDict(extra="forbid")


def changes(patch: BaseModel) -> dict[str, Any]:
    """The fields that were sent, without the version they were made from."""
    return patch.model_dump(exclude_unset=True, exclude={"version"})
