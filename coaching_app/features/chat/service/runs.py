"""Answers a question in a task of the server that outlives the tab: listen, keep, end exactly once."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing, suppress

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.ai.citations import cited_refs
from coaching_app.ai.protocol import (
    Failed,
    FailureKind,
    Finished,
    Notice,
    Prompt,
    Provider,
    Started,
    TextDelta,
    ToolProposal,
    Usage,
)
from coaching_app.ai.registry import choose_provider
from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import speaking
from coaching_app.core.logging import get_logger
from coaching_app.core.metrics import AI_RUNS
from coaching_app.core.settings import get_settings
from coaching_app.db.sealed import seal
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.domain.quotes import SourceSpan, demote_unverified
from coaching_app.features.chat import queries
from coaching_app.features.chat.schemas import Answered, Broke, Heard
from coaching_app.features.chat.service import live, prompting
from coaching_app.features.chat.service.live import LiveRun
from coaching_app.features.knowledge.schemas import RetrievedPassage
from coaching_app.features.knowledge.service import retrieve
from coaching_app.models import AnswerRun, Conversation, Message, Proposal, SeenSpan

log = get_logger(__name__)

PASSAGES = 8
# A save costs as much of the processor as some fifty pieces of text.
KEEP_EVERY_SECONDS = 2.0


def launch(actor: Actor, run_id: str) -> None:
    """Start answering; returns at once."""
    run = LiveRun(run_id, actor.user_id)
    live.begin(run)
    run.task = asyncio.create_task(_answer(actor, run), name=f"answer-{run_id}")


async def end_runs() -> None:
    """At shutdown: stop listening and leave each run to be ended as interrupted at the next start."""
    for run in live.live_runs():
        if run.task is not None:
            run.task.cancel()
            with suppress(asyncio.CancelledError):
                await run.task


async def _answer(actor: Actor, run: LiveRun) -> None:
    with speaking(actor.language):
        keeping = asyncio.create_task(_keep_partial(actor, run))
        try:
            heard = await _listen_until_stopped(actor, run)
            run.end(await _store(actor, run, heard))
        except Exception as error:  # noqa: BLE001 - whatever broke, those who wait are told and the run is ended
            log.error("run_broke", run_id=run.run_id, error=type(error).__name__)  # noqa: TRY400 - its message may quote what somebody wrote
            run.end(await _give_up(actor, run))
        finally:
            keeping.cancel()
            live.forget(run.run_id)


async def _listen_until_stopped(actor: Actor, run: LiveRun) -> Heard:
    listening = asyncio.create_task(_listen(actor, run))
    run.listening = listening
    if run.is_stop_asked:
        listening.cancel()
    try:
        return await listening
    except asyncio.CancelledError:
        if not run.is_stop_asked:
            raise
        # Somebody asked to stop: what they have seen is the answer.
        return Heard("stopped", _honest(run))


async def _listen(actor: Actor, run: LiveRun) -> Heard:
    provider, prompt = await _prepare(actor, run.run_id)
    run.sources = _sources(prompt)
    proposals: list[tuple[str, dict[str, object]]] = []
    usage: Usage | None = None
    ending: Finished | Failed | None = None
    async with aclosing(provider.stream(prompt)) as events:
        async for event in events:
            match event:
                case TextDelta(text):
                    run.say(text)
                case Notice(_, message):
                    run.remark(message)
                case ToolProposal(name, arguments):
                    proposals.append((name, arguments))
                case Usage():
                    usage = event
                case Finished() | Failed():
                    ending = event
                case Started():
                    pass
    return _heard(_honest(run), ending, usage, proposals)


def _sources(prompt: Prompt) -> tuple[SourceSpan, ...]:
    """Everything an answer may quote: the passages, and what the person said."""
    said = (SourceSpan("said", turn.text) for turn in prompt.turns if turn.role == "user")
    return (*(SourceSpan(str(passage.ref), passage.text) for passage in prompt.passages), *said)


def _honest(run: LiveRun) -> str:
    """What was said, once more without quotation marks around what nobody wrote.

    The providers' guard has held back every quotation until it was verified, so that none was shown; what is
    stored is checked by its own, stricter rule.
    """
    return demote_unverified(run.text, run.sources)


def _heard(
    text: str,
    ending: Finished | Failed | None,
    usage: Usage | None,
    proposals: list[tuple[str, dict[str, object]]],
) -> Heard:
    failure = "" if isinstance(ending, Finished) else (ending.kind if ending else FailureKind.CUT_OFF).value
    if not failure and not text.strip():
        # A proposal alone still needs a message to stand under.
        text, failure = (
            (_("I have a suggestion for you."), "") if proposals else ("", FailureKind.MALFORMED.value)
        )
    return Heard(
        status="failed" if failure else "done",
        text=text,
        failure=failure,
        model=usage.model if usage else "",
        input_tokens=usage.input_tokens if usage else 0,
        output_tokens=usage.output_tokens if usage else 0,
        proposals=() if failure else tuple(proposals),
    )


async def _prepare(actor: Actor, run_id: str) -> tuple[Provider, Prompt]:
    """Read, choose, and write down what the model is going to see before it sees it."""
    async with snapshot(actor.tenant_id) as db:
        run = (await db.scalars(select(AnswerRun).where(col(AnswerRun.id) == run_id))).one()
        known = await prompting.remember(db, run)
        found = await retrieve(db, actor, known.question, limit=PASSAGES)
    provider = choose_provider(get_settings(), ai_allowed=known.is_ai_allowed)
    async with unit_of_work(actor.tenant_id) as db:
        db.add_all(_span(actor, run_id, ref, passage) for ref, passage in enumerate(found, start=1))
        await db.execute(
            update(AnswerRun)
            .where(col(AnswerRun.id) == run_id)
            .values(provider=provider.name, model=_model(provider.name))
        )
    return provider, prompting.compose(actor, known, found)


def _model(provider: str) -> str:
    return get_settings().anthropic_model if provider == "anthropic" else provider


def _span(actor: Actor, run_id: str, ref: int, passage: RetrievedPassage) -> SeenSpan:
    span = SeenSpan(
        tenant_id=actor.tenant_id,
        run_id=run_id,
        ref=ref,
        note_id=passage.note_id,
        note_sha256=passage.note_sha256,
        start_line=passage.start_line,
        end_line=passage.end_line,
        start_char=passage.start_char,
        end_char=passage.end_char,
        label="",
        text="",
    )
    span.label = seal(span, "label", passage.path.removesuffix(".md") or passage.note_title)
    span.text = seal(span, "text", passage.text)
    return span


async def _keep_partial(actor: Actor, run: LiveRun) -> None:
    """Write what was said down now and then, so that a crash loses next to nothing of it."""
    kept = 0
    # Stands for the row, which need not be read to say where the text belongs.
    place = AnswerRun(id=run.run_id, tenant_id=actor.tenant_id, conversation_id="", question_id="")
    while True:
        await asyncio.sleep(KEEP_EVERY_SECONDS)
        if len(run.text) == kept:
            continue
        text = run.text
        try:
            async with unit_of_work(actor.tenant_id) as db:
                await db.execute(
                    update(AnswerRun)
                    .where(col(AnswerRun.id) == run.run_id, col(AnswerRun.status) == "running")
                    .values(partial=seal(place, "partial", text))
                )
            kept = len(text)
        except Exception as error:  # noqa: BLE001 - the next round tries again, the answer itself goes on
            log.warning("partial_not_kept", run_id=run.run_id, error=type(error).__name__)


async def _store(actor: Actor, live_run: LiveRun, heard: Heard) -> Answered | Broke:
    """End the run in one transaction; a run that has been ended already stays as it is."""
    async with unit_of_work(actor.tenant_id) as db:
        query = select(AnswerRun).where(col(AnswerRun.id) == live_run.run_id).with_for_update()
        run = (await db.scalars(query)).one()
        if run.status == "running":
            run.status, run.failure, run.finished_at = heard.status, heard.failure, now()
            run.model = heard.model or run.model
            run.input_tokens, run.output_tokens = heard.input_tokens, heard.output_tokens
            run.partial = seal(run, "partial", heard.text) if heard.text else None
            if heard.status != "failed":
                await _add_answer(db, actor, run, heard)
            await db.flush()
            AI_RUNS.labels(run.provider or "none", heard.status).inc()
        return await ending_of(db, run)


async def _add_answer(db: AsyncSession, actor: Actor, run: AnswerRun, heard: Heard) -> None:
    if not heard.text.strip():
        return
    message = Message(
        tenant_id=actor.tenant_id,
        conversation_id=run.conversation_id,
        role="coach",
        text="",
        # A person's key has no colon, so this makes the answer of a run unique for the database too.
        client_key=f"run:{run.id}",
        run_id=run.id,
    )
    message.text = seal(message, "text", heard.text)
    db.add(message)
    db.add_all(_proposal(actor, run, name, arguments) for name, arguments in heard.proposals)
    await db.execute(
        update(SeenSpan)
        .where(col(SeenSpan.run_id) == run.id, col(SeenSpan.ref).in_(cited_refs(heard.text)))
        .values(is_cited=True)
    )
    await db.execute(
        update(Conversation).where(col(Conversation.id) == run.conversation_id).values(updated_at=now())
    )


def _proposal(actor: Actor, run: AnswerRun, name: str, arguments: dict[str, object]) -> Proposal:
    row = Proposal(
        tenant_id=actor.tenant_id,
        conversation_id=run.conversation_id,
        run_id=run.id,
        tool=name,
        arguments="",
    )
    row.arguments = seal(row, "arguments", json.dumps(arguments))
    return row


async def ending_of(db: AsyncSession, run: AnswerRun) -> Answered | Broke:
    """The last event of a run that has ended."""
    item = queries.run_item(run)
    if item.status == "failed":
        return Broke(item.failure, item.is_retryable)
    message = await queries.message_of_run(db, run)
    if message is None:
        return Answered(item.status, None)
    return Answered(item.status, message.id, message.citations, message.proposals)


async def _give_up(actor: Actor, live_run: LiveRun) -> Broke:
    """Say that it failed even when that cannot be stored; the next look at the run settles it."""
    heard = Heard("failed", live_run.text, FailureKind.UNKNOWN.value)
    with suppress(Exception):
        await _store(actor, live_run, heard)
    return Broke(queries.failure_sentence(heard.failure), is_retryable=True)
