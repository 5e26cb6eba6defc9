"""Check-ins as a table for a spreadsheet, in which nothing a person wrote can become a formula."""

import csv
import io

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.domain.actor import Actor
from coaching_app.domain.spreadsheet import harmless
from coaching_app.features.wellness.service.forms import get_form
from coaching_app.features.wellness.service.reading import list_checkins

_AT_ONCE = 500


async def checkins_csv(db: AsyncSession, actor: Actor, form_id: str) -> str:
    """All check-ins of a form: a row each, a column for each question, the latest day first."""
    form = await get_form(db, actor, form_id)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(
        [harmless(text) for text in ("day", "answered_at", *(field.label for field in form.fields))]
    )
    cursor: str | None = None
    while True:
        part = await list_checkins(db, actor, form_id=form_id, limit=_AT_ONCE, cursor=cursor)
        for checkin in part.items:
            answers = (checkin.answers.get(field.key, "") for field in form.fields)
            table.writerow(
                [
                    checkin.day.isoformat(),
                    checkin.answered_at.isoformat(),
                    *(_cell(answer) for answer in answers),
                ]
            )
        cursor = part.cursor
        if cursor is None:
            return out.getvalue()


def _cell(answer: float | str) -> str:
    return harmless(answer) if isinstance(answer, str) else f"{answer:.12g}"
