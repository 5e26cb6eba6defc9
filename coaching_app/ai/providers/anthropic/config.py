"""What the Anthropic provider needs to know, apart from where settings come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

PUBLIC_ADDRESS: Final = "https://api.anthropic.com"


@dataclass(frozen=True, slots=True)
class AnthropicConfig:
    """Key, address, model and patience; all times in seconds."""

    api_key: str = field(repr=False)
    model: str
    base_url: str = ""
    connect_seconds: float = 10.0
    stall_seconds: float = 60.0  # longest silence on the line, before and between events
    deadline_seconds: float = 300.0  # one whole answer, with waits and retries
    max_attempts: int = 4
    first_wait_seconds: float = 0.5
    longest_wait_seconds: float = 20.0  # a longer Retry-After is told to the person instead
