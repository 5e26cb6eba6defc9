"""Puts conversations, messages and sources into the words and shapes the page shows."""

from __future__ import annotations

from datetime import date, datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import local_day, zone
from coaching_app.features.chat import queries
from coaching_app.features.chat.schemas import (
    Citation,
    ConversationRow,
    MessageItem,
    MessageRow,
    ProposalItem,
    ProposalRow,
    RunItem,
    SourceRow,
    Sources,
    Talk,
)
from coaching_app.features.chat.service.conversations import list_conversations, list_messages
from coaching_app.features.chat.service.rendering import (
    href_of,
    lines_label,
    plain_excerpt,
    render_answer,
)
from coaching_app.features.shell.service import initials_of as initials_of_name

_LISTED = 30
_WINDOW = 50
_EXCERPT = 220


async def conversation_rows(db: AsyncSession, actor: Actor) -> tuple[ConversationRow, ...]:
    """The last conversations."""
    listed = await list_conversations(db, actor, limit=_LISTED)
    return tuple(ConversationRow(item.id, item.title, _when(item.updated_at, actor)) for item in listed.items)


async def open_talk(
    db: AsyncSession, actor: Actor, conversation_id: str, *, cursor: str | None = None
) -> Talk:
    """A window of the conversation: its end, or what stands before the cursor."""
    conversation = await queries.find_conversation(db, actor, conversation_id)
    page = await list_messages(db, actor, conversation_id, cursor=cursor, limit=_WINDOW)
    last = page.items[-1] if page.items else None
    answer = next((item for item in reversed(page.items) if item.role == "coach"), None)
    running = last.run if last and last.run and last.run.status == "running" else None
    return Talk(
        id=conversation.id,
        title=queries.conversation_item(conversation).title,
        messages=tuple(
            _message_row(item, actor, is_last=cursor is None and _is_open_end(item, page.items))
            for item in page.items
        ),
        earlier=page.cursor or "",
        running=running.id if running else "",
        sources=_sources(answer) if answer else Sources(),
    )


def _is_open_end(item: MessageItem, items: tuple[MessageItem, ...]) -> bool:
    """Whether nothing was asked after it, so that asking again takes its place."""
    questions = [other.id for other in items if other.role == "person"]
    return item.id == items[-1].id and bool(questions)


async def sources_of(db: AsyncSession, actor: Actor, conversation_id: str, message_id: str) -> Sources:
    """What the coach saw for one answer."""
    await queries.find_conversation(db, actor, conversation_id)
    item = await queries.find_message(db, conversation_id, message_id)
    return _sources(item)


def initials_of(actor: Actor) -> str:
    """Two letters that stand for the person."""
    return initials_of_name(actor.display_name)


def _when(moment: datetime, actor: Actor) -> str:
    """The time of today, else the day, as the person writes it."""
    locale = _locale(actor)
    if local_day(moment, actor.time_zone) == local_day(now(), actor.time_zone):
        return format_skeleton("Hm", moment.astimezone(zone(actor.time_zone)), locale=locale)
    return format_skeleton("MMMd", moment.astimezone(zone(actor.time_zone)), locale=locale)


def _locale(actor: Actor) -> Locale:
    try:
        return Locale.parse(actor.language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")


def _message_row(item: MessageItem, actor: Actor, *, is_last: bool) -> MessageRow:
    run = item.run
    if item.role == "person":
        return MessageRow(
            id=item.id,
            role="person",
            text=item.text,
            trouble=_trouble(run),
            partial=render_answer(run.text, ()) if run and run.status == "failed" and run.text else "",
            run_id=run.id if run else "",
            can_retry=is_last and run is not None and run.status != "running",
        )
    stopped = run is not None and run.status == "stopped"
    return MessageRow(
        id=item.id,
        role="coach",
        html=render_answer(item.text, item.citations),
        label=_provider_label(run),
        note=_("You stopped this answer.") if stopped else "",
        run_id=run.id if run else "",
        can_retry=is_last and stopped,
        sources=len(item.citations),
        proposals=tuple(_proposal_row(proposal, actor) for proposal in item.proposals),
    )


def _trouble(run: RunItem | None) -> str:
    if run is None or run.status == "running":
        return ""
    return _("You stopped before the first word.") if run.status == "stopped" else run.failure


def _provider_label(run: RunItem | None) -> str:
    if run is None:
        return ""
    if run.is_twin:
        return _("Best passages, without AI")
    tokens = run.input_tokens + run.output_tokens
    if not tokens:
        return run.model
    counted = ngettext("{count} token", "{count} tokens", tokens).format(count=f"{tokens:,}")
    return f"{run.model} · {counted}"


def _proposal_row(item: ProposalItem, actor: Actor) -> ProposalRow:
    return ProposalRow(
        id=item.id,
        title=item.title,
        why=item.why,
        due=item.due,
        due_label=_day_label(item.due, actor),
        status=item.status,
        href=f"/planner?task={item.result_id}" if item.result_id else "",
    )


def _day_label(due: str, actor: Actor) -> str:
    try:
        day = date.fromisoformat(due)
    except ValueError:
        return ""
    return format_date(day, "full", locale=_locale(actor))


def _sources(item: MessageItem) -> Sources:
    rows = tuple(_source_row(citation) for citation in item.citations)
    cited = tuple(row for row in rows if row.is_cited)
    more = tuple(row for row in rows if not row.is_cited) if cited else ()
    return Sources(item.id, len(rows), cited or rows, more)


def _source_row(citation: Citation) -> SourceRow:
    is_there = citation.state != "removed"
    return SourceRow(
        ref=citation.ref,
        label=citation.label,
        lines=lines_label(citation) if is_there else _("removed"),
        excerpt=plain_excerpt(citation.text, _EXCERPT) if is_there else _("You removed this note since."),
        href=href_of(citation) if is_there else "",
        state=citation.state,
        is_cited=citation.is_cited,
    )
