"""Links the entries of a tenant's audit trail into a chain that only the holder of the keys can make."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Table, insert, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from coaching_app.core.clock import now
from coaching_app.core.crypto import keyed_digest, new_key
from coaching_app.db.sealed import seal, unseal
from coaching_app.models import AuditEntry, AuditHead

_HASHED = (
    "chain", "seq", "at", "actor_id", "actor_role", "login_id", "action", "address", "correlation_id",
    "subjects", "changes", "events", "payload",
)  # fmt: skip
_entries = cast("Table", inspect(AuditEntry).local_table)
_heads = cast("Table", inspect(AuditHead).local_table)
_ADD = insert(_entries)
_LOCK = select(_heads.c.seq, _heads.c.hash, _heads.c.key).with_for_update()


@dataclass(frozen=True, slots=True)
class Link:
    """Where a chain ends now, and the key of its next link."""

    seq: int
    hash: str
    key: bytes


def spell(value: Any) -> str:
    """JSON in the one spelling that the hash is over."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def link_hash(key: bytes, previous: str, entry: Mapping[str, Any]) -> str:
    """The hash of an entry that follows the one with the hash `previous`."""
    fields = {name: entry[name] for name in _HASHED}
    fields["at"] = entry["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return keyed_digest(key, previous.encode(), spell(fields).encode("utf-8", "surrogatepass"))


def anchor_mac(key: bytes, chain: str, seq: int, hash_: str) -> str:
    """What proves that retention, and nobody else, cut the chain here."""
    return keyed_digest(key, b"anchor", spell([chain, seq, hash_]).encode())


@lru_cache(maxsize=4096)
def _opened(chain: str, sealed: str) -> bytes:
    head = AuditHead(id=chain, key=sealed, created_at=now())
    return base64.b64decode(unseal(head, "key", sealed))


def chain_key(chain: str, sealed: str) -> bytes:
    """The key of a chain; raises DecryptionError when the data keys do not open it here."""
    return _opened(chain, sealed)


def _make_head(session: Session, chain: str) -> None:
    head = AuditHead(id=chain, key="", created_at=now())
    sealed = seal(head, "key", base64.b64encode(new_key()).decode())
    add = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    values = {
        "id": chain, "key": sealed, "seq": 0, "hash": "", "anchor_seq": 0, "anchor_hash": "", "anchor_mac": "",
        "created_at": head.created_at,
    }  # fmt: skip
    # Two first writers of a new tenant: one makes the head, both go on from it.
    session.connection().execute(add(_heads).values(values).on_conflict_do_nothing(index_elements=["id"]))


def locked_head(session: Session, chain: str) -> Link:
    """The end of the chain, which nobody else can move before this transaction ends."""
    connection = session.connection()
    row = connection.execute(_LOCK.where(_heads.c.id == chain)).first()
    if row is None:
        _make_head(session, chain)
        row = connection.execute(_LOCK.where(_heads.c.id == chain)).one()
    return Link(row.seq, row.hash, chain_key(chain, row.key))


def append(session: Session, chain: str, fields: Mapping[str, Any]) -> None:
    """Add an entry; a trigger moves the head on."""
    head = locked_head(session, chain)
    entry = {**fields, "chain": chain, "seq": head.seq + 1, "at": now()}
    entry["hash"] = link_hash(head.key, head.hash, entry)
    session.connection().execute(_ADD, entry)
