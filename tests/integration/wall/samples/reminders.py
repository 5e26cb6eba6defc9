"""Sample requests to the routes of reminders, and one reminder and one notice."""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.reminders import service
from coaching_app.features.reminders.schemas import Preferences, ReminderDraft
from coaching_app.models import InboxItem
from tests.integration.wall.samples.sample import Sample, canary

PUBLIC: dict[str, Sample] = {}
SIGNED_IN = {
    "GET /api/v1/reminders": Sample(),
    "POST /api/v1/reminders": Sample(201, {"kind": "custom", "title": "Breathe", "time": "08:00"}),
    "GET /api/v1/reminders/preferences": Sample(),
    "PUT /api/v1/reminders/preferences": Sample(body={"quiet_from": "22:00", "quiet_until": "07:00"}),
    "GET /api/v1/reminders/{reminder_id}": Sample(),
    "PATCH /api/v1/reminders/{reminder_id}": Sample(body={"version": 1, "time": "09:00"}),
    "DELETE /api/v1/reminders/{reminder_id}": Sample(204),
    "POST /api/v1/reminders/{reminder_id}/restore": Sample(),
    "GET /api/v1/inbox": Sample(),
    "POST /api/v1/inbox/read": Sample(204),
    "POST /api/v1/inbox/{notice_id}/read": Sample(),
}
COACHES: dict[str, Sample] = {}
ADMIN: dict[str, Sample] = {}


async def belongings(actor: Actor) -> dict[str, str]:
    """A reminder, and a notice that was delivered."""
    words, moment = canary(actor), now()
    async with unit_of_work(actor.tenant_id) as db:
        # Quiet hours may have been changed to any by now.
        await service.set_preferences(db, actor, Preferences())
        reminder = await service.add_reminder(db, actor, ReminderDraft("custom", 8 * 60, title=words))
        key = f"canary:{reminder.id}"
        await service.remind(
            db, person_id=actor.user_id, tenant_id=actor.tenant_id, kind="custom", key=key, title=words,
            body=words, at=moment - timedelta(minutes=1),
        )  # fmt: skip
        query = select(InboxItem).where(col(InboxItem.owner_id) == actor.user_id, col(InboxItem.key) == key)
        notice = (await db.scalars(query)).one()
        notice.delivered_at = moment
    return {"reminder_id": reminder.id, "notice_id": notice.id}
