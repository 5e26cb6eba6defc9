"""Background work of leaving: making archives, bringing them in, and taking away those whose time is over."""

from collections.abc import Awaitable, Callable

from coaching_app.access.policy import Policy, policy
from coaching_app.core.i18n import gettext as _
from coaching_app.features.companion import service
from coaching_app.queue.port import JobContext, JobSpec, Schedule

_ATTEMPTS = 3


async def _attempt(ctx: JobContext, work: Callable[[str, str], Awaitable[None]]) -> None:
    assert ctx.tenant_id is not None
    archive_id = str(ctx.payload["archive_id"])
    try:
        await work(ctx.tenant_id, archive_id)
    except Exception:
        if ctx.attempt >= _ATTEMPTS:
            sentence = _("Something went wrong on our side. Nothing of yours was changed.")
            await service.fail(ctx.tenant_id, archive_id, sentence)
        raise


@policy(Policy.WORKER)
async def make_export(ctx: JobContext) -> None:
    """Make an archive."""
    await _attempt(ctx, service.make_export)


@policy(Policy.WORKER)
async def bring_in(ctx: JobContext) -> None:
    """Bring an archive in."""
    await _attempt(ctx, service.bring_in)


@policy(Policy.WORKER)
async def sweep(_ctx: JobContext) -> None:
    """Take away archives whose time is over."""
    await service.sweep_archives()


JOBS = (
    JobSpec(service.EXPORT_JOB, make_export, max_attempts=_ATTEMPTS, policy=Policy.WORKER),
    JobSpec(service.IMPORT_JOB, bring_in, max_attempts=_ATTEMPTS, policy=Policy.WORKER),
    JobSpec(service.SWEEP_JOB, sweep, max_attempts=1, policy=Policy.WORKER),
)
SCHEDULES = (Schedule("companion-sweep", service.SWEEP_JOB, "20 * * * *"),)
