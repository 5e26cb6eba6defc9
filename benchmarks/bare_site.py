"""The floor of a read: a Starlette that answers bytes from memory."""

import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PAYLOAD = Path(os.environ["BARE_PAYLOAD"]).read_bytes() if "BARE_PAYLOAD" in os.environ else b""
KIND = os.environ.get("BARE_KIND", "application/json")


async def answer(_request: Request) -> Response:
    """The same bytes every time."""
    return Response(PAYLOAD, media_type=KIND)


app = Starlette(routes=[Route("/{path:path}", answer)])
