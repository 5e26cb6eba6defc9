"""What the chat does: conversations, questions and their runs, decisions about proposals."""

from coaching_app.features.chat.service.asking import (
    post_message,
    recover_runs,
    retry_run,
    stop_run,
)
from coaching_app.features.chat.service.conversations import (
    create_conversation,
    delete_conversation,
    get_conversation,
    get_run,
    list_conversations,
    list_messages,
    rename_conversation,
    restore_conversation,
)
from coaching_app.features.chat.service.following import follow_run
from coaching_app.features.chat.service.live import reading
from coaching_app.features.chat.service.proposals import accept_proposal, decline_proposal
from coaching_app.features.chat.service.runs import end_runs
from coaching_app.features.chat.service.sharing import shared_talk, shared_with
from coaching_app.features.chat.service.showing import conversation_rows, initials_of, open_talk, sources_of

__all__ = [
    "accept_proposal",
    "conversation_rows",
    "create_conversation",
    "decline_proposal",
    "delete_conversation",
    "end_runs",
    "follow_run",
    "get_conversation",
    "get_run",
    "initials_of",
    "list_conversations",
    "list_messages",
    "open_talk",
    "post_message",
    "reading",
    "recover_runs",
    "rename_conversation",
    "restore_conversation",
    "retry_run",
    "shared_talk",
    "shared_with",
    "sources_of",
    "stop_run",
]
