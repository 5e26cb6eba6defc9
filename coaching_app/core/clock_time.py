"""A time of day on somebody's own clock, as it stands in JSON: without the zone that the format `time` asks for."""

import re
from datetime import time
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

_PATTERN = r"^([01]\d|2[0-3]):[0-5]\d(:00)?$"
_WRITTEN = re.compile(_PATTERN, re.ASCII)


def _only_written(value: object) -> object:
    # Left alone, pydantic would also take seconds since midnight, or a time with a zone.
    if value is None or isinstance(value, time) or (isinstance(value, str) and _WRITTEN.fullmatch(value)):
        return value
    raise ValueError("a time of day is written HH:MM")


ClockTime = Annotated[
    time,
    BeforeValidator(_only_written),
    WithJsonSchema(
        {"type": "string", "pattern": _PATTERN, "description": "On the person's own clock, HH:MM."}
    ),
]
