"""kill -9 of a real worker process: its job is resumed by the next one, at once and to the end."""

import asyncio
import signal
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from coaching_app.queue.port import JobSpec
from tests.support.patience import within

_WORKER = Path(__file__).with_name("killed_worker.py")
_ROOT = Path(__file__).parents[3]


@pytest.fixture
async def start_worker(database_url, tmp_path):
    processes = []
    diary = tmp_path / "diary"
    diary.touch()

    async def start():
        process = await asyncio.create_subprocess_exec(
            sys.executable, _WORKER, database_url, diary, cwd=_ROOT, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL, env=_environment(tmp_path),
        )  # fmt: skip
        processes.append(process)
        assert await within(process.stdout.readline()) == b"ready\n"
        return process

    yield start, diary
    for process in processes:
        await _kill(process)


def _environment(tmp_path):
    import os

    return {**os.environ, "DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(_ROOT)}


async def _kill(process):
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
    await process.wait()
    process._transport.close()


@pytest.fixture
def written(wait_until):
    return lambda diary, lines: wait_until(lambda: len(diary.read_text().splitlines()) >= lines)


async def test_the_next_process_resumes_at_once(queue, start_worker, written):
    start, diary = start_worker
    first = await start()
    job_id = await queue.add("slow")
    await written(diary, 3)
    await _kill(first)
    assert (await queue.job(job_id)).status == "running"
    await start()
    job = await queue.until(job_id, "done")
    assert job.attempts == 2
    assert diary.read_text().splitlines()[-1].endswith(f"{job_id} 2 9")


async def test_a_process_that_sees_another_folder_waits_for_the_lease(
    queue, start_worker, start_engine, written
):
    start, diary = start_worker
    worker = await start()
    job_id = await queue.add("slow")
    await written(diary, 2)
    await _kill(worker)
    done = []

    async def run(context):
        done.append((context.job_id, context.attempt))

    await start_engine([JobSpec("slow", run, policy="worker")])
    # Who looks for the next one has seen the first.
    later = await queue.add("slow")
    await queue.until(later, "done")
    assert done == [(later, 1)]
    await queue.expire(job_id)
    await queue.until(job_id, "done")
    assert done[1:] == [(job_id, 2)]


async def test_eight_jobs_survive_three_kills_at_random_moments(queue, start_worker):
    start, diary = start_worker
    rng = Random(20261121)
    ids = [await queue.add("slow", unique_key=f"k{n}") for n in range(8)]
    for _ in range(3):
        worker = await start()
        await asyncio.sleep(rng.uniform(0.0, 0.6))
        await _kill(worker)
    await start()
    for job_id in ids:
        await queue.until(job_id, "done")
    finished = Counter(line.split()[1] for line in diary.read_text().splitlines() if line.endswith(" 9"))
    assert set(finished) == set(ids)
