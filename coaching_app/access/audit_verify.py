"""Walks the chains of the audit trail and names the first place where one was tampered with."""

import json
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.access.audit_chain import anchor_mac, chain_key, link_hash
from coaching_app.core.crypto import DecryptionError, same_secret
from coaching_app.core.i18n import gettext as _
from coaching_app.models import AuditEntry, AuditHead, Tenant

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link of a chain, as it is exported and kept elsewhere."""

    chain: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a chain holds; `problem` names the first gap."""

    chain: str
    entries: int
    problem: str = ""


async def heads(db: AsyncSession, chain: str | None = None) -> tuple[Head, ...]:
    """Where the chains end now."""
    query = select(AuditHead).order_by(col(AuditHead.id))
    if chain is not None:
        query = query.where(col(AuditHead.id) == chain)
    return tuple(Head(row.id, row.seq, row.hash) for row in await db.scalars(query))


def read_witness(lines: Iterable[str]) -> dict[str, dict[int, str]]:
    """Exported heads by chain; a line that is no head is left out."""
    found: dict[str, dict[int, str]] = {}
    for line in lines:
        try:
            head = json.loads(line)
            found.setdefault(str(head["chain"]), {})[int(head["seq"])] = str(head["hash"])
        except (ValueError, KeyError, TypeError):
            continue
    return found


async def verify(
    db: AsyncSession, chain: str | None = None, witness: Mapping[str, Mapping[int, str]] | None = None
) -> AsyncGenerator[Verdict]:
    """A verdict for every chain, or for one; `witness` holds heads that were exported before."""
    known = witness or {}
    query = select(AuditHead).order_by(col(AuditHead.id))
    if chain is not None:
        query = query.where(col(AuditHead.id) == chain)
    found = {head.id: head for head in await db.scalars(query)}
    for name in await _expected(db, chain, known):
        if name not in found:
            yield Verdict(name, 0, _("the chain is missing"))
    for name, head in found.items():
        yield await _verdict(db, head, known.get(name, {}))


async def _expected(
    db: AsyncSession, chain: str | None, witness: Mapping[str, Mapping[int, str]]
) -> tuple[str, ...]:
    """The chains there must be: of every tenant, of every entry, of every exported head."""
    if chain is not None:
        return (chain,)
    tenants = set(await db.scalars(select(col(Tenant.id))))
    used = set(await db.scalars(select(col(AuditEntry.chain)).distinct()))
    return tuple(sorted(tenants | used | set(witness)))


async def _verdict(db: AsyncSession, head: AuditHead, witness: Mapping[int, str]) -> Verdict:
    try:
        key = chain_key(head.id, head.key)
    except (DecryptionError, ValueError):
        return Verdict(head.id, 0, _("the key of the chain was replaced, or the data keys are others"))
    if head.anchor_seq and not same_secret(
        head.anchor_mac, anchor_mac(key, head.id, head.anchor_seq, head.anchor_hash)
    ):
        return Verdict(head.id, 0, _("entries 1 to {seq} were removed, and not by retention").format(
            seq=head.anchor_seq
        ))  # fmt: skip
    return await _walk(db, head, key, witness)


async def _walk(db: AsyncSession, head: AuditHead, key: bytes, witness: Mapping[int, str]) -> Verdict:
    seq, previous, count = head.anchor_seq, head.anchor_hash, 0
    while rows := await _after(db, head.id, seq):
        for row in rows:
            if problem := _problem(row, seq, previous, key, witness):
                return Verdict(head.id, count, problem)
            seq, previous, count = row["seq"], row["hash"], count + 1
    if seq < max((head.seq, *witness)):
        return Verdict(head.id, count, _missing(seq + 1, max((head.seq, *witness))))
    if seq != head.seq or previous != head.hash:
        return Verdict(head.id, count, _("the head does not belong to entry {seq}").format(seq=seq))
    return Verdict(head.id, count)


async def _after(db: AsyncSession, chain: str, seq: int) -> list[dict[Any, Any]]:
    table = AuditEntry.metadata.tables["auditentry"]
    query = (
        select(table).where(table.c.chain == chain, table.c.seq > seq).order_by(table.c.seq).limit(_AT_ONCE)
    )
    return [dict(row) for row in (await db.execute(query)).mappings()]


def _missing(first: int, last: int) -> str:
    if first == last:
        return _("entry {seq} is missing").format(seq=first)
    return _("entries {first} to {last} are missing").format(first=first, last=last)


def _problem(row: Mapping[str, Any], seq: int, previous: str, key: bytes, witness: Mapping[int, str]) -> str:
    """What is wrong at this entry, if anything."""
    number = row["seq"]
    if number != seq + 1:
        return _missing(seq + 1, number - 1)
    if not same_secret(row["hash"], link_hash(key, previous, row)):
        return _("entry {seq} was changed, moved or inserted").format(seq=number)
    if number in witness and witness[number] != row["hash"]:
        return _("entry {seq} is not the one that was exported").format(seq=number)
    return ""


async def lengths(db: AsyncSession) -> dict[str, int]:
    """How many entries each chain holds."""
    query = select(col(AuditEntry.chain), func.count()).group_by(col(AuditEntry.chain))
    return {str(chain): int(count) for chain, count in await db.execute(query)}
