"""Takes a question exactly once and starts the run that answers it; asks again, stops, settles what is left."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, Invalid, TooManyRequests
from coaching_app.core.i18n import gettext as _
from coaching_app.core.logging import get_logger
from coaching_app.db.sealed import seal
from coaching_app.db.unit_of_work import ALL_TENANTS, after_commit, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.chat import queries
from coaching_app.features.chat.schemas import Posted, RunItem
from coaching_app.features.chat.service import conversations
from coaching_app.features.chat.service.live import live_run
from coaching_app.features.chat.service.runs import launch
from coaching_app.models import AnswerRun, Conversation, Message, Proposal, User

log = get_logger(__name__)

LONGEST_QUESTION = 20_000
MOST_RUNS = 3
_CLIENT_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
# A run is known to this process right after its commit; one that is not by then has lost its process.
_GRACE = timedelta(seconds=10)


async def post_message(
    db: AsyncSession, actor: Actor, conversation_id: str | None, text: str, client_key: str | None = None
) -> Posted:
    """Store the question and start its run once the work is committed.

    The same `client_key` again gives what the first post gave. Raises Conflict while the conversation is being
    answered, TooManyRequests when the person has too many answers under way.
    """
    question = _checked(text, client_key)
    await _take_turn(db, actor)
    if client_key and (known := await _posted_before(db, actor, conversation_id, client_key)):
        return known
    conversation = await _conversation(db, actor, conversation_id, question)
    await _check_free(db, actor, conversation.id)
    message = Message(
        tenant_id=actor.tenant_id,
        conversation_id=conversation.id,
        role="person",
        text="",
        client_key=client_key,
    )
    message.text = seal(message, "text", question)
    db.add(message)
    await db.flush()
    return await _start_run(db, actor, conversation, message)


def _checked(text: str, client_key: str | None) -> str:
    question = conversations.clean_text(text)
    if not question:
        raise Invalid(_("Write something first."), detail={"field": "text"})
    if len(question) > LONGEST_QUESTION:
        raise Invalid(
            _("A message has at most {most} characters.").format(most=LONGEST_QUESTION),
            detail={"field": "text"},
        )
    if client_key is not None and not _CLIENT_KEY.fullmatch(client_key):
        raise Invalid(
            _("The key of a message has up to 64 letters, digits, - and _."), detail={"field": "client_key"}
        )
    return question


async def _take_turn(db: AsyncSession, actor: Actor) -> None:
    """One post of a person after the other, so that limits and keys hold; SQLite does so anyway."""
    await db.execute(select(col(User.id)).where(col(User.id) == actor.user_id).with_for_update())


async def _posted_before(
    db: AsyncSession, actor: Actor, conversation_id: str | None, client_key: str
) -> Posted | None:
    query = (
        select(Message)
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(
            col(Message.client_key) == client_key,
            col(Message.role) == "person",
            col(Conversation.owner_id) == actor.user_id,
            col(Conversation.deleted_at).is_(None),
        )
    )
    if conversation_id is not None:
        query = query.where(col(Message.conversation_id) == conversation_id)
    row = (await db.scalars(query.order_by(col(Message.created_at)).limit(1))).first()
    return Posted(row.conversation_id, row.id, row.run_id or "") if row else None


async def _conversation(
    db: AsyncSession, actor: Actor, conversation_id: str | None, question: str
) -> Conversation:
    if conversation_id is not None:
        conversation = await queries.find_conversation(db, actor, conversation_id)
        query = select(col(Message.id)).where(col(Message.conversation_id) == conversation.id).limit(1)
        if (await db.scalars(query)).first() is None:
            conversation.title = seal(conversation, "title", conversations.title_from(question))
        return conversation
    conversation = conversations.new_conversation(actor, conversations.title_from(question))
    db.add(conversation)
    await db.flush()
    return conversation


async def _check_free(db: AsyncSession, actor: Actor, conversation_id: str) -> None:
    running = [run for run in await queries.running_runs(db, actor) if not await _settle_orphan(db, run)]
    if any(run.conversation_id == conversation_id for run in running):
        raise Conflict(
            _("The coach is still answering. Wait for the end, or stop it."), code="answer_running"
        )
    if len(running) >= MOST_RUNS:
        raise TooManyRequests(
            10, _("The coach is answering you in several conversations. Please wait a moment.")
        )


async def _settle_orphan(db: AsyncSession, run: AnswerRun) -> bool:
    """End a run that nobody answers any more; whether it was one."""
    if live_run(run.id) is not None or run.created_at > now() - _GRACE:
        return False
    run.status, run.failure, run.finished_at = "failed", queries.INTERRUPTED, now()
    await db.flush()
    return True


async def _start_run(db: AsyncSession, actor: Actor, conversation: Conversation, question: Message) -> Posted:
    run = AnswerRun(tenant_id=actor.tenant_id, conversation_id=conversation.id, question_id=question.id)
    db.add(run)
    await db.flush()
    question.run_id = run.id
    conversations.touch(conversation, now())
    run_id = run.id
    after_commit(db, lambda: launch(actor, run_id))
    return Posted(conversation.id, question.id, run_id)


async def retry_run(db: AsyncSession, actor: Actor, run_id: str) -> Posted:
    """Ask the same question again in place of a run that failed or was stopped.

    A run that is running already, or was replaced, gives the run in its place: repeating a retry is harmless.
    """
    await _take_turn(db, actor)
    old = await queries.find_run(db, actor, run_id)
    question = await _question(db, old)
    if question.run_id and question.run_id != old.id:
        return Posted(old.conversation_id, question.id, question.run_id)
    if old.status == "running" and not await _settle_orphan(db, old):
        return Posted(old.conversation_id, question.id, old.id)
    if old.status == "done":
        raise Conflict(_("This question has been answered."), code="answered")
    conversation = await queries.find_conversation(db, actor, old.conversation_id)
    await _check_last(db, question)
    await _check_free(db, actor, conversation.id)
    await db.execute(delete(Message).where(col(Message.run_id) == old.id, col(Message.role) == "coach"))
    await db.execute(delete(Proposal).where(col(Proposal.run_id) == old.id, col(Proposal.status) == "open"))
    return await _start_run(db, actor, conversation, question)


async def _question(db: AsyncSession, run: AnswerRun) -> Message:
    return (await db.scalars(select(Message).where(col(Message.id) == run.question_id))).one()


async def _check_last(db: AsyncSession, question: Message) -> None:
    query = (
        select(col(Message.id))
        .where(col(Message.conversation_id) == question.conversation_id, col(Message.role) == "person")
        .order_by(col(Message.created_at).desc(), col(Message.id).desc())
        .limit(1)
    )
    if (await db.scalars(query)).first() != question.id:
        raise Conflict(_("The conversation has gone on since; please ask again below."), code="not_last")


async def stop_run(db: AsyncSession, actor: Actor, run_id: str) -> RunItem:
    """Ask the run to stop; what was said is kept. Nothing happens to one that has ended."""
    run = await queries.find_run(db, actor, run_id)
    if run.status == "running":
        await _settle_orphan(db, run)
        after_commit(db, lambda: _ask_to_stop(run_id))
    return queries.run_item(run)


def _ask_to_stop(run_id: str) -> None:
    if live := live_run(run_id):
        live.ask_to_stop()


async def recover_runs() -> int:
    """At start-up: end what the last process left unfinished, with a retry on offer; how many there were."""
    async with unit_of_work(ALL_TENANTS) as db:
        ended = await db.execute(
            update(AnswerRun)
            .where(col(AnswerRun.status) == "running")
            .values(status="failed", failure=queries.INTERRUPTED, finished_at=now())
        )
    count = int(ended.rowcount)  # pyright: ignore[reportAttributeAccessIssue,reportUnknownMemberType,reportUnknownArgumentType]: an UPDATE has one
    if count:
        log.info("runs_recovered", count=count)
    return count
