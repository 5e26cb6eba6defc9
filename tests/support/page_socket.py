"""A raw client of the page socket: it says whatever an attacker would say."""

import asyncio
import uuid
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import socketio

from tests.support.patience import PATIENCE, eventually

NAMESPACE = "/_event"


@dataclass
class PageSocket:
    """One connection; `heard` holds every update that came back."""

    url: str
    cookie: str = ""
    origin: str | None = None
    token: str = field(default_factory=lambda: str(uuid.uuid4()))
    heard: list[Any] = field(default_factory=list)
    client: socketio.AsyncClient = field(init=False)
    session: aiohttp.ClientSession = field(init=False)

    async def connect(self) -> bool:
        """Whether the wall let us in."""
        # A session of our own, because the client leaves its own open when it is refused.
        self.session = aiohttp.ClientSession()
        self.client = socketio.AsyncClient(reconnection=False, http_session=self.session)
        self.client.on("event", self.heard.append, namespace=NAMESPACE)
        headers = {"Origin": self.url if self.origin is None else self.origin, "Cookie": self.cookie}
        try:
            await self.client.connect(
                f"{self.url}?token={self.token}",
                headers={name: value for name, value in headers.items() if value},
                socketio_path=NAMESPACE,
                namespaces=[NAMESPACE],
                transports=["websocket"],
                wait_timeout=PATIENCE,
            )
        except socketio.exceptions.ConnectionError:
            return False
        return True

    async def send(self, name: str, payload: dict[str, Any] | None = None, path: str = "/account") -> None:
        """Call a handler by its full name."""
        router = {"pathname": path, "query": {}, "asPath": path, "path": path}
        event = {"name": name, "payload": payload or {}, "router_data": router, "token": self.token}
        await self.client.emit("event", event, namespace=NAMESPACE)

    async def hears(self, words: str) -> str:
        """Everything heard as soon as it holds these words, as text."""
        await eventually(lambda: words in str(self.heard))
        return str(self.heard)

    async def is_ended(self) -> str:
        """Everything heard until the server ended the line, as text."""
        await eventually(lambda: not self.client.connected)
        return str(self.heard)

    async def close(self) -> None:
        """Leave."""
        if self.client.connected:
            await self.client.disconnect()
        await self.client.shutdown()
        await self.session.close()
        # The transport of a refused socket closes one turn of the loop later.
        await asyncio.sleep(0.05)
