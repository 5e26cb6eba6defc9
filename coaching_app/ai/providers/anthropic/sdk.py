"""Opens the vendor's client late and lean: nothing of it is imported before the first question."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from coaching_app.ai.providers.anthropic.config import PUBLIC_ADDRESS, AnthropicConfig

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic

# Their debug lines hold the request's options, which are the person's notes, and headers with the key.
_TALKATIVE = ("anthropic", "httpx2", "httpcore2")


@cache
def _trust() -> ssl.SSLContext:
    """Load the SDK and the certificates once, together about a second of work."""
    import_module("anthropic.resources.messages")
    import httpx2

    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    return httpx2.create_ssl_context()


@asynccontextmanager
async def connected(config: AnthropicConfig) -> AsyncGenerator[AsyncAnthropic]:
    """A client for one answer; leaving closes its connections, whatever they were doing."""
    trust = await asyncio.to_thread(_trust)
    import httpx2
    from anthropic import AsyncAnthropic

    timeout = httpx2.Timeout(config.stall_seconds, connect=config.connect_seconds)
    # No redirects: the key goes to the address that was set and nowhere else.
    async with (
        httpx2.AsyncClient(timeout=timeout, verify=trust, follow_redirects=False) as http,
        AsyncAnthropic(
            api_key=config.api_key,
            base_url=config.base_url or PUBLIC_ADDRESS,
            timeout=timeout,
            max_retries=0,  # ours know about text that was already shown
            http_client=http,
            open_telemetry=False,
        ) as client,
    ):
        yield client
