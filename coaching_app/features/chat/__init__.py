"""Talking with the coach: conversations, streamed answers with citations, proposals."""
