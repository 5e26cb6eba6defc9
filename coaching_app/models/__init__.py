"""Every table, one file per aggregate; importing this package registers them all."""

from coaching_app.models.archive import PersonArchive
from coaching_app.models.audit import AuditEntry, AuditHead
from coaching_app.models.calendar import CalendarFeed
from coaching_app.models.checkin import Checkin, CheckinAnswer, CheckinField, CheckinForm, InsightVerdict
from coaching_app.models.circle import Circle, CircleMember
from coaching_app.models.consent import BreakGlass, ConsentGrant, ReadReceipt
from coaching_app.models.conversation import AnswerRun, Conversation, Message, Proposal, SeenSpan
from coaching_app.models.credential import Authenticator, LinkedAccount, Passkey, RecoveryCode
from coaching_app.models.goal import Evidence, EvidenceReview, Goal, Milestone
from coaching_app.models.goal_template import GoalAssignment, GoalTemplate, GoalTemplateVersion
from coaching_app.models.habit import Habit, HabitEntry, HabitPreference, HabitReplay
from coaching_app.models.installation import Installation
from coaching_app.models.invitation import Invitation
from coaching_app.models.job import Job, ScheduleSlot
from coaching_app.models.login import ApiTokenFamily, Login, RefreshToken
from coaching_app.models.note import Note, NoteAlias, NoteLink, NoteTag
from coaching_app.models.outbox import OutboxMail
from coaching_app.models.pathway import Pathway, PathwayStep, PathwayWalk, StepDone
from coaching_app.models.relationship import Handover, HandoverItem, Relationship
from coaching_app.models.reminder import InboxItem, Reminder, ReminderPreference
from coaching_app.models.resource import Nudge, Resource, WeeklyReview
from coaching_app.models.rest import Rest
from coaching_app.models.source import ImportProblem, ResourceFile, Source, VaultImport
from coaching_app.models.task import Task
from coaching_app.models.tenant import Tenant, TenantLogo
from coaching_app.models.ticket import EmailChange, Ticket
from coaching_app.models.user import Membership, User

__all__ = [
    "AnswerRun",
    "ApiTokenFamily",
    "AuditEntry",
    "AuditHead",
    "Authenticator",
    "BreakGlass",
    "CalendarFeed",
    "Checkin",
    "CheckinAnswer",
    "CheckinField",
    "CheckinForm",
    "Circle",
    "CircleMember",
    "ConsentGrant",
    "Conversation",
    "EmailChange",
    "Evidence",
    "EvidenceReview",
    "Goal",
    "GoalAssignment",
    "GoalTemplate",
    "GoalTemplateVersion",
    "Habit",
    "HabitEntry",
    "HabitPreference",
    "HabitReplay",
    "Handover",
    "HandoverItem",
    "ImportProblem",
    "InboxItem",
    "InsightVerdict",
    "Installation",
    "Invitation",
    "Job",
    "LinkedAccount",
    "Login",
    "Membership",
    "Message",
    "Milestone",
    "Note",
    "NoteAlias",
    "NoteLink",
    "NoteTag",
    "Nudge",
    "OutboxMail",
    "Passkey",
    "Pathway",
    "PathwayStep",
    "PathwayWalk",
    "PersonArchive",
    "Proposal",
    "ReadReceipt",
    "RecoveryCode",
    "RefreshToken",
    "Relationship",
    "Reminder",
    "ReminderPreference",
    "Resource",
    "ResourceFile",
    "Rest",
    "ScheduleSlot",
    "SeenSpan",
    "Source",
    "StepDone",
    "Task",
    "Tenant",
    "TenantLogo",
    "Ticket",
    "User",
    "VaultImport",
    "WeeklyReview",
]
