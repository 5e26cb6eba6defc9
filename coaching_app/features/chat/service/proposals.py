"""Decisions about what the coach proposed: the person accepts, changes or declines; nothing else does."""

from __future__ import annotations

import json

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict
from coaching_app.core.i18n import gettext as _
from coaching_app.db.sealed import seal
from coaching_app.domain.actor import Actor
from coaching_app.features.chat import queries
from coaching_app.features.chat.schemas import ProposalItem
from coaching_app.features.planner.tools import TOOLS
from coaching_app.models import Proposal

_TOOLS = {tool.name: tool for tool in TOOLS}


async def accept_proposal(
    db: AsyncSession, actor: Actor, proposal_id: str, edited: dict[str, object] | None = None
) -> ProposalItem:
    """Do what was proposed, as changed by the person; accepting twice does it once."""
    row = await queries.find_proposal(db, actor, proposal_id)
    if row.status == "accepted":
        return queries.proposal_item(row)
    arguments = _arguments(row, edited or {})
    made = await _TOOLS[row.tool].accept(db, actor, arguments, origin=f"coach:{row.id}")
    row.arguments = seal(row, "arguments", json.dumps(arguments))
    row.result_id = made.id
    row.status, row.decided_at = "accepted", now()
    await db.flush()
    return queries.proposal_item(row)


def _arguments(row: Proposal, edited: dict[str, object]) -> dict[str, object]:
    """What was proposed with the person's changes; an emptied field is left out."""
    merged = {**queries.arguments_of(row), **edited}
    return {name: value for name, value in merged.items() if value not in ("", None) or name == "title"}


async def decline_proposal(db: AsyncSession, actor: Actor, proposal_id: str) -> ProposalItem:
    """Leave it; raises Conflict once it was accepted."""
    row = await queries.find_proposal(db, actor, proposal_id)
    if row.status == "accepted":
        raise Conflict(_("This was accepted already. You can delete the task in the planner."))
    row.status, row.decided_at = "declined", now()
    await db.flush()
    return queries.proposal_item(row)
