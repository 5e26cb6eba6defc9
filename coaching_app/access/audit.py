"""Writes the audit trail: one entry for every unit of work that changed something or was noted.

The entry is made in the same transaction, so it is there exactly if the change is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from asgi_correlation_id import correlation_id
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from coaching_app.access.audit_chain import append, spell
from coaching_app.access.audit_changes import MOST_IDS, Change, Journal, journal_of, watch_sessions
from coaching_app.access.audit_scrub import scrub_facts, scrub_payload
from coaching_app.access.identity import current_actor
from coaching_app.core.origin import current_origin
from coaching_app.db.engine import ScopedSession
from coaching_app.db.tenancy import ALL_TENANTS, scope_of
from coaching_app.db.unit_of_work import unit_of_work, use_recorder
from coaching_app.domain.actor import Actor
from coaching_app.models.audit import INSTANCE

__all__ = ["note", "record", "signing_in"]

_MOST_LINES = 40
_signing_in: ContextVar[Actor | None] = ContextVar("signing_in", default=None)


def note(db: AsyncSession, action: str, *, tenant_id: str | None = None, **facts: Any) -> None:
    """Add a named event to the entry of this unit of work: a sensitive read, a sign-in, an export.

    Facts are ids, numbers and our own words; anything longer is kept as its length only.
    """
    journal_of(db.sync_session).events.append((tenant_id, action, facts))


async def record(tenant_id: str | None, action: str, **facts: Any) -> None:
    """Write an event that has no unit of work of its own, such as a refused sign-in."""
    async with unit_of_work(tenant_id or ALL_TENANTS) as db:
        note(db, action, tenant_id=tenant_id, **facts)


def signing_in(actor: Actor) -> None:
    """Say who acts where nobody is signed in yet: at a sign-in, a recovery, an accepted invitation."""
    _signing_in.set(actor)


def _acting() -> Actor | None:
    return current_actor() or _signing_in.get()


# --- what belongs to which chain ------------------------------------------------------------------


def _fallback(session: Session, named: Iterable[str | None]) -> str:
    """The chain of what has no tenant itself: where the person acts, else the only tenant concerned."""
    scope = scope_of(session)
    if isinstance(scope, str):
        return scope
    actor = _acting()
    if actor is not None:
        return actor.tenant_id
    tenants = {tenant_id for tenant_id in named if tenant_id}
    return tenants.pop() if len(tenants) == 1 else INSTANCE


def _sorted_out(session: Session, journal: Journal) -> dict[str, Journal]:
    """The journal by chain."""
    named = [change.tenant_id for change in journal.changes] + [tenant for tenant, _, _ in journal.events]
    fallback = _fallback(session, named)
    chains: dict[str, Journal] = defaultdict(Journal)
    for change in journal.changes:
        chains[change.tenant_id or fallback].changes.append(change)
    for event in journal.events:
        chains[event[0] or fallback].events.append(event)
    return chains


def _lines(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """One line for each table and kind of change."""
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for change in changes:
        line = merged.setdefault((change.table, change.verb), {"ids": {}, "columns": set(), "where": {}})
        if len(line["ids"]) < MOST_IDS:
            line["ids"].update(dict.fromkeys(change.ids))
        line["columns"] |= change.columns
        for name, value in change.where[:MOST_IDS]:
            line["where"].setdefault(name, {})[value] = None
        if change.count is None or line.get("count", 0) is None:
            line["count"] = None
        else:
            line["count"] = line.get("count", 0) + change.count
    return [_spelled(table, verb, line) for (table, verb), line in list(merged.items())[:_MOST_LINES]]


def _spelled(table: str, verb: str, line: Mapping[str, Any]) -> dict[str, Any]:
    spelled: dict[str, Any] = {"table": table, "verb": verb, "count": line["count"]}
    if ids := list(line["ids"])[:MOST_IDS]:
        spelled["ids"] = ids
    if line["columns"]:
        spelled["columns"] = sorted(line["columns"])
    if line["where"]:
        spelled["where"] = {name: list(values)[:MOST_IDS] for name, values in line["where"].items()}
    return spelled


# --- the entry ------------------------------------------------------------------------------------


def _entry(journal: Journal) -> dict[str, Any]:
    actor, origin = _acting(), current_origin()
    events = [{"name": name, **scrub_facts(facts)} for _tenant, name, facts in journal.events[:_MOST_LINES]]
    subjects = {change.table for change in journal.changes} | {event["name"] for event in events}
    return {
        "actor_id": actor.user_id if actor else None,
        "actor_role": actor.role.value if actor else "",
        "login_id": actor.login_id[:26] if actor else "",
        "action": origin.action[:160],
        "address": origin.address[:64],
        "correlation_id": (correlation_id.get() or "")[:64],
        "subjects": f",{','.join(sorted(subjects))}," if subjects else "",
        "changes": spell(_lines(journal.changes)),
        "events": spell(events),
        "payload": spell(scrub_payload(origin.payload())),
    }


def _write(session: Session, chains: Mapping[str, Journal]) -> None:
    # Always in the same order, or two units of work over the same tenants could wait for each other.
    for chain in sorted(chains):
        append(session, chain, _entry(chains[chain]))


async def write_entries(db: AsyncSession) -> None:
    """Write down what this unit of work did, as the last thing before it is committed."""
    journal = journal_of(db.sync_session)
    if journal.changes or journal.events:
        await db.run_sync(_write, _sorted_out(db.sync_session, journal))


watch_sessions(ScopedSession)
use_recorder(write_entries)
