"""Measures every HTTP answer by its route."""

import time
from functools import lru_cache

from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coaching_app.core.metrics import REQUEST_SECONDS


def _route(scope: Scope) -> str:
    """The template of the route, so that ids do not make a metric each."""
    path = getattr(scope.get("route"), "path", "")
    if path:
        return str(path)
    return "asset" if scope["path"].startswith("/assets/") else "page"


@lru_cache(maxsize=2000)
def _timer(method: str, route: str, status: int) -> Histogram:
    """One line of the metric; finding it costs more than counting."""
    return REQUEST_SECONDS.labels(method, route, str(status))


class Measure:
    """ASGI middleware that times from request to the last byte."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and observe."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500
        started = time.perf_counter()

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            seconds = time.perf_counter() - started
            _timer(scope["method"], _route(scope), status).observe(seconds)
