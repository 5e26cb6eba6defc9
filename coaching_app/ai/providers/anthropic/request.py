"""Turns a prompt into the vendor's request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coaching_app.ai.passages import render_passages
from coaching_app.ai.protocol import Prompt, ToolSpec, Turn

if TYPE_CHECKING:
    from anthropic.types import MessageParam, TextBlockParam, ToolParam


def _clean(text: str) -> str:
    """Text that can be sent: half characters become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def system_blocks(prompt: Prompt) -> list[TextBlockParam]:
    """The instructions, marked for caching: they are the same for everyone."""
    return [{"type": "text", "text": prompt.system, "cache_control": {"type": "ephemeral"}}]


def _context(prompt: Prompt) -> str:
    today = f"Today is {prompt.today:%A}, {prompt.today.isoformat()}. " if prompt.today else ""
    return f"{today}The person's interface language is {prompt.locale}."


def messages(prompt: Prompt) -> list[MessageParam]:
    """The conversation; passages and the day stand before the question, so the system part stays cached."""
    earlier = [turn for turn in prompt.turns[:-1] if turn.text.strip()]
    while earlier and earlier[0].role == "assistant":
        earlier.pop(0)  # a conversation must begin with the person
    blocks = (render_passages(prompt.passages), _context(prompt), prompt.question)
    content: list[TextBlockParam] = [{"type": "text", "text": _clean(text)} for text in blocks]
    return [*(_said(turn) for turn in earlier), {"role": "user", "content": content}]


def _said(turn: Turn) -> MessageParam:
    text = _clean(turn.text)
    if turn.role == "user":
        return {"role": "user", "content": text}
    return {"role": "assistant", "content": text}


def tools(specs: tuple[ToolSpec, ...]) -> list[ToolParam]:
    """The tools as offered; arguments are checked by the guard, so no vendor-side strict mode is needed."""
    return [
        {"name": spec.name, "description": spec.description, "input_schema": dict(spec.schema)}
        for spec in specs
    ]
