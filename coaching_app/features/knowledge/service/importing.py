"""Brings a vault in: the archive is read in batches that stay hidden, and shown only when all of it is in.

Until an import is `finishing`, nothing a person can see has changed, so a cancelled, refused or failed one
only has to take its hidden rows away. From then on it always goes forward, after a kill as well.
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import CursorResult, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import AppError, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import new_id
from coaching_app.core.logging import get_logger
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.vault.archive import ArchivePlan, inspect_archive
from coaching_app.features.knowledge.queries.imports import counts_of
from coaching_app.features.knowledge.schemas import (
    Counts,
    Finished,
    ImportEvent,
    Problem,
    Progress,
    Started,
)
from coaching_app.features.knowledge.service import publishing, storing
from coaching_app.features.knowledge.service.intake import Batch, Reading, prepare, read_batches
from coaching_app.features.knowledge.service.known import Known, known_files
from coaching_app.features.knowledge.service.storing import Shelf, table_of
from coaching_app.models import ImportProblem, VaultImport
from coaching_app.storage.staging import staged_path, unstage

log = get_logger(__name__)
_MOST_PROBLEMS = 2_000
# An import that changes nothing writes how far it is no more often than this.
_QUIET_SECONDS = 1.0


class _Stopped(Exception):
    """The import is no longer being read."""


@dataclass(slots=True)
class _Run:
    """One attempt at an import."""

    job: VaultImport
    shelf: Shelf
    counts: Counts
    finishing: bool
    changed: list[str] = field(default_factory=list[str])
    failed: list[str] = field(default_factory=list[str])
    problems: int = 0
    written: float = 0.0


async def run_import(
    tenant_id: str, import_id: str, *, path: Path | None = None
) -> AsyncGenerator[ImportEvent]:
    """Read the staged archive, or the file or folder at `path`; safe to repeat after a kill.

    Yields Started, then Progress and Problem, then Finished. What is wrong with the archive as a whole
    ends in Finished with status failed; other errors are raised and may be retried.
    """
    job = await _begin(tenant_id, import_id)
    if job is None:
        return
    await _clear_others(job)
    run = _Run(job, _shelf(job), counts_of(job), job.status == "finishing")
    try:
        plan, known = await _look_around(run, path or staged_path(job.staged))
        yield Started(len(plan.files))
        async for event in _read(run, plan, known):
            yield event
        await _show(run, plan)
    except _Stopped:
        yield Finished("cancelled", run.counts)
        return
    except AppError as error:
        await abandon(tenant_id, import_id, status="failed", error=error.message)
        yield Finished("failed", run.counts, error.message)
        return
    await _finish(run)
    yield Finished("done", run.counts)


def _shelf(job: VaultImport) -> Shelf:
    assert job.source_id is not None
    return Shelf(job.tenant_id, job.owner_id, job.source_id, job.id, hidden_at=job.created_at)


async def _begin(tenant_id: str, import_id: str) -> VaultImport | None:
    """Take the import up; None when there is nothing left to do for it."""
    async with unit_of_work(tenant_id) as db:
        query = select(VaultImport).where(col(VaultImport.id) == import_id).with_for_update()
        job = (await db.scalars(query)).first()
        if job is None or job.status not in {"waiting", "reading", "finishing"}:
            return None
        job.updated_at = now()
        if job.status == "reading":
            await db.execute(delete(ImportProblem).where(col(ImportProblem.import_id) == import_id))
        if job.status == "waiting":
            job.status = "reading"
    return job


async def _clear_others(job: VaultImport) -> None:
    """Rows that a lost import of the same vault left behind would be in the way."""
    async with snapshot(job.tenant_id) as db:
        query = select(col(VaultImport.id)).where(
            col(VaultImport.source_id) == job.source_id,
            col(VaultImport.id) != job.id,
            col(VaultImport.status).in_(("cancelling", "finishing")),
        )
        lost = list(await db.scalars(query))
    for import_id in lost:
        await abandon(job.tenant_id, import_id, status="cancelled")


async def _read(run: _Run, plan: ArchivePlan, known: dict[str, Known]) -> AsyncGenerator[ImportEvent]:
    """Store one batch while the next is being read in a thread."""
    if not run.finishing:
        skipped = len(plan.skipped)
        run.counts = Counts(total=len(plan.files) + skipped, seen=skipped, skipped=skipped)
    reading = await _prepare(run.shelf, plan, known)
    batches = read_batches(plan, reading)
    coming = asyncio.create_task(asyncio.to_thread(next, batches, None))
    try:
        while (batch := await coming) is not None:
            coming = asyncio.create_task(asyncio.to_thread(next, batches, None))
            await _store(run, batch)
            for problem in batch.problems:
                yield problem
            yield Progress(run.counts)
    finally:
        # A thread cannot be stopped; it must have let go of the archive before anybody removes it.
        await asyncio.gather(coming, return_exceptions=True)
        await asyncio.to_thread(batches.close)


async def _look_around(run: _Run, path: Path) -> tuple[ArchivePlan, dict[str, Known]]:
    """What the archive holds and what is here already, looked up side by side."""
    coming = asyncio.create_task(_known(run.shelf))
    try:
        plan = await asyncio.to_thread(inspect_archive, path)
    finally:
        known = await coming
    return plan, known


async def _known(shelf: Shelf) -> dict[str, Known]:
    async with snapshot(shelf.tenant_id) as db:
        return await known_files(db, shelf.source_id, shelf.hidden_at)


async def _prepare(shelf: Shelf, plan: ArchivePlan, known: dict[str, Known]) -> Reading:
    assert shelf.import_id is not None
    assert shelf.hidden_at is not None
    return await asyncio.to_thread(
        prepare, plan, known, tenant_id=shelf.tenant_id, import_id=shelf.import_id, begun=shelf.hidden_at
    )


async def _store(run: _Run, batch: Batch) -> None:
    """One short transaction: the rows of a batch and the counts that tell of them, or neither."""
    run.changed += batch.changed
    if run.finishing:
        # Taken up again after a kill: all that is new shows already, only the changes are looked for.
        return
    run.counts = _plus(
        run.counts,
        seen=batch.seen,
        added=len(batch.notes) + len(batch.files) + batch.again,
        changed=len(batch.changed),
        unchanged=batch.unchanged,
        failed=len(batch.failed),
    )
    run.failed += batch.failed
    moment = asyncio.get_running_loop().time()
    if not (batch.notes or batch.files or batch.problems) and moment - run.written < _QUIET_SECONDS:
        return
    run.written = moment
    async with unit_of_work(run.shelf.tenant_id) as db:
        await _write_counts(db, run)
        await storing.insert_notes(db, run.shelf, batch.notes)
        await storing.insert_files(db, run.shelf, batch.files)
        await _write_problems(db, run, batch.problems)


async def _show(run: _Run, plan: ArchivePlan) -> None:
    anything = run.counts.added > 0
    if not await publishing.publish(run.shelf, run.failed, anything=anything):
        raise _Stopped
    run.finishing = True
    if anything:
        await publishing.resolve_open_links(run.shelf, plan.common_root)
    await publishing.apply_changes(run.shelf, plan, set(run.changed))


def _plus(counts: Counts, **more: int) -> Counts:
    return replace(counts, **{name: getattr(counts, name) + value for name, value in more.items()})


async def _write_counts(db: AsyncSession, run: _Run, **more: object) -> None:
    """Write how far it is; raises _Stopped, and so undoes the batch, when it was cancelled meanwhile."""
    values = {name: getattr(run.counts, name) for name in Counts.__dataclass_fields__}
    expected = "finishing" if run.finishing else "reading"
    done = await db.execute(
        update(table_of(VaultImport))
        .where(col(VaultImport.id) == run.job.id, col(VaultImport.status) == expected)
        .values(**values, **more, updated_at=now())
    )
    assert isinstance(done, CursorResult)
    if done.rowcount != 1:
        raise _Stopped


async def _write_problems(db: AsyncSession, run: _Run, problems: list[Problem]) -> None:
    room = max(0, _MOST_PROBLEMS - run.problems)
    run.problems += len(problems)
    rows = [
        {
            "id": new_id(),
            "tenant_id": run.shelf.tenant_id,
            "import_id": run.job.id,
            "path": problem.path[:2000],
            "reason": problem.reason[:1000],
        }
        for problem in problems[:room]
    ]
    if rows:
        await db.execute(insert(table_of(ImportProblem)), rows)


async def _finish(run: _Run) -> None:
    async with unit_of_work(run.shelf.tenant_id) as db:
        await _write_counts(db, run, status="done", finished_at=now(), staged="")
    await unstage(run.job.staged)


async def abandon(tenant_id: str, import_id: str, *, status: str, error: str = "") -> None:
    """Take away everything of an import that never showed, then say how it ended; safe to repeat."""
    async with unit_of_work(tenant_id) as db:
        query = select(VaultImport).where(col(VaultImport.id) == import_id).with_for_update()
        job = (await db.scalars(query)).first()
        if job is None:
            raise NotFound
        if job.finished_at is not None:
            return
        if job.status == "finishing":
            # What is new shows already; the rest comes with the next import of the vault.
            status, error = "failed", error or _("The import could not be finished. Import it again.")
        else:
            job.status = "cancelling"
    removed = 1
    while removed:
        async with unit_of_work(tenant_id) as db:
            removed = await storing.remove_notes(db, job.source_id or "", job.created_at)
    async with unit_of_work(tenant_id) as db:
        await publishing.remove_files(db, job.source_id or "", job.created_at)
        await db.execute(
            update(table_of(VaultImport))
            .where(col(VaultImport.id) == import_id)
            .values(status=status, error=error[:2000], staged="", finished_at=now(), updated_at=now())
        )
        if job.source_id:
            await publishing.remove_empty_source(db, job.source_id)
    await unstage(job.staged)
    log.info("import_ended", import_id=import_id, status=status)
