"""Conversations with the coach: messages, the runs that answer them, what each run saw and proposed."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from coaching_app.db.column_types import SealedText
from coaching_app.db.tenancy import TenantScoped
from coaching_app.models.columns import Moment, created, identifier, moment


class Conversation(TenantScoped, table=True):
    """One person's conversation."""

    __table_args__ = (Index("ix_conversation_owner", "owner_id", "deleted_at", "updated_at"),)

    id: str = identifier()
    owner_id: str = Field(foreign_key="person.id")
    title: str = Field(sa_type=SealedText)
    created_at: datetime = created()
    updated_at: datetime = created()
    deleted_at: Moment = moment()


class Message(TenantScoped, table=True):
    """What was said; `role` is person or coach. `client_key` makes a repeated post the same message."""

    __table_args__ = (UniqueConstraint("conversation_id", "client_key"),)

    id: str = identifier()
    conversation_id: str = Field(foreign_key="conversation.id", index=True, ondelete="CASCADE")
    role: str = Field(max_length=10)
    text: str = Field(sa_type=SealedText)
    client_key: str | None = Field(default=None, max_length=64)
    run_id: str | None = Field(default=None, max_length=26, index=True)
    created_at: datetime = created()


class AnswerRun(TenantScoped, table=True):
    """The making of one answer; `status` is running, done, stopped or failed."""

    id: str = identifier()
    conversation_id: str = Field(foreign_key="conversation.id", index=True, ondelete="CASCADE")
    question_id: str = Field(foreign_key="message.id", index=True, ondelete="CASCADE")
    status: str = Field(default="running", max_length=10, index=True)
    provider: str = Field(default="", max_length=40)
    model: str = Field(default="", max_length=80)
    failure: str = Field(default="", max_length=40)
    input_tokens: int = 0
    output_tokens: int = 0
    # What has been said so far, kept while the run goes on so that a restart loses nothing shown.
    partial: str | None = Field(default=None, sa_type=SealedText)
    created_at: datetime = created()
    finished_at: Moment = moment()


class SeenSpan(TenantScoped, table=True):
    """A passage that a run was given, by exact position in exactly that version of the note."""

    __table_args__ = (UniqueConstraint("run_id", "ref"),)

    id: str = identifier()
    run_id: str = Field(foreign_key="answerrun.id", index=True, ondelete="CASCADE")
    ref: int
    # No foreign key: the span outlives the note and then shows as removed.
    note_id: str = Field(max_length=26, index=True)
    note_sha256: str = Field(max_length=64)
    start_line: int
    end_line: int
    start_char: int
    end_char: int
    label: str = Field(sa_type=SealedText)
    text: str = Field(sa_type=SealedText)
    is_cited: bool = False


class Proposal(TenantScoped, table=True):
    """A change the coach proposes; `status` is open, accepted or declined. Nothing happens before that."""

    id: str = identifier()
    conversation_id: str = Field(foreign_key="conversation.id", index=True, ondelete="CASCADE")
    run_id: str = Field(foreign_key="answerrun.id", index=True, ondelete="CASCADE")
    tool: str = Field(max_length=40)
    arguments: str = Field(sa_type=SealedText)
    status: str = Field(default="open", max_length=10)
    result_id: str | None = Field(default=None, max_length=26)
    created_at: datetime = created()
    decided_at: Moment = moment()
