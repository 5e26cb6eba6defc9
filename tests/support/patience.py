"""How long the tests wait for what should happen: a wait costs nothing when it does, and a machine may stall."""

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

# Longer than any stall of a shared machine; short enough that a hanging suite still names its test.
PATIENCE = 60.0
# The same for what the product itself is told about an AI provider.
PATIENT = {"connect_seconds": PATIENCE, "stall_seconds": PATIENCE, "deadline_seconds": PATIENCE}


async def eventually(condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Wait until a condition, plain or awaitable, holds; what it gave then."""
    async with asyncio.timeout(seconds):
        while True:
            held = condition()
            if inspect.isawaitable(held):
                held = await held
            if held:
                return held
            await asyncio.sleep(0.01)


async def within(waited_for: Any) -> Any:
    """What an awaitable gives, if it ever does."""
    return await asyncio.wait_for(waited_for, PATIENCE)
