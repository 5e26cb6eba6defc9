"""Lets anybody entitled follow a run from any character on, live or long after its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from coaching_app.db.unit_of_work import snapshot
from coaching_app.domain.actor import Actor
from coaching_app.features.chat import queries
from coaching_app.features.chat.schemas import Answered, Broke, RunEvent, Said
from coaching_app.features.chat.service.live import LiveRun, live_run
from coaching_app.features.chat.service.runs import ending_of

_START_SECONDS = 10.0


async def follow_run(actor: Actor, run_id: str, *, after: int = 0) -> AsyncGenerator[RunEvent]:
    """Every piece after that many characters exactly once, then one Answered or Broke.

    The caller has checked that the run is the person's.
    """
    live = live_run(run_id) or await _starting(actor, run_id)
    if live is not None:
        async for event in live.follow(after):
            yield event
        return
    text, ending = await _stored(actor, run_id)
    if len(text) > after:
        yield Said(len(text), text[after:])
    yield ending


async def _starting(actor: Actor, run_id: str) -> LiveRun | None:
    """The run, when it is about to start: committed, but not yet known to this process."""
    deadline = asyncio.get_running_loop().time() + _START_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        async with snapshot(actor.tenant_id) as db:
            if (await queries.find_run(db, actor, run_id)).status != "running":
                return None
        await asyncio.sleep(0.02)
        if live := live_run(run_id):
            return live
    return None


async def _stored(actor: Actor, run_id: str) -> tuple[str, Answered | Broke]:
    async with snapshot(actor.tenant_id) as db:
        run = await queries.find_run(db, actor, run_id)
        item = queries.run_item(run)
        if item.status == "running":
            return item.text, Broke(queries.failure_sentence(queries.INTERRUPTED), is_retryable=True)
        return item.text, await ending_of(db, run)
