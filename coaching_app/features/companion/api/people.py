"""What one person shares with the caller, over REST; every answer leaves receipts."""

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.features.companion import service
from coaching_app.features.companion.schemas import Opened, PersonPage, Row

router = ApiRouter(prefix="/people", tags=["sharing"])


@router.get("/{person_id}/shared")
@policy(Policy.SIGNED_IN)
async def read_person(actor: CurrentActor, person_id: str) -> PersonPage:
    """Everything this person shares with me."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.read_person(db, actor, person_id, surface=service.API)


@router.get("/{person_id}/shared/{category}")
@policy(Policy.SIGNED_IN)
async def read_shared(actor: CurrentActor, person_id: str, category: str) -> tuple[Row, ...]:
    """One category of it."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.read_shared(db, actor, person_id, category)


@router.get("/{person_id}/shared/notes/{note_id}")
@policy(Policy.SIGNED_IN)
async def read_note(actor: CurrentActor, person_id: str, note_id: str) -> Opened:
    """One note of theirs, as safe HTML."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.open_item(db, actor, person_id, "notes", note_id, surface=service.API)


@router.get("/{person_id}/shared/conversations/{conversation_id}")
@policy(Policy.SIGNED_IN)
async def read_conversation(actor: CurrentActor, person_id: str, conversation_id: str) -> Opened:
    """One conversation of theirs with the coach."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.open_item(
            db, actor, person_id, "conversations", conversation_id, surface=service.API
        )
