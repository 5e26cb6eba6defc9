"""What the routes of check-ins take, and one of each of their objects."""

from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.domain.checkins.fields import FieldKind, FieldSpec
from coaching_app.features.wellness import service
from coaching_app.features.wellness.schemas import CheckinDraft, FormDraft
from tests.integration.wall.samples.sample import Sample, canary

_MOOD = {"kind": "mood", "label": "Mood"}
SIGNED_IN = {
    "GET /api/v1/checkin-forms": Sample(),
    "POST /api/v1/checkin-forms": Sample(201, {"name": "A form", "fields": [_MOOD]}),
    "GET /api/v1/checkin-forms/{form_id}": Sample(),
    "PUT /api/v1/checkin-forms/{form_id}": Sample(
        200, {"version": 1, "name": "A form", "fields": [_MOOD | {"key": "mood"}]}
    ),
    "DELETE /api/v1/checkin-forms/{form_id}": Sample(204),
    "POST /api/v1/checkin-forms/{form_id}/restore": Sample(),
    "POST /api/v1/checkin-forms/{form_id}/archive": Sample(),
    "POST /api/v1/checkin-forms/{form_id}/unarchive": Sample(),
    "GET /api/v1/checkin-forms/{form_id}/export.csv": Sample(),
    "GET /api/v1/checkin-fields/{field_id}/trend": Sample(),
    "GET /api/v1/checkin-fields/{field_id}/year": Sample(query="?year=2026"),
    "GET /api/v1/checkins": Sample(),
    "POST /api/v1/checkins": Sample(201, {"form_id": "{form_id}", "answers": {"mood": 3}}),
    "GET /api/v1/checkins/on-this-day": Sample(),
    "GET /api/v1/checkins/{checkin_id}": Sample(),
    "PATCH /api/v1/checkins/{checkin_id}": Sample(200, {"version": 1, "answers": {"mood": 2}}),
    "DELETE /api/v1/checkins/{checkin_id}": Sample(204),
    "POST /api/v1/checkins/{checkin_id}/restore": Sample(),
    "GET /api/v1/insights": Sample(),
    "POST /api/v1/insights/verdict": Sample(
        204, {"done": "field:{field_id}", "measured": "field:{field_id}", "verdict": "hidden"}
    ),
}


async def belongings(actor: Actor) -> dict[str, str]:
    """A form with a question, and an answer to it."""
    fields = (FieldSpec("", FieldKind.MOOD, "Mood"), FieldSpec("", FieldKind.TEXT, f"Words {canary(actor)}"))
    async with unit_of_work(actor.tenant_id) as db:
        form = await service.add_form(db, actor, FormDraft(f"Form {canary(actor)}", fields))
        answers: dict[str, object] = {"mood": 4, form.fields[1].key: canary(actor)}
        checkin = await service.add_checkin(db, actor, CheckinDraft(form.id, answers))
    return {"form_id": form.id, "field_id": form.fields[0].id, "checkin_id": checkin.id}
