"""The routes and page events of administration, and what they are about."""

from coaching_app.core.clock import now
from coaching_app.core.ids import new_id
from coaching_app.db.sealed import seal
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.mail.outbox import queue_mail
from coaching_app.models import BreakGlass
from tests.integration.wall.samples.sample import Sample, canary

ADMIN = {
    "GET /api/v1/audit": Sample(query="?search=task"),
    "GET /api/v1/audit/export": Sample(),
}
# They only ever look among the rows that are on the page.
AMONG_WHAT_IS_SHOWN = frozenset({"members_state.choose", "houses_state.choose"})
# Members, letters and forced views are the tenant's, and an admin's to look after.
OF_THE_TENANT = frozenset(
    {
        "members_state.suspend", "members_state.give_back", "members_state.end_sign_ins",
        "members_state.reset_second", "letters_state.open", "letters_state.send", "openings_state.approve",
        "openings_state.decline", "openings_state.end",
    }
)  # fmt: skip


async def belongings(actor: Actor) -> dict[str, str]:
    """A letter to the actor, a view into what is theirs, themselves and where they belong."""
    async with unit_of_work(actor.tenant_id) as db:
        letter_id = await queue_mail(
            db, to=actor.email, subject="A letter", text=canary(actor), kind="test", tenant_id=actor.tenant_id
        )
        view = BreakGlass(
            owner_id=actor.user_id, asker_id=actor.user_id, categories=",goals,", reason="", minutes=60,
            asked_at=now(), id=new_id(), tenant_id=actor.tenant_id,
        )  # fmt: skip
        view.reason = seal(view, "reason", canary(actor))
        db.add(view)
    return {
        "member_id": actor.user_id, "letter_id": letter_id, "opening_id": view.id, "house_id": actor.tenant_id,
    }  # fmt: skip
