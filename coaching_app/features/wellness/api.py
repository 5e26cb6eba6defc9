"""Check-ins, their forms, how they move and what goes with what, over REST: the same use cases as the pages."""

from datetime import date
from typing import Annotated

from fastapi import Query, Response, status
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
)

from coaching_app.access.answers import TABLE, answers
from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.core.paging import LONGEST_CURSOR, Slice
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.checkins.fields import FieldKind, FieldSpec
from coaching_app.features.wellness import service
from coaching_app.features.wellness.schemas import (
    CheckinDraft,
    CheckinView,
    FormDraft,
    FormView,
    Insights,
    Kind,
    Memory,
    Trend,
    Verdict,
    Weekday,
    Year,
)

Text = Annotated[str, Field(max_length=1000)]
Number = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]
Version = Annotated[
    StrictInt, Field(ge=1, le=2**31 - 1, description="The version this change was made from.")
]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=LONGEST_CURSOR, description="From the answer before.")]
Id = Annotated[str, Field(min_length=1, max_length=26)]
Day = Annotated[date, Field(description="A day from 1900, YYYY-MM-DD, the person's own.")]
Answers = Annotated[
    dict[Annotated[str, Field(max_length=40)], StrictFloat | StrictInt | StrictBool | StrictStr | None],
    Field(max_length=30, description="Answers by the keys of the questions; null takes one away."),
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FieldBody(_Body):
    """A question; `key` is left out for a new one and names one that is there."""

    kind: Kind
    label: Text
    key: Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_]*$")] = ""
    hint: Text = ""
    unit: Annotated[str, Field(max_length=100)] = ""
    low: Number | None = None
    high: Number | None = None
    choices: Annotated[list[Text], Field(max_length=50)] = Field(default_factory=list[str])
    formula: Text = ""
    required: StrictBool = False


class NewForm(_Body):
    """A form to make."""

    name: Text
    fields: Annotated[list[FieldBody], Field(max_length=100)]
    description: Annotated[str, Field(max_length=5000)] = ""
    weekdays: Annotated[list[Weekday], Field(max_length=7)] = Field(
        default_factory=lambda: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    )


class FormChange(NewForm):
    """A form as it is to be: a question that is left out is asked no more."""

    version: Version


class NewCheckin(_Body):
    """Answers to keep; the same `client_key` again answers what was kept the first time."""

    form_id: Id
    answers: Answers
    day: Day | None = None
    client_key: Annotated[str, Field(max_length=64)] = ""
    answered_at: AwareDatetime | None = None


class CheckinPatch(_Body):
    """Answers to change; those not named stay."""

    version: Version
    answers: Answers


class VerdictBody(_Body):
    """What the person says of an insight."""

    done: Annotated[str, Field(max_length=60)]
    measured: Annotated[str, Field(max_length=60)]
    verdict: Verdict
    reason: Annotated[str, Field(max_length=5000)] = ""


def _spec(field: FieldBody) -> FieldSpec:
    given = field.model_dump(exclude={"kind", "choices"})
    return FieldSpec(kind=FieldKind(field.kind), choices=tuple(field.choices), **given)


def _draft(body: NewForm) -> FormDraft:
    fields = tuple(_spec(field) for field in body.fields)
    return FormDraft(body.name, fields, body.description, tuple(body.weekdays))


router = ApiRouter(tags=["check-ins"])


@router.get("/checkin-forms")
@policy(Policy.SIGNED_IN)
async def list_forms(actor: CurrentActor, *, archived: bool = False) -> Slice[FormView]:
    """The person's forms in their order, with the archived ones where asked."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.list_forms(db, actor, archived=archived))


@router.post("/checkin-forms", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN)
async def add_form(actor: CurrentActor, body: NewForm) -> FormView:
    """Make a form."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_form(db, actor, _draft(body))


@router.get("/checkin-forms/{form_id}")
@policy(Policy.SIGNED_IN)
async def get_form(actor: CurrentActor, form_id: str) -> FormView:
    """One form."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_form(db, actor, form_id)


@router.put("/checkin-forms/{form_id}")
@policy(Policy.SIGNED_IN)
async def edit_form(actor: CurrentActor, form_id: str, body: FormChange) -> FormView:
    """Change a form; 409 when it changed in the meantime. Answers to questions left out are kept unseen."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.edit_form(db, actor, form_id, body.version, _draft(body))


@router.delete("/checkin-forms/{form_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def delete_form(actor: CurrentActor, form_id: str) -> None:
    """Delete a form with its answers; `restore` brings both back."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.delete_form(db, actor, form_id)


@router.post("/checkin-forms/{form_id}/restore")
@policy(Policy.SIGNED_IN)
async def restore_form(actor: CurrentActor, form_id: str) -> FormView:
    """Bring a deleted form back."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.restore_form(db, actor, form_id)


@router.post("/checkin-forms/{form_id}/archive")
@policy(Policy.SIGNED_IN)
async def archive_form(actor: CurrentActor, form_id: str) -> FormView:
    """Put a form away; its answers stay."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.archive_form(db, actor, form_id)


@router.post("/checkin-forms/{form_id}/unarchive")
@policy(Policy.SIGNED_IN)
async def unarchive_form(actor: CurrentActor, form_id: str) -> FormView:
    """Ask a form again."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.unarchive_form(db, actor, form_id)


@router.get("/checkin-forms/{form_id}/export.csv", response_class=Response, responses=answers(TABLE))
@policy(Policy.SIGNED_IN)
async def export_form(actor: CurrentActor, form_id: str) -> Response:
    """All check-ins of a form as a table."""
    async with snapshot(actor.tenant_id) as db:
        table = await service.checkins_csv(db, actor, form_id)
    headers = {"Content-Disposition": 'attachment; filename="check-ins.csv"'}
    return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/checkin-fields/{field_id}/trend")
@policy(Policy.SIGNED_IN)
async def get_trend(
    actor: CurrentActor,
    field_id: str,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
) -> Trend:
    """How a numeric question moved, with 95 % bounds; ninety days unless a span is given."""
    async with snapshot(actor.tenant_id) as db:
        return await service.read_trend(db, actor, field_id, first=first, last=last)


@router.get("/checkin-fields/{field_id}/year")
@policy(Policy.SIGNED_IN)
async def get_year(actor: CurrentActor, field_id: str, year: Annotated[int, Query(ge=1900, le=2200)]) -> Year:
    """A year of a numeric question, each answered day at one of five levels."""
    async with snapshot(actor.tenant_id) as db:
        return await service.read_year(db, actor, field_id, year)


@router.get("/checkins")
@policy(Policy.SIGNED_IN)
async def list_checkins(
    actor: CurrentActor,
    *,
    form_id: Annotated[str | None, Query(max_length=26)] = None,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Slice[CheckinView]:
    """Check-ins, the latest day first."""
    async with snapshot(actor.tenant_id) as db:
        return await service.list_checkins(
            db, actor, form_id=form_id, first=first, last=last, limit=limit, cursor=cursor
        )


@router.post("/checkins", status_code=status.HTTP_201_CREATED)
@policy(Policy.SIGNED_IN)
async def add_checkin(actor: CurrentActor, body: NewCheckin) -> CheckinView:
    """Keep answers."""
    draft = CheckinDraft(body.form_id, dict(body.answers), body.day, body.client_key, body.answered_at)
    async with unit_of_work(actor.tenant_id) as db:
        return await service.add_checkin(db, actor, draft)


@router.get("/checkins/on-this-day")
@policy(Policy.SIGNED_IN)
async def on_this_day(actor: CurrentActor) -> Slice[Memory]:
    """What was answered on this day of earlier years, and a month ago."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.on_this_day(db, actor))


@router.get("/checkins/{checkin_id}")
@policy(Policy.SIGNED_IN)
async def get_checkin(actor: CurrentActor, checkin_id: str) -> CheckinView:
    """One check-in."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_checkin(db, actor, checkin_id)


@router.patch("/checkins/{checkin_id}")
@policy(Policy.SIGNED_IN)
async def edit_checkin(actor: CurrentActor, checkin_id: str, body: CheckinPatch) -> CheckinView:
    """Change answers; 409 when the check-in changed in the meantime."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.edit_checkin(db, actor, checkin_id, body.version, dict(body.answers))


@router.delete("/checkins/{checkin_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def delete_checkin(actor: CurrentActor, checkin_id: str) -> None:
    """Delete a check-in; `restore` brings it back."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.delete_checkin(db, actor, checkin_id)


@router.post("/checkins/{checkin_id}/restore")
@policy(Policy.SIGNED_IN)
async def restore_checkin(actor: CurrentActor, checkin_id: str) -> CheckinView:
    """Bring a deleted check-in back."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.restore_checkin(db, actor, checkin_id)


@router.get("/insights")
@policy(Policy.SIGNED_IN)
async def get_insights(actor: CurrentActor) -> Insights:
    """What goes with what on the person's own days, how that was found out, and what they have hidden."""
    async with snapshot(actor.tenant_id) as db:
        return await service.read_insights(db, actor)


@router.post("/insights/verdict", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN)
async def judge_insight(actor: CurrentActor, body: VerdictBody) -> None:
    """Hide an insight, call it wrong, or show it again."""
    async with unit_of_work(actor.tenant_id) as db:
        await service.judge_insight(
            db, actor, body.done, body.measured, verdict=body.verdict, reason=body.reason
        )
