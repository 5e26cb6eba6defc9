"""The floor of a read: a Starlette that answers bytes from memory."""

import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

PAYLOAD = Path(os.environ["BARE_PAYLOAD"]).read_bytes() if "BARE_PAYLOAD" in os.environ else b""
KIND = os.environ.get("BARE_KIND", "application/json")


async def answer(_request: Request) -> Response:
    """The same bytes every time."""
    return Response(PAYLOAD, media_type=KIND)


async def hold(socket: WebSocket) -> None:
    """A socket that echoes."""
    await socket.accept()
    async for text in socket.iter_text():
        await socket.send_text(text)


app = Starlette(routes=[WebSocketRoute("/socket", hold), Route("/{path:path}", answer)])
