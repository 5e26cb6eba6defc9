"""The tools a coach may propose with; the person accepts, edits or declines every one."""

from __future__ import annotations

from typing import Final

from coaching_app.ai.protocol import ToolSpec

TITLE_LENGTH: Final = 200
WHY_LENGTH: Final = 500

PROPOSE_TASK: Final = ToolSpec(
    name="propose_task",
    description=(
        "Suggest one small, concrete task that follows from what the person wrote. "
        "Nothing is saved until the person accepts it. Use it at most once in an answer."
    ),
    schema={
        "type": "object",
        "properties": {
            "title": {
                "type": "string",
                "minLength": 1,
                "maxLength": TITLE_LENGTH,
                "description": "What to do, in the person's own words, starting with a verb.",
            },
            "why": {
                "type": "string",
                "maxLength": WHY_LENGTH,
                "description": "One sentence that ties it to what the person wrote.",
            },
            "due": {
                "type": "string",
                "format": "date",
                "description": "YYYY-MM-DD, only when the person named a day.",
            },
        },
        "required": ["title", "why"],
        "additionalProperties": False,
    },
)
