"""Every job and every schedule of the product."""

from coaching_app.access.policy import Policy, policy
from coaching_app.features.account.jobs import JOBS as ACCOUNT_JOBS
from coaching_app.features.admin.jobs import JOBS as ADMIN_JOBS
from coaching_app.features.admin.jobs import SCHEDULES as ADMIN_SCHEDULES
from coaching_app.features.companion.jobs import JOBS as COMPANION_JOBS
from coaching_app.features.companion.jobs import SCHEDULES as COMPANION_SCHEDULES
from coaching_app.features.knowledge.jobs import JOBS as KNOWLEDGE_JOBS
from coaching_app.features.knowledge.jobs import SCHEDULES as KNOWLEDGE_SCHEDULES
from coaching_app.features.reminders.jobs import JOBS as REMINDER_JOBS
from coaching_app.features.reminders.jobs import SCHEDULES as REMINDER_SCHEDULES
from coaching_app.mail.delivery import mail_jobs, send
from coaching_app.queue.engine import Engine
from coaching_app.queue.housekeeping import housekeeping, tidy

_TIDY, _NIGHTLY = housekeeping(Policy.WORKER)
# The queue lies below access and cannot mark its own job.
policy(Policy.WORKER)(tidy)
# Nor can mail.
policy(Policy.WORKER)(send)

JOBS = (
    _TIDY,
    *mail_jobs(Policy.WORKER),
    *ACCOUNT_JOBS,
    *ADMIN_JOBS,
    *KNOWLEDGE_JOBS,
    *REMINDER_JOBS,
    *COMPANION_JOBS,
)
SCHEDULES = (_NIGHTLY, *ADMIN_SCHEDULES, *KNOWLEDGE_SCHEDULES, *REMINDER_SCHEDULES, *COMPANION_SCHEDULES)


def build_engine() -> Engine:
    """The worker of this process, not yet started."""
    return Engine(JOBS, SCHEDULES)
