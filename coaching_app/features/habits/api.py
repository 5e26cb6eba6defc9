"""Habits over REST: the same use cases as the pages; a device replays what it noted offline with `PUT`."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal, cast

from fastapi import Query, Request, Response, status
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictFloat, StrictInt
from starlette.datastructures import UploadFile

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _
from coaching_app.core.paging import Slice
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.habits.plan import MOST_DAYS
from coaching_app.domain.habits.rules import MOST_AMOUNT, UNIT_LENGTH
from coaching_app.features.habits import service
from coaching_app.features.habits.schemas import (
    KEY_LENGTH,
    MOST_TAGS,
    NAME_LENGTH,
    NOTE_LENGTH,
    QUESTION_LENGTH,
    TAG_LENGTH,
    TEXT_LENGTH,
    EntryChange,
    EntryState,
    EntryView,
    HabitChanges,
    HabitDraft,
    HabitView,
    ImportReport,
    ScoreDay,
    WeekdayName,
)

LONGEST_RANGE = timedelta(days=366 * 20)


def _only_iso(value: object) -> object:
    # Left alone, pydantic would also take a number for seconds since 1970.
    if isinstance(value, date) or (isinstance(value, str) and len(value) == 10 and value[4] == "-"):
        return value
    raise ValueError("a day is written YYYY-MM-DD")


Day = Annotated[
    date, BeforeValidator(_only_iso), Field(description="A day from 1900 until today, YYYY-MM-DD.")
]
Name = Annotated[str, Field(min_length=1, max_length=NAME_LENGTH, pattern=r"[^\s\x00-\x1f\x7f-\x9f]")]
Line = Annotated[str, Field(max_length=QUESTION_LENGTH)]
LongText = Annotated[str, Field(max_length=TEXT_LENGTH)]
Unit = Annotated[str, Field(max_length=UNIT_LENGTH)]
Amount = Annotated[StrictInt | StrictFloat, Field(ge=0, le=MOST_AMOUNT)]
Days = Annotated[StrictInt, Field(ge=1, le=MOST_DAYS)]
Tags = Annotated[list[Annotated[str, Field(max_length=TAG_LENGTH)]], Field(max_length=MOST_TAGS)]
Weekdays = Annotated[list[WeekdayName], Field(max_length=7)]
Version = Annotated[
    StrictInt, Field(ge=1, le=2**31 - 1, description="The version this change was made from.")
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class NewHabit(_Body):
    """A habit to make. `times` in `days`, or the chosen `weekdays`; `target` for a measured one, within `days`."""

    name: Name
    question: Line = ""
    description: LongText = ""
    kind: Literal["yes_no", "measured"] = "yes_no"
    aim: Literal["at_least", "at_most"] = "at_least"
    target: Amount = 0
    unit: Unit = ""
    times: Days = 1
    days: Days = 1
    weekdays: Weekdays = []
    tags: Tags = []


class HabitPatch(_Body):
    """The fields of a habit to change; what is left out stays. The whole past then counts by the new plan."""

    version: Version
    name: Name = ""
    question: Line = ""
    description: LongText = ""
    aim: Literal["at_least", "at_most"] = "at_least"
    target: Amount = 0
    unit: Unit = ""
    times: Days = 1
    days: Days = 1
    weekdays: Weekdays = []
    tags: Tags = []


class EntryBody(_Body):
    """What happened on a day. Of two marks the one with the later `at` stays; a note that was changed elsewhere
    since version `seen` is kept beside this one. The same `client_key` is applied once."""

    state: EntryState | None = None
    value: Amount | None = None
    note: Annotated[str, Field(max_length=NOTE_LENGTH)] | None = None
    at: AwareDatetime | None = None
    client_key: Annotated[str, Field(max_length=KEY_LENGTH, pattern=r"^[\x21-\x7e]*$")] = ""
    seen: Annotated[StrictInt, Field(ge=0, le=2**31 - 1)] | None = None


class Place(_Body):
    """Where a habit is to stand, 0 first."""

    position: Annotated[StrictInt, Field(ge=0, le=10_000)]


class DayStart(_Body):
    """The hour at which the person's day begins."""

    hour: Annotated[StrictInt, Field(ge=0, le=11)]


router = ApiRouter(tags=["habits"])
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/octet-stream": _BINARY}}}
_EXPORT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": _BINARY, "application/json": {"schema": {"type": "object"}}}}
}


def _values(body: BaseModel, **options: Any) -> dict[str, Any]:
    values = body.model_dump(**options)
    if "target" in values:
        values["target"] = service.checked_amount(values["target"], "target")
    if "weekdays" in values:
        values["weekdays"] = service.weekday_bits(values["weekdays"])
    if "tags" in values:
        values["tags"] = tuple(values["tags"])
    return values


def _span(first: date | None, last: date | None, today: date, days: int) -> tuple[date, date]:
    end = last or today
    begin = first or end - timedelta(days=days - 1)
    if begin > end or end - begin > LONGEST_RANGE:
        raise Invalid(_("Ask for a range of at most 20 years that ends after it begins."))
    return begin, end


@router.get("/habits")
@policy(Policy.SIGNED_IN)
async def list_habits(
    actor: CurrentActor, status: Literal["active", "archived", "all"] = "active"
) -> Slice[HabitView]:
    """The person's habits in their order, each with its score at the end of today. There are at most 500."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.list_habits(db, actor, status=status))


@router.post("/habits", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN)
async def add_habit(actor: CurrentActor, body: NewHabit) -> HabitView:
    """Make a habit."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_habit(db, actor, HabitDraft(**_values(body)))


@router.get("/habits/day-start")
@policy(Policy.SIGNED_IN)
async def get_day_start(actor: CurrentActor) -> DayStart:
    """The hour at which the person's day begins."""
    async with snapshot(actor.tenant_id) as db:
        return DayStart(hour=await service.day_start_hour(db, actor))


@router.put("/habits/day-start")
@policy(Policy.SIGNED_IN)
async def set_day_start(actor: CurrentActor, body: DayStart) -> DayStart:
    """Let the day begin at another hour."""
    async with unit_of_work(actor.tenant_id) as db:
        return DayStart(hour=await service.set_day_start_hour(db, actor, body.hour))


@router.post("/habits/import", openapi_extra=_FILE)
@policy(Policy.SIGNED_IN)
async def take_in(request: Request, actor: CurrentActor) -> ImportReport:
    """Take in the CSV zip or the backup of Loop Habit Tracker, or the JSON of Beaver Habits.

    What is there already stays as it is; what could not be read is listed with its line, and the rest arrives.
    """
    parcel = await service.unpack(await _content(request))
    report = service.first_report(parcel)
    for place in range(len(parcel.habits)):
        async with unit_of_work(actor.tenant_id) as db:
            report = await service.take_in(db, actor, parcel, place, report)
    return report


@router.get("/habits/export", response_class=Response, responses=_EXPORT)
@policy(Policy.SIGNED_IN)
async def export(
    actor: CurrentActor, form: Annotated[Literal["loop", "json"], Query(alias="format")] = "loop"
) -> Response:
    """All habits with all their days: as Loop exports them, or as JSON that is read back without loss."""
    async with snapshot(actor.tenant_id) as db:
        content = await (service.export_loop if form == "loop" else service.export_json)(db, actor)
    kind, name = ("application/zip", "habits.zip") if form == "loop" else ("application/json", "habits.json")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=kind, headers=headers)


async def _content(request: Request) -> bytes:
    """The file of a form, or the body itself."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    async with request.form(max_files=1, max_fields=5) as form:
        # Pages send `files`, and `file` is what most programs would call it.
        file = form.get("files") or form.get("file")
        if not isinstance(file, UploadFile):
            raise Invalid(_("Send one file."), code="not_habits")
        return await file.read()


@router.get("/habits/{habit_id}")
@policy(Policy.SIGNED_IN)
async def get_habit(actor: CurrentActor, habit_id: str) -> HabitView:
    """One habit."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_habit(db, actor, habit_id)


@router.patch("/habits/{habit_id}")
@policy(Policy.SIGNED_IN)
async def edit_habit(actor: CurrentActor, habit_id: str, body: HabitPatch) -> HabitView:
    """Change a habit; 409 with both versions when it changed in the meantime."""
    changes = _values(body, exclude_unset=True, exclude={"version"})
    async with unit_of_work(actor.tenant_id) as db:
        return await service.edit_habit(db, actor, habit_id, body.version, cast("HabitChanges", changes))


@router.delete("/habits/{habit_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def delete_habit(actor: CurrentActor, habit_id: str) -> None:
    """Delete a habit; `restore` brings it back with all its days."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.delete_habit(db, actor, habit_id)


@router.post("/habits/{habit_id}/restore")
@policy(Policy.SIGNED_IN)
async def restore_habit(actor: CurrentActor, habit_id: str) -> HabitView:
    """Bring back a deleted habit."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.restore_habit(db, actor, habit_id)


@router.post("/habits/{habit_id}/archive")
@policy(Policy.SIGNED_IN)
async def archive_habit(actor: CurrentActor, habit_id: str) -> HabitView:
    """Put a habit away with all its days."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.archive_habit(db, actor, habit_id)


@router.post("/habits/{habit_id}/unarchive")
@policy(Policy.SIGNED_IN)
async def unarchive_habit(actor: CurrentActor, habit_id: str) -> HabitView:
    """Practise a habit again."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.unarchive_habit(db, actor, habit_id)


@router.post("/habits/{habit_id}/place")
@policy(Policy.SIGNED_IN)
async def place_habit(actor: CurrentActor, habit_id: str, body: Place) -> tuple[str, ...]:
    """Put an active habit at another place of the list; the ids in their new order."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.place_habit(db, actor, habit_id, body.position)


@router.get("/habits/{habit_id}/entries")
@policy(Policy.SIGNED_IN)
async def list_entries(
    actor: CurrentActor,
    habit_id: str,
    first: Annotated[Day | None, Query(alias="from")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
) -> Slice[EntryView]:
    """The days that hold something, latest first; the last 90 days unless told otherwise, at most 5,000."""
    async with snapshot(actor.tenant_id) as db:
        begin, end = _span(first, last, await service.today_of(db, actor) + timedelta(days=1), 91)
        return Slice(await service.list_entries(db, actor, habit_id, begin, end))


@router.get("/habits/{habit_id}/entries/{day}")
@policy(Policy.SIGNED_IN)
async def get_entry(actor: CurrentActor, habit_id: str, day: Day) -> EntryView:
    """One day."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_entry(db, actor, habit_id, day)


@router.put("/habits/{habit_id}/entries/{day}")
@policy(Policy.SIGNED_IN)
async def write_entry(actor: CurrentActor, habit_id: str, day: Day, body: EntryBody) -> EntryView:
    """Write into a day; sending the same again changes nothing."""
    amount = None if body.value is None else service.checked_amount(body.value)
    change = EntryChange(body.state, amount, body.note, body.at, body.client_key, body.seen)
    async with unit_of_work(actor.tenant_id) as db:
        return (await service.write_entry(db, actor, habit_id, day, change)).entry


@router.get("/habits/{habit_id}/score")
@policy(Policy.SIGNED_IN)
async def read_score(
    actor: CurrentActor,
    habit_id: str,
    first: Annotated[Day | None, Query(alias="from")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
) -> tuple[ScoreDay, ...]:
    """The score at the end of each day, 0 to 1, as Loop Habit Tracker computes it; the last 90 days by default."""
    async with snapshot(actor.tenant_id) as db:
        begin, end = _span(first, last, await service.today_of(db, actor), 90)
        return await service.score_series(db, actor, habit_id, begin, end)
