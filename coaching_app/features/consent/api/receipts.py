"""Receipts over REST, and as a table."""

from typing import Annotated

from fastapi import Query, Response

from coaching_app.access.answers import TABLE, answers
from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.paging import LONGEST_CURSOR, Slice
from coaching_app.db.unit_of_work import snapshot
from coaching_app.domain.consent import Category
from coaching_app.features.consent import service
from coaching_app.features.consent.api.decisions import Day
from coaching_app.features.consent.schemas import ReceiptFilter, ReceiptView

router = ApiRouter(prefix="/sharing", tags=["sharing"])
Reader = Annotated[str, Query(max_length=26)]


@router.get("/receipts")
@policy(Policy.SIGNED_IN)
async def list_receipts(
    actor: CurrentActor,
    *,
    reader_id: Reader = "",
    category: Category | None = None,
    first: Day | None = None,
    last: Day | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=LONGEST_CURSOR)] = None,
) -> Slice[ReceiptView]:
    """Who read what of mine, the latest first."""
    wanted = ReceiptFilter(reader_id, category, first, last)
    async with snapshot(actor.tenant_id) as db:
        return await service.list_receipts(db, actor, wanted, limit=limit, cursor=cursor)


@router.get("/receipts.csv", response_class=Response, responses=answers(TABLE))
@policy(Policy.SIGNED_IN)
async def receipts_csv(
    actor: CurrentActor,
    reader_id: Reader = "",
    category: Category | None = None,
    first: Day | None = None,
    last: Day | None = None,
) -> Response:
    """The same as a table for a spreadsheet."""
    wanted = ReceiptFilter(reader_id, category, first, last)
    async with snapshot(actor.tenant_id) as db:
        text = await service.receipts_csv(db, actor, wanted)
    headers = {"Content-Disposition": 'attachment; filename="receipts.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
