"""The minute by minute work of reminders."""

from coaching_app.access.policy import Policy, policy
from coaching_app.features.reminders import service
from coaching_app.queue.port import JobContext, JobSpec, Schedule

TICK = "reminders.tick"


@policy(Policy.WORKER)
async def tick(ctx: JobContext) -> None:
    """Tell people what has come due."""
    await ctx.heartbeat()
    await service.tick()


JOBS = (JobSpec(TICK, tick, max_attempts=3, policy=Policy.WORKER),)
# A minute that nobody was there for is made up for once: what is due then says itself when it is too late.
SCHEDULES = (Schedule("reminders", TICK, "* * * * *"),)
