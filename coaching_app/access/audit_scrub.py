"""Takes what a person wrote out of what the audit trail keeps of a call."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any, cast

from coaching_app.core.ids import is_id

_MOST = 30
_DEEPEST = 3
_WORD = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,79}")
_NAME = re.compile(r"[A-Za-z_][\w.-]{0,59}")
# Of these not even the length is kept.
_SECRET = re.compile("password|secret|token|code|key|answer|credential|signature", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _size(value: str | bytes) -> str:
    return f"[{len(value)} characters]"


def _kept(value: object, *, words: bool) -> Any:
    """The value when it cannot be what somebody wrote, else its size."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Enum):
        return _kept(value.value, words=True)
    if isinstance(value, str):
        is_plain = is_id(value) or _DAY.fullmatch(value) or (words and _WORD.fullmatch(value))
        return value if is_plain else _size(value)
    return f"[{type(value).__name__}]"


def _name(key: object) -> str:
    text = str(key)
    return text if _NAME.fullmatch(text) else _size(text)


def _is_secret(key: object, value: object) -> bool:
    return not isinstance(value, (bool, type(None))) and bool(_SECRET.search(str(key)))


def _scrub(value: object, depth: int, *, words: bool) -> Any:
    if isinstance(value, Mapping):
        pairs = list(cast("Mapping[object, object]", value).items())[:_MOST]
        if depth >= _DEEPEST:
            return f"[{len(pairs)} fields]"
        return {
            _name(key): "[hidden]" if _is_secret(key, item) else _scrub(item, depth + 1, words=words)
            for key, item in pairs
        }
    if isinstance(value, (list, tuple, set, frozenset)):
        items = list(cast("Sequence[object]", value))
        if depth >= _DEEPEST or len(items) > _MOST:
            return f"[{len(items)} items]"
        return [_scrub(item, depth + 1, words=words) for item in items]
    return _kept(value, words=words)


def scrub_payload(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody sent: ids, numbers, dates and truth values stay, of words only how many characters."""
    return cast("dict[str, Any]", _scrub(payload, 0, words=False))


def scrub_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What our own code says of an event: single lower-case words stay too."""
    return cast("dict[str, Any]", _scrub(facts, 0, words=True))
