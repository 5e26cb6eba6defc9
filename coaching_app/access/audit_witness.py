"""Keeps the heads of the audit chains beside the database, so that cutting off an end by SQL shows."""

import json
from collections.abc import Iterable
from pathlib import Path

from coaching_app.access.audit_verify import Head, heads
from coaching_app.core.clock import now
from coaching_app.core.logging import get_logger
from coaching_app.core.settings import get_settings
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot

_log = get_logger(__name__)
_MOST_BYTES = 5_000_000


def _path() -> Path:
    return get_settings().data_dir / "audit" / "heads.jsonl"


def kept_witness() -> tuple[str, ...]:
    """The lines that were kept on this machine."""
    path = _path()
    return tuple(path.read_text().splitlines()) if path.exists() else ()


def _written_down(found: Iterable[Head]) -> str:
    at = now().isoformat()
    return "".join(
        json.dumps({"chain": head.chain, "seq": head.seq, "hash": head.hash, "at": at}) + "\n"
        for head in found
        if head.seq
    )


async def keep_witness() -> None:
    """Write down where the chains end, here and in the log, which may be kept on another machine."""
    async with snapshot(ALL_TENANTS) as db:
        found = await heads(db)
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # What retention has passed needs no witness: the file starts anew when it is long.
    is_long = path.exists() and path.stat().st_size > _MOST_BYTES
    with path.open("w" if is_long else "a") as file:
        file.write(_written_down(found))
    for head in found:
        _log.info("audit_head", chain=head.chain, seq=head.seq, head=head.hash)
