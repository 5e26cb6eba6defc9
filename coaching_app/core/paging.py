"""Pages long lists with opaque cursors that stay right while rows come and go."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _

Item = TypeVar("Item")
LONGEST_CURSOR = 1000


@dataclass(frozen=True, slots=True)
class Slice(Generic[Item]):
    """A part of a list; `cursor` asks for the next part and is None at the end."""

    items: tuple[Item, ...]
    cursor: str | None = None


def encode_cursor(*parts: str) -> str:
    """Hide the sort key of the last row."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def decode_cursor(text: str, count: int) -> tuple[str, ...]:
    """The sort key that `encode_cursor` hid; raises Invalid for anything else."""
    parts = _revealed(text)
    if len(parts) != count or not all(isinstance(part, str) and "\x00" not in part for part in parts):
        raise Invalid(_("This list position is not valid any more. Start from the beginning."))
    return tuple(cast("list[str]", parts))


def _revealed(text: str) -> list[object]:
    """What the cursor holds; an empty list for what is none."""
    if len(text) > LONGEST_CURSOR or not text.isascii():
        return []
    try:
        found: object = json.loads(
            base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        )
    except (ValueError, binascii.Error, RecursionError):
        return []
    return cast("list[object]", found) if isinstance(found, list) else []
