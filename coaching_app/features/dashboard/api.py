"""The person's day over REST: the facts that the page of today shows."""

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.db.unit_of_work import snapshot
from coaching_app.features.dashboard import service
from coaching_app.features.dashboard.schemas import DayFacts

router = ApiRouter(tags=["today"])


@router.get("/today")
@policy(Policy.SIGNED_IN)
async def read_day(actor: CurrentActor) -> DayFacts:
    """What was promised, what moved and what is next, with the habits and check-ins of the day."""
    async with snapshot(actor.tenant_id) as db:
        return await service.read_day(db, actor)
