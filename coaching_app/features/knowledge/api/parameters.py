"""Parameters that several routes of knowledge share."""

from typing import Annotated

from fastapi import Query

from coaching_app.core.paging import LONGEST_CURSOR

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=LONGEST_CURSOR, description="From the answer before.")]
