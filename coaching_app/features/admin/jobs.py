"""Background work of administration: the audit trail's nightly care, and the change of keys."""

from coaching_app.access import audit_retention
from coaching_app.access.audit_witness import keep_witness
from coaching_app.access.policy import Policy, policy
from coaching_app.core.logging import get_logger
from coaching_app.db.key_rotation import rotate
from coaching_app.features.admin.service.keys import ROTATE_KEYS
from coaching_app.queue.port import JobContext, JobSpec, Schedule

_log = get_logger(__name__)
_NIGHTLY = "audit.nightly"


@policy(Policy.WORKER)
async def care_for_trail(ctx: JobContext) -> None:
    """Write down where the chains end, then let go of what is older than the retention."""
    await keep_witness()
    before = audit_retention.oldest_kept()
    if before is None:
        return
    for chain in await audit_retention.chains():
        trimmed = await audit_retention.trim(chain, before)
        _log.info("audit_trimmed", chain=chain, removed=trimmed.removed)
        await ctx.heartbeat()


@policy(Policy.WORKER)
async def rotate_keys(ctx: JobContext) -> None:
    """Encrypt everything with the current key; a killed run goes on with what is left."""
    async for step in rotate():
        _log.info("keys_rotating", table=step.table, done=step.done, unreadable=step.unreadable)
        await ctx.heartbeat()


JOBS = (
    JobSpec(_NIGHTLY, care_for_trail, policy=Policy.WORKER),
    JobSpec(ROTATE_KEYS, rotate_keys, policy=Policy.WORKER, max_seconds=24 * 3600, max_attempts=20),
)
SCHEDULES = (Schedule(_NIGHTLY, _NIGHTLY, "10 3 * * *"),)
