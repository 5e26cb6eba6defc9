"""Many people on raw page sockets: each sends an event, waits for the answer, and perhaps thinks."""

import asyncio
import json
import random
import time
import uuid
from dataclasses import dataclass, field

import aiohttp

from coaching_app.features.planner.state.board import PlannerState
from coaching_app.features.shell.state import ShellState

_EVENT = "42/_event,"
SHELL, PLANNER = ShellState.get_full_name(), PlannerState.get_full_name()
HYDRATE = "reflex___state____state.hydrate"


@dataclass
class Visitor:
    """One tab."""

    url: str
    cookie: str = ""
    path: str = "/"
    token: str = field(default_factory=lambda: str(uuid.uuid4()))
    heard: int = 0
    told: asyncio.Event = field(default_factory=asyncio.Event)
    last: str = ""

    async def open(self, session: aiohttp.ClientSession) -> None:
        """Connect and join the namespace, as the browser's client does."""
        headers = {"Origin": self.url} | ({"Cookie": self.cookie} if self.cookie else {})
        address = f"{self.url.replace('http', 'ws', 1)}/_event/?EIO=4&transport=websocket&token={self.token}"
        self.socket = await session.ws_connect(address, headers=headers, compress=0)
        await self.socket.receive_str()
        await self.socket.send_str("40/_event,")
        while not (answer := await self.socket.receive_str()).startswith("40/_event"):
            assert not answer.startswith("44"), answer
        self.listener = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for message in self.socket:
            if message.data == "2":
                await self.socket.send_str("3")
            elif message.data.startswith(_EVENT):
                self.heard += 1
                self.last = message.data
                self.told.set()

    async def send(self, name: str, payload: dict[str, object] | None = None) -> None:
        """Call a handler."""
        router = {"pathname": self.path, "query": {}, "asPath": self.path, "path": self.path}
        event = {"name": name, "payload": payload or {}, "router_data": router, "token": self.token}
        await self.socket.send_str(_EVENT + json.dumps(["event", event]))

    async def ask(self, name: str, payload: dict[str, object] | None = None) -> float:
        """Call a handler and wait for its first answer; milliseconds."""
        self.told.clear()
        began = time.perf_counter()
        await self.send(name, payload)
        await asyncio.wait_for(self.told.wait(), 20)
        return (time.perf_counter() - began) * 1000

    async def close(self) -> None:
        """Leave."""
        await self.socket.close()
        self.listener.cancel()


async def gather(url: str, cookies: list[str], path: str, session: aiohttp.ClientSession) -> list[Visitor]:
    """A tab for each, opened a few at a time and shown its page."""
    visitors = [Visitor(url, cookie, path) for cookie in cookies]
    for start in range(0, len(visitors), 10):
        await asyncio.gather(*(one.open(session) for one in visitors[start : start + 10]))
    for one in visitors:
        await one.ask(HYDRATE)
    return visitors


async def think(visitors: list[Visitor], name: str, payload: dict[str, object] | None) -> None:
    """Everybody does something every one to three seconds, until cancelled."""

    async def live(one: Visitor) -> None:
        rng = random.Random(one.token)
        await asyncio.sleep(rng.uniform(0, 2))
        while True:
            await one.ask(name, payload)
            await asyncio.sleep(rng.uniform(1, 3))

    await asyncio.gather(*(live(one) for one in visitors))


async def saturate(
    visitors: list[Visitor], name: str, payload: dict[str, object] | None, seconds: float
) -> float:
    """Events per second when everybody sends the next one as soon as the last is answered."""
    count = 0
    began = time.perf_counter()
    limit = began + seconds

    async def hurry(one: Visitor) -> None:
        nonlocal count
        while time.perf_counter() < limit:
            await one.ask(name, payload)
            count += 1

    await asyncio.gather(*(hurry(one) for one in visitors))
    return count / (time.perf_counter() - began)
