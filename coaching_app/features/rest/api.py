"""Rest over REST: the same use cases as the page."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import status
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictInt

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.clock_time import ClockTime
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.rest import service
from coaching_app.features.rest.schemas import Ended, OnceDraft, RestPage, RestView, WeeklyDraft


def _only_text(value: object) -> object:
    # Left alone, pydantic would also take a number for seconds since 1970.
    if value is None or isinstance(value, (str, date, datetime)):
        return value
    raise ValueError("a moment is written as in ISO 8601")


Moment = Annotated[AwareDatetime, BeforeValidator(_only_text)]
Day = Annotated[date, BeforeValidator(_only_text)]
AreaName = Literal["all", "habits", "checkins", "planner", "reminders", "commitments"]
Weekday = Annotated[StrictInt, Field(ge=0, le=6, description="0 is Monday.")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewRest(_Body):
    """A rest that comes once; without an end it lasts until it is ended."""

    starts_at: Moment
    ends_at: Moment | None = None
    area: AreaName = "all"


class NewWeeklyRest(_Body):
    """A rest of every week, on the person's own clock."""

    from_weekday: Weekday
    from_time: ClockTime
    until_weekday: Weekday
    until_time: ClockTime
    first_day: Day | None = None
    last_day: Day | None = None
    area: AreaName = "all"


router = ApiRouter(prefix="/rest", tags=["rest"])


@router.get("")
@policy(Policy.SIGNED_IN)
async def list_rests(actor: CurrentActor) -> tuple[RestView, ...]:
    """All my rests."""
    async with snapshot(actor.tenant_id) as db:
        return await service.list_rests(db, actor)


@router.get("/now")
@policy(Policy.SIGNED_IN)
async def read_rest(actor: CurrentActor) -> RestPage:
    """Whether I rest now, and what is planned."""
    async with snapshot(actor.tenant_id) as db:
        return await service.read_rest(db, actor)


@router.post("", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN)
async def add_once(actor: CurrentActor, body: NewRest) -> RestView:
    """Rest once, also from up to 14 days ago."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_once(db, actor, OnceDraft(body.starts_at, body.ends_at, body.area))


@router.post("/weekly", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN)
async def add_weekly(actor: CurrentActor, body: NewWeeklyRest) -> RestView:
    """Rest every week."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_weekly(db, actor, WeeklyDraft(**body.model_dump()))


@router.post("/end")
@policy(Policy.SIGNED_IN)
async def end_now(actor: CurrentActor) -> tuple[Ended, ...]:
    """Be back: end every rest that is under way."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.end_now(db, actor)


@router.get("/{rest_id}")
@policy(Policy.SIGNED_IN)
async def get_rest(actor: CurrentActor, rest_id: str) -> RestView:
    """One rest."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_rest(db, actor, rest_id)


@router.post("/{rest_id}/end")
@policy(Policy.SIGNED_IN)
async def end_rest(actor: CurrentActor, rest_id: str) -> Ended:
    """End one rest early; a weekly one comes again."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.end_rest(db, actor, rest_id)


@router.post("/{rest_id}/stop")
@policy(Policy.SIGNED_IN)
async def stop_weekly(actor: CurrentActor, rest_id: str) -> RestView:
    """Let a weekly rest not come again."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.stop_weekly(db, actor, rest_id)


@router.delete("/{rest_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def delete_rest(actor: CurrentActor, rest_id: str) -> None:
    """Delete a rest; `restore` brings it back."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.delete_rest(db, actor, rest_id)


@router.post("/{rest_id}/restore")
@policy(Policy.SIGNED_IN)
async def restore_rest(actor: CurrentActor, rest_id: str) -> RestView:
    """Bring back a deleted rest."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.restore_rest(db, actor, rest_id)
