"""`audit`: verify the audit trail, export where its chains end, let go of what is old."""

import json
import sys
from pathlib import Path

import click

from coaching_app.access import audit_retention
from coaching_app.access.audit_verify import Head, Verdict, heads, read_witness, verify
from coaching_app.access.audit_witness import kept_witness
from coaching_app.cli.running import run
from coaching_app.core.clock import now
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot


@click.group()
def command() -> None:
    """Verify the audit trail, export its heads, or let go of what is old."""


async def _verdicts(tenant: str | None, witness: dict[str, dict[int, str]]) -> list[Verdict]:
    async with snapshot(ALL_TENANTS) as db:
        return [verdict async for verdict in verify(db, tenant, witness)]


async def _heads(tenant: str | None) -> tuple[Head, ...]:
    async with snapshot(ALL_TENANTS) as db:
        return await heads(db, tenant)


@command.command("verify")
@click.option("--tenant", help="Only the chain of this tenant; `instance` for what belongs to none.")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Heads that were exported before: what was cut off at the end since shows too.",
)
def verify_command(tenant: str | None, against: Path | None) -> None:
    """Walk every chain and name the first gap; exit status 1 when there is one."""
    lines = (*kept_witness(), *(against.read_text().splitlines() if against else ()))
    verdicts = run(_verdicts(tenant, read_witness(lines)))
    for verdict in verdicts:
        outcome = f"BROKEN {verdict.problem}" if verdict.problem else "ok    "
        click.echo(f"{outcome} · chain {verdict.chain} · {verdict.entries} entries hold")
    sys.exit(1 if any(verdict.problem for verdict in verdicts) else 0)


@command.command("head")
@click.option("--tenant", help="Only the chain of this tenant.")
def head_command(tenant: str | None) -> None:
    """Print where each chain ends, as JSON lines; keep them where nobody with the database can write."""
    for head in run(_heads(tenant)):
        line = {"chain": head.chain, "seq": head.seq, "hash": head.hash, "at": now().isoformat()}
        click.echo(json.dumps(line))


async def _trim() -> list[audit_retention.Trimmed]:
    before = audit_retention.oldest_kept()
    if before is None:
        return []
    return [await audit_retention.trim(chain, before) for chain in await audit_retention.chains()]


@command.command("trim")
def trim_command() -> None:
    """Remove what is older than AUDIT_RETENTION_DAYS; the nightly job does the same."""
    for trimmed in run(_trim()):
        click.echo(f"chain {trimmed.chain}: {trimmed.removed} entries removed, through {trimmed.through}")
