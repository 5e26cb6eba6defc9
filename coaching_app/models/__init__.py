"""Every table, one file per aggregate; importing this package registers them all."""

from coaching_app.models.conversation import AnswerRun, Conversation, Message, Proposal, SeenSpan
from coaching_app.models.goal import Goal
from coaching_app.models.installation import Installation
from coaching_app.models.job import Job, ScheduleSlot
from coaching_app.models.login import ApiTokenFamily, Login, RefreshToken
from coaching_app.models.note import Note, NoteAlias, NoteLink, NoteTag
from coaching_app.models.source import ImportProblem, ResourceFile, Source, VaultImport
from coaching_app.models.task import Task
from coaching_app.models.tenant import Tenant
from coaching_app.models.user import Membership, User

__all__ = [
    "AnswerRun",
    "ApiTokenFamily",
    "Conversation",
    "Goal",
    "ImportProblem",
    "Installation",
    "Job",
    "Login",
    "Membership",
    "Message",
    "Note",
    "NoteAlias",
    "NoteLink",
    "NoteTag",
    "Proposal",
    "RefreshToken",
    "ResourceFile",
    "ScheduleSlot",
    "SeenSpan",
    "Source",
    "Task",
    "Tenant",
    "User",
    "VaultImport",
]
