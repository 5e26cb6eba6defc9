"""Reads of the chat: rows in, opened schemas out, always within one person's conversations."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.ai.failures import FINAL, sentence
from coaching_app.ai.protocol import FailureKind
from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.paging import Slice, decode_cursor, encode_cursor
from coaching_app.db.sealed import unseal
from coaching_app.domain.actor import Actor
from coaching_app.features.chat.schemas import (
    Citation,
    ConversationItem,
    MessageItem,
    ProposalItem,
    ProposalStatus,
    RunItem,
    RunStatus,
    SourceState,
)
from coaching_app.models import AnswerRun, Conversation, Message, Note, Proposal, SeenSpan

INTERRUPTED = "interrupted"
PAGE = 50


async def find_conversation(
    db: AsyncSession, actor: Actor, conversation_id: str, *, deleted: bool = False
) -> Conversation:
    """The person's conversation; NotFound when it is missing, deleted or another's."""
    query = select(Conversation).where(
        col(Conversation.id) == conversation_id, col(Conversation.owner_id) == actor.user_id
    )
    if not deleted:
        query = query.where(col(Conversation.deleted_at).is_(None))
    row = (await db.scalars(query)).one_or_none()
    if row is None:
        raise NotFound
    return row


def _of_person(query: Select[AnswerRun], actor: Actor) -> Select[AnswerRun]:
    return query.join(Conversation, col(Conversation.id) == col(AnswerRun.conversation_id)).where(
        col(Conversation.owner_id) == actor.user_id, col(Conversation.deleted_at).is_(None)
    )


async def find_run(
    db: AsyncSession, actor: Actor, run_id: str, *, conversation_id: str | None = None
) -> AnswerRun:
    """The person's run, inside that conversation if one is named; NotFound otherwise."""
    query = _of_person(select(AnswerRun).where(col(AnswerRun.id) == run_id), actor)
    if conversation_id is not None:
        query = query.where(col(AnswerRun.conversation_id) == conversation_id)
    row = (await db.scalars(query)).one_or_none()
    if row is None:
        raise NotFound
    return row


async def running_runs(db: AsyncSession, actor: Actor) -> Sequence[AnswerRun]:
    """The person's runs that have not ended, in all conversations."""
    return (
        await db.scalars(_of_person(select(AnswerRun).where(col(AnswerRun.status) == "running"), actor))
    ).all()


async def find_proposal(db: AsyncSession, actor: Actor, proposal_id: str) -> Proposal:
    """The person's proposal, locked for the decision; NotFound otherwise."""
    query = (
        select(Proposal)
        .join(Conversation, col(Conversation.id) == col(Proposal.conversation_id))
        .where(
            col(Proposal.id) == proposal_id,
            col(Conversation.owner_id) == actor.user_id,
            col(Conversation.deleted_at).is_(None),
        )
        .with_for_update(of=Proposal)
    )
    row = (await db.scalars(query)).one_or_none()
    if row is None:
        raise NotFound
    return row


def conversation_item(row: Conversation) -> ConversationItem:
    """The conversation with its title opened."""
    return ConversationItem(row.id, unseal(row, "title", row.title), row.created_at, row.updated_at)


async def conversations(
    db: AsyncSession, actor: Actor, cursor: str | None, limit: int
) -> Slice[ConversationItem]:
    """The person's conversations, the one last spoken in first."""
    query = select(Conversation).where(
        col(Conversation.owner_id) == actor.user_id, col(Conversation.deleted_at).is_(None)
    )
    if cursor:
        moment, row_id = decode_cursor(cursor, 2)
        place = tuple_(col(Conversation.updated_at), col(Conversation.id))
        query = query.where(place < tuple_(_moment(moment), row_id))
    query = query.order_by(col(Conversation.updated_at).desc(), col(Conversation.id).desc()).limit(limit + 1)
    rows = (await db.scalars(query)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    following = encode_cursor(last.updated_at.isoformat(), last.id) if last else None
    return Slice(tuple(conversation_item(row) for row in rows[:limit]), following)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        decode_cursor("", 2)  # says what to do about a cursor of no use
        raise AssertionError("unreachable: the line above raises")
    return moment


async def messages(
    db: AsyncSession, conversation: Conversation, cursor: str | None, limit: int
) -> Slice[MessageItem]:
    """The last messages, oldest first; the cursor leads to the earlier ones."""
    query = select(Message).where(col(Message.conversation_id) == conversation.id)
    if cursor:
        moment, row_id = decode_cursor(cursor, 2)
        query = query.where(
            tuple_(col(Message.created_at), col(Message.id)) < tuple_(_moment(moment), row_id)
        )
    query = query.order_by(col(Message.created_at).desc(), col(Message.id).desc()).limit(limit + 1)
    rows = (await db.scalars(query)).all()
    first = rows[limit - 1] if len(rows) > limit else None
    earlier = encode_cursor(first.created_at.isoformat(), first.id) if first else None
    return Slice(await _message_items(db, rows[:limit][::-1]), earlier)


async def find_message(db: AsyncSession, conversation_id: str, message_id: str) -> MessageItem:
    """One message of a conversation that is known to be the person's; NotFound otherwise."""
    query = select(Message).where(
        col(Message.id) == message_id, col(Message.conversation_id) == conversation_id
    )
    row = (await db.scalars(query)).one_or_none()
    if row is None:
        raise NotFound
    return (await _message_items(db, [row]))[0]


async def message_of_run(db: AsyncSession, run: AnswerRun) -> MessageItem | None:
    """The answer a run led to, if it did."""
    query = select(Message).where(col(Message.run_id) == run.id, col(Message.role) == "coach")
    row = (await db.scalars(query)).one_or_none()
    return (await _message_items(db, [row]))[0] if row else None


async def _message_items(db: AsyncSession, rows: Sequence[Message]) -> tuple[MessageItem, ...]:
    run_ids = {row.run_id for row in rows if row.run_id}
    runs = await _runs(db, run_ids)
    answered = await _answered(db, run_ids)
    citations, proposals = await _citations(db, answered), await _proposals(db, answered)
    items: list[MessageItem] = []
    for row in rows:
        is_coach, run_id = row.role == "coach", row.run_id or ""
        # A question shows its run only while that has not led to an answer.
        run = runs.get(run_id) if is_coach or run_id not in answered else None
        items.append(
            MessageItem(
                id=row.id,
                role="coach" if is_coach else "person",
                text=unseal(row, "text", row.text),
                created_at=row.created_at,
                run=run_item(run) if run else None,
                citations=citations[run_id] if is_coach else (),
                proposals=proposals[run_id] if is_coach else (),
            )
        )
    return tuple(items)


async def _runs(db: AsyncSession, run_ids: set[str]) -> dict[str, AnswerRun]:
    query = select(AnswerRun).where(col(AnswerRun.id).in_(run_ids))
    return {run.id: run for run in (await db.scalars(query)).all()}


async def _answered(db: AsyncSession, run_ids: set[str]) -> set[str]:
    query = select(col(Message.run_id)).where(col(Message.run_id).in_(run_ids), col(Message.role) == "coach")
    return {run_id for run_id in (await db.scalars(query)).all() if run_id}


def failure_sentence(kind: str) -> str:
    """Why a run failed, for the person, in the current language."""
    if kind == INTERRUPTED:
        return _("The answer was interrupted by a restart. Nothing you wrote is lost; you can try again.")
    try:
        return sentence(FailureKind(kind))
    except ValueError:
        return sentence(FailureKind.UNKNOWN)


def is_retryable(kind: str) -> bool:
    """Whether asking again may help without changing anything."""
    return kind not in FINAL


def run_item(run: AnswerRun) -> RunItem:
    """The run with what was said so far."""
    failed = run.status == "failed"
    return RunItem(
        id=run.id,
        conversation_id=run.conversation_id,
        question_id=run.question_id,
        status=cast("RunStatus", run.status),
        provider=run.provider,
        model=run.model,
        input_tokens=run.input_tokens,
        output_tokens=run.output_tokens,
        text=unseal(run, "partial", run.partial) if run.partial else "",
        failure_kind=run.failure if failed else "",
        failure=failure_sentence(run.failure) if failed else "",
        is_retryable=failed and is_retryable(run.failure),
    )


async def _citations(db: AsyncSession, run_ids: Iterable[str]) -> defaultdict[str, tuple[Citation, ...]]:
    wanted = list(run_ids)
    found: defaultdict[str, tuple[Citation, ...]] = defaultdict(tuple)
    if not wanted:
        return found
    query = select(SeenSpan).where(col(SeenSpan.run_id).in_(wanted)).order_by(col(SeenSpan.ref))
    spans = (await db.scalars(query)).all()
    versions = await _note_versions(db, {span.note_id for span in spans})
    for span in spans:
        found[span.run_id] += (_citation(span, versions.get(span.note_id)),)
    return found


async def citations_of(db: AsyncSession, run_id: str) -> tuple[Citation, ...]:
    """Everything one run was given, by number."""
    return (await _citations(db, [run_id]))[run_id]


async def _note_versions(db: AsyncSession, note_ids: set[str]) -> dict[str, str]:
    # A note that has been sealed since is gone for the conversation, like one that was deleted.
    query = select(col(Note.id), col(Note.sha256)).where(
        col(Note.id).in_(note_ids), col(Note.deleted_at).is_(None), col(Note.sealed_head).is_(None)
    )
    return {row.id: row.sha256 for row in (await db.execute(query)).all()}


def _citation(span: SeenSpan, version: str | None) -> Citation:
    state: SourceState = "removed" if version is None else "current"
    if version is not None and version != span.note_sha256:
        state = "changed"
    return Citation(
        ref=span.ref,
        note_id=span.note_id,
        label=unseal(span, "label", span.label),
        note_sha256=span.note_sha256,
        start_line=span.start_line,
        end_line=span.end_line,
        start_char=span.start_char,
        end_char=span.end_char,
        text="" if state == "removed" else unseal(span, "text", span.text),
        state=state,
        is_cited=span.is_cited,
    )


async def _proposals(db: AsyncSession, run_ids: Iterable[str]) -> defaultdict[str, tuple[ProposalItem, ...]]:
    found: defaultdict[str, tuple[ProposalItem, ...]] = defaultdict(tuple)
    wanted = list(run_ids)
    if not wanted:
        return found
    query = select(Proposal).where(col(Proposal.run_id).in_(wanted)).order_by(col(Proposal.id))
    for row in (await db.scalars(query)).all():
        found[row.run_id] += (proposal_item(row),)
    return found


def arguments_of(row: Proposal) -> dict[str, object]:
    """What the coach proposed, or what the person made of it."""
    return cast("dict[str, object]", json.loads(unseal(row, "arguments", row.arguments)))


def proposal_item(row: Proposal) -> ProposalItem:
    """The proposal with its arguments opened."""
    arguments = arguments_of(row)
    return ProposalItem(
        id=row.id,
        run_id=row.run_id,
        tool=row.tool,
        title=str(arguments.get("title", "")),
        why=str(arguments.get("why", "")),
        due=str(arguments.get("due") or ""),
        status=cast("ProposalStatus", row.status),
        result_id=row.result_id,
    )
