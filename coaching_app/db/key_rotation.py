"""Encrypts everything that is sealed with the current key again, a batch at a time, from wherever it stopped."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import Column, String, Table, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from coaching_app.core.crypto import DecryptionError
from coaching_app.core.secret_files import get_keyring
from coaching_app.db.column_types import SealedText
from coaching_app.db.sealed import seal, unseal
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with sealed columns."""

    table: Table
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyUse:
    """How many sealed values each key made; `unknown` counts those whose key is not here."""

    current: str
    by_key: dict[str, int]
    unknown: int

    @property
    def total(self) -> int:
        """All sealed values."""
        return sum(self.by_key.values()) + self.unknown

    @property
    def left(self) -> int:
        """Those that still wait for the current key."""
        return self.total - self.by_key.get(self.current, 0)

    @property
    def removable(self) -> tuple[str, ...]:
        """Old keys that nothing needs any more."""
        return tuple(key for key, count in self.by_key.items() if key != self.current and not count)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rotation is: values sealed anew, and values that no key here opens."""

    table: str
    done: int
    unreadable: int


def sealed_tables() -> tuple[SealedTable, ...]:
    """Every table with sealed columns, found by their type: a new one is rotated without being listed."""
    found: list[SealedTable] = []
    for table in SQLModel.metadata.sorted_tables:
        columns = tuple(column.name for column in table.columns if isinstance(column.type, SealedText))
        if columns:
            found.append(SealedTable(table, columns))
    return tuple(found)


def _made_by(column: Column[Any], key_id: str) -> Any:
    # A key id has letters and digits only, so nothing in it means anything to LIKE.
    return column.like(f"v1.{key_id}.%")


async def key_use(db: AsyncSession) -> KeyUse:
    """Count the sealed values by their key."""
    keyring = get_keyring()
    by_key = dict.fromkeys((key_id for key_id, _key in keyring.keys), 0)
    total = 0
    for sealed in sealed_tables():
        for name in sealed.columns:
            column = sealed.table.c[name]
            counts = [func.count().filter(_made_by(column, key_id)) for key_id in by_key]
            row = (await db.execute(select(func.count(column), *counts).select_from(sealed.table))).one()
            total += row[0]
            for key_id, count in zip(by_key, row[1:], strict=True):
                by_key[key_id] += count
    return KeyUse(keyring.current_id, by_key, total - sum(by_key.values()))


async def rotate() -> AsyncGenerator[Progress]:
    """Seal anew whatever another key made; killed in the middle, the next run goes on with what is left."""
    for sealed in sealed_tables():
        done, unreadable, after = 0, 0, ""
        while True:
            async with unit_of_work(ALL_TENANTS) as db:
                rows = await _some(db, sealed, after)
                if not rows:
                    break
                changed, failed = await _reseal(db, sealed, rows)
            done, unreadable, after = done + changed, unreadable + failed, str(rows[-1][0])
            yield Progress(sealed.table.name, done, unreadable)


async def _some(db: AsyncSession, sealed: SealedTable, after: str) -> Sequence[Any]:
    """The next rows with a value of another key: id, tenant, then the sealed columns."""
    table, current = sealed.table, get_keyring().current_id
    columns = [table.c[name] for name in sealed.columns]
    # What belongs to a person or to the instance is bound to no tenant.
    tenant = table.c.tenant_id if "tenant_id" in table.c else literal("", String())
    query = (
        select(cast("Any", table.c.id), cast("Any", tenant.label("tenant_id")), *columns)
        .where(
            table.c.id > after, or_(*(column.is_not(None) & ~_made_by(column, current) for column in columns))
        )
        .order_by(table.c.id)
        .limit(_AT_ONCE)
        .with_for_update(of=table)
    )
    return (await db.execute(query)).all()


async def _reseal(db: AsyncSession, sealed: SealedTable, rows: Sequence[Any]) -> tuple[int, int]:
    """Write the values of these rows with the current key; how many, and how many could not be opened."""
    keyring = get_keyring()
    changed = unreadable = 0
    for row in rows:
        place = cast("Any", SimpleNamespace(
            id=row[0], tenant_id=row.tenant_id, __tablename__=sealed.table.name
        ))  # fmt: skip
        fresh: dict[str, str] = {}
        for name, value in zip(sealed.columns, row[2:], strict=True):
            if value is None or not keyring.needs_rotation(value):
                continue
            try:
                fresh[name] = seal(place, name, unseal(place, name, value))
            except (DecryptionError, UnicodeDecodeError):
                unreadable += 1
        if fresh:
            await db.execute(update(sealed.table).where(sealed.table.c.id == row[0]).values(fresh))
            changed += len(fresh)
    return changed, unreadable


async def current_use() -> KeyUse:
    """The same as `key_use`, with a snapshot of its own."""
    async with snapshot(ALL_TENANTS) as db:
        return await key_use(db)
