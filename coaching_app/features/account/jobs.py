"""Letters that are written where nobody waits, so that waiting tells nothing."""

from coaching_app.access.policy import Policy, policy
from coaching_app.features.account.service import mail_codes, recovery
from coaching_app.queue.port import JobContext, JobSpec


@policy(Policy.WORKER)
async def mail_code(ctx: JobContext) -> None:
    """Write the letter with a code, if somebody has the address it was asked for."""
    await mail_codes.write_code(str(ctx.payload["ticket_id"]))


@policy(Policy.WORKER)
async def mail_reset(ctx: JobContext) -> None:
    """Write the letter with the link to a new password, if somebody has the address."""
    await recovery.write_link(str(ctx.payload["ticket_id"]))


JOBS = (
    JobSpec(mail_codes.MAIL_CODE, mail_code, policy=Policy.WORKER),
    JobSpec(recovery.MAIL_RESET, mail_reset, policy=Policy.WORKER),
)
