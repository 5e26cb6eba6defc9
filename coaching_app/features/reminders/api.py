"""Reminders and the inbox over REST: the same use cases as the page."""

from typing import Annotated, Any, Literal, cast

from fastapi import status
from pydantic import BaseModel, ConfigDict, Field, StrictInt

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.paging import Slice
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.features.habits.service import weekday_bits
from coaching_app.features.reminders import service
from coaching_app.features.reminders.schemas import (
    TITLE_LENGTH,
    NoticeView,
    Preferences,
    ReminderChanges,
    ReminderDraft,
    ReminderView,
)

Clock = Annotated[
    str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="HH:MM on the person's clock.")
]
Title = Annotated[str, Field(max_length=TITLE_LENGTH)]
WeekdayName = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Weekdays = Annotated[list[WeekdayName], Field(max_length=7)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewReminder(_Body):
    """A reminder to make: of one habit, of all habits that are open, or in one's own words."""

    kind: Literal["habit", "habits", "custom"]
    item_id: Annotated[str, Field(max_length=26)] = ""
    title: Title = ""
    time: Clock
    weekdays: Weekdays = []
    by_mail: bool = False


class ReminderPatch(_Body):
    """The fields of a reminder to change; what is left out stays."""

    version: Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]
    title: Title = ""
    time: Clock = "08:00"
    weekdays: Weekdays = []
    by_mail: bool = False


class NewPreferences(_Body):
    """The same time twice means no quiet hours; an empty digest means none."""

    quiet_from: Clock = "22:00"
    quiet_until: Clock = "07:00"
    digest: Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")] = ""


router = ApiRouter(tags=["reminders"])


def _values(body: BaseModel, **options: Any) -> dict[str, Any]:
    values = body.model_dump(**options)
    if "time" in values:
        values["minute"] = service.minute_of(values.pop("time"))
    if "weekdays" in values:
        values["weekdays"] = weekday_bits(values["weekdays"])
    return values


@router.get("/reminders")
@policy(Policy.SIGNED_IN)
async def list_reminders(actor: CurrentActor) -> Slice[ReminderView]:
    """The person's reminders by the time of the day; there are at most 200."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.list_reminders(db, actor))


@router.post("/reminders", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN)
async def add_reminder(actor: CurrentActor, body: NewReminder) -> ReminderView:
    """Make a reminder."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_reminder(db, actor, ReminderDraft(**_values(body)))


@router.get("/reminders/preferences")
@policy(Policy.SIGNED_IN)
async def get_preferences(actor: CurrentActor) -> Preferences:
    """Quiet hours and digest."""
    async with snapshot(actor.tenant_id) as db:
        return await service.read_preferences(db, actor)


@router.put("/reminders/preferences")
@policy(Policy.SIGNED_IN)
async def set_preferences(actor: CurrentActor, body: NewPreferences) -> Preferences:
    """Change quiet hours and digest."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.set_preferences(db, actor, Preferences(**body.model_dump()))


@router.get("/reminders/{reminder_id}")
@policy(Policy.SIGNED_IN)
async def get_reminder(actor: CurrentActor, reminder_id: str) -> ReminderView:
    """One reminder."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_reminder(db, actor, reminder_id)


@router.patch("/reminders/{reminder_id}")
@policy(Policy.SIGNED_IN)
async def edit_reminder(actor: CurrentActor, reminder_id: str, body: ReminderPatch) -> ReminderView:
    """Change a reminder; 409 with both versions when it changed in the meantime."""
    changes = cast("ReminderChanges", _values(body, exclude_unset=True, exclude={"version"}))
    async with unit_of_work(actor.tenant_id) as db:
        return await service.edit_reminder(db, actor, reminder_id, body.version, changes)


@router.delete("/reminders/{reminder_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def delete_reminder(actor: CurrentActor, reminder_id: str) -> None:
    """Delete a reminder; `restore` brings it back."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.delete_reminder(db, actor, reminder_id)


@router.post("/reminders/{reminder_id}/restore")
@policy(Policy.SIGNED_IN)
async def restore_reminder(actor: CurrentActor, reminder_id: str) -> ReminderView:
    """Bring back a deleted reminder."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.restore_reminder(db, actor, reminder_id)


@router.get("/inbox")
@policy(Policy.SIGNED_IN)
async def list_notices(actor: CurrentActor) -> Slice[NoticeView]:
    """What the person was told, unread first, then the newest; at most 100."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.list_notices(db, actor))


@router.post("/inbox/read", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def read_all(actor: CurrentActor) -> None:
    """Put everything away."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.read_all_notices(db, actor)


@router.post("/inbox/{notice_id}/read")
@policy(Policy.SIGNED_IN)
async def read_notice(actor: CurrentActor, notice_id: str) -> NoticeView:
    """Put one away."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.read_notice(db, actor, notice_id)
