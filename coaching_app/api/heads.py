"""Answers HEAD in the API as GET would, without the body; the framework knows only GET."""

from contextlib import suppress

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class _Enough(Exception):
    """The head is out; whatever else the route would send nobody reads."""


class Heads:
    """Stands before the router."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask for the whole, hand on the head."""
        if scope["type"] != "http" or scope["method"] != "HEAD" or not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return

        async def head_only(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
                return
            await send({"type": "http.response.body", "body": b""})
            # A stream would go on for as long as it is read.
            raise _Enough

        # The same scope: the layers outside read from it which route answered.
        scope["method"] = "GET"
        with suppress(_Enough):
            try:
                await self.app(scope, receive, head_only)
            finally:
                scope["method"] = "HEAD"


def install(api: FastAPI) -> None:
    """Put it before the router; call it when all routes are there."""
    api.router.middleware_stack = Heads(api.router.middleware_stack)
