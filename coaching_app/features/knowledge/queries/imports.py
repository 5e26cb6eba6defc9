"""Reads imports and sources of one person."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.domain.actor import Actor
from coaching_app.features.knowledge.schemas import Counts, ImportView, Problem, SourceView
from coaching_app.models import ImportProblem, Note, ResourceFile, Source, VaultImport

ACTIVE = ("waiting", "reading", "finishing", "cancelling")


def counts_of(row: VaultImport) -> Counts:
    """The counts of an import."""
    return Counts(row.total, row.seen, row.added, row.changed, row.unchanged, row.skipped, row.failed)


def import_view(row: VaultImport, problems: int) -> ImportView:
    """An import as its owner may know it."""
    # Reading is nearly all of the work; what comes after it has no count of its own.
    percent = 100 if row.status == "done" else min(99, 100 * row.seen // row.total if row.total else 0)
    return ImportView(
        id=row.id,
        name=row.name,
        source_id=row.source_id,
        status=row.status,
        counts=counts_of(row),
        percent=percent,
        is_active=row.status in ACTIVE,
        error=row.error,
        problems=problems,
        created_at=row.created_at,
        updated_at=row.updated_at,
        finished_at=row.finished_at,
    )


def my_imports(actor: Actor) -> Select[VaultImport, int]:
    """The person's imports, each with the number of its problems."""
    problems = (
        select(func.count())
        .select_from(ImportProblem)
        .where(col(ImportProblem.import_id) == col(VaultImport.id))
        .correlate(VaultImport)
        .scalar_subquery()
    )
    return select(VaultImport, problems).where(col(VaultImport.owner_id) == actor.user_id)


async def import_views(db: AsyncSession, query: Select[VaultImport, int]) -> tuple[ImportView, ...]:
    """The imports of a query that `my_imports` began."""
    return tuple(import_view(row, problems) for row, problems in await db.execute(query))


async def problems_after(
    db: AsyncSession, import_id: str, after: str, limit: int
) -> Sequence[tuple[str, Problem]]:
    """Problems of an import in the order they were met, each with its id."""
    query = (
        select(ImportProblem)
        .where(col(ImportProblem.import_id) == import_id, col(ImportProblem.id) > after)
        .order_by(col(ImportProblem.id))
        .limit(limit)
    )
    return [(row.id, Problem(row.path, row.reason)) for row in await db.scalars(query)]


async def source_views(db: AsyncSession, actor: Actor) -> tuple[SourceView, ...]:
    """The person's sources that hold anything, newest first."""
    notes = _living(Note)
    files = _living(ResourceFile)
    query = (
        select(Source, notes, files)
        .where(col(Source.owner_id) == actor.user_id)
        .order_by(col(Source.id).desc())
    )
    return tuple(
        SourceView(row.id, row.kind, row.name, note_count, file_count, row.created_at)
        for row, note_count, file_count in await db.execute(query)
        if note_count or file_count
    )


def _living(model: type[Note] | type[ResourceFile]):  # noqa: ANN202 a scalar subquery, inferred
    return (
        select(func.count())
        .select_from(model)
        .where(col(model.source_id) == col(Source.id), col(model.deleted_at).is_(None))
        .correlate(Source)
        .scalar_subquery()
    )
