"""A worker process for the kill tests: runs jobs that write down what they do, until it is killed.

Arguments: database URL, file to append to. Each line is the attempt and the step a job has reached.
"""

import asyncio
import os
import sys
from pathlib import Path

import coaching_app.access  # noqa: F401 - without the audit trail nothing is committed
from coaching_app.core.logging import configure_logging
from coaching_app.db.engine import open_database
from coaching_app.db.unit_of_work import use_database
from coaching_app.queue.engine import Engine
from coaching_app.queue.port import JobContext, JobSpec


async def _main(url: str, diary: Path) -> None:
    async def run(context: JobContext) -> None:
        for step in range(10):
            with diary.open("a") as lines:
                lines.write(f"{os.getpid()} {context.job_id} {context.attempt} {step}\n")
            await context.heartbeat()
            await asyncio.sleep(0.05)

    configure_logging("ERROR")
    use_database(open_database(url))
    # Nothing that a test waits for comes from a lease that ran out.
    slow = JobSpec("slow", run, policy="worker", max_attempts=50, lease_seconds=3600)
    engine = Engine([slow], workers=2, poll_seconds=0.2)
    await engine.start()
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], Path(sys.argv[2])))
