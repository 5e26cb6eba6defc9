"""Background work of knowledge: reading an import, taking away what an ended one left, forgetting sealed words."""

from contextlib import aclosing

from coaching_app.access.policy import Policy, policy
from coaching_app.core.i18n import gettext as _
from coaching_app.db.scrubbing import scrub_disk
from coaching_app.features.knowledge.service.forgetting import SCRUB_JOB
from coaching_app.features.knowledge.service.importing import abandon, run_import
from coaching_app.features.knowledge.service.imports import CLEAN_JOB, IMPORT_JOB
from coaching_app.features.knowledge.service.marked import seal_marked
from coaching_app.features.knowledge.service.sweeping import sweep_files
from coaching_app.queue.port import JobContext, JobSpec, Schedule

_ATTEMPTS = 5
SWEEP_JOB = "knowledge.sweep"


@policy(Policy.WORKER)
async def import_vault(ctx: JobContext) -> None:
    """Drain an import; it writes its own progress, and after a kill goes on where it was."""
    assert ctx.tenant_id is not None
    import_id = str(ctx.payload["import_id"])
    try:
        async with aclosing(run_import(ctx.tenant_id, import_id)) as events:
            async for _event in events:
                await ctx.heartbeat()
    except Exception:
        if ctx.attempt >= _ATTEMPTS:
            sentence = _("Something went wrong while reading the vault. Nothing of it was imported.")
            await abandon(ctx.tenant_id, import_id, status="failed", error=sentence)
        raise


@policy(Policy.WORKER)
async def clean_import(ctx: JobContext) -> None:
    """Take away what a cancelled or lost import had stored without showing it."""
    assert ctx.tenant_id is not None
    status = str(ctx.payload["status"])
    lost = _("The import was interrupted. Nothing of it was imported.") if status == "failed" else ""
    await abandon(ctx.tenant_id, str(ctx.payload["import_id"]), status=status, error=lost)


@policy(Policy.WORKER)
async def sweep(_ctx: JobContext) -> None:
    """Remove bytes that nothing refers to any more, and seal what asks for it and is not."""
    await sweep_files()
    await seal_marked()


@policy(Policy.WORKER)
async def scrub(_ctx: JobContext) -> None:
    """Make the disk forget the words of notes that were sealed."""
    await scrub_disk()


JOBS = (
    JobSpec(IMPORT_JOB, import_vault, max_attempts=_ATTEMPTS, policy=Policy.WORKER),
    JobSpec(CLEAN_JOB, clean_import, max_attempts=_ATTEMPTS, policy=Policy.WORKER),
    JobSpec(SWEEP_JOB, sweep, max_attempts=1, policy=Policy.WORKER),
    JobSpec(SCRUB_JOB, scrub, max_attempts=10, lease_seconds=900, policy=Policy.WORKER),
)
SCHEDULES = (Schedule("knowledge-sweep", SWEEP_JOB, "40 3 * * *"),)
