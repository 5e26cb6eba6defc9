"""Finds the route of a request by its method and the words of its path instead of asking every route in turn.

The framework asks them one after the other, and twice inside of included routers: at 120 routes that is 70 to 130 µs a
request, and grows with every feature. What is not found here is left to the framework.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import (
    _FASTAPI_EFFECTIVE_ROUTE_CONTEXT_KEY,  # pyright: ignore[reportPrivateUsage]: the framework's own way in; a test watches it
    _FASTAPI_SCOPE_KEY,  # pyright: ignore[reportPrivateUsage]: the same
    APIRoute,
    _EffectiveRouteContext,  # pyright: ignore[reportPrivateUsage]: the same
    _iter_routes_with_context,  # pyright: ignore[reportPrivateUsage]: the same
)
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

# Where the word stands that tells features apart: /api/v1/<word>.
_PLACE = 3
_Key = tuple[str, int, str]


def _word(path: str) -> str:
    parts = path.split("/", _PLACE + 1)
    return parts[_PLACE] if len(parts) > _PLACE else ""


class Shortcut:
    """Stands before the framework's router."""

    def __init__(self, app: ASGIApp, api: FastAPI) -> None:
        self.app = app
        self._routes: dict[_Key, list[_EffectiveRouteContext]] = {}
        whole: set[str] = set()
        for route, context in _iter_routes_with_context(api.routes):
            path = context.path if context else getattr(route, "path", "")
            if context is None or not isinstance(route, APIRoute) or ":path}" in path or "{" in _word(path):
                # Its order among its neighbours matters, so they all stay with the framework.
                whole.add(_word(path))
                continue
            for method in context.methods:
                self._routes.setdefault((method, path.count("/"), _word(path)), []).append(context)
        self._routes = {key: found for key, found in self._routes.items() if key[2] and key[2] not in whole}

    def _find(self, scope: Scope) -> tuple[_EffectiveRouteContext, dict[str, Any]] | None:
        path: str = scope["path"]
        for context in self._routes.get((scope["method"], path.count("/"), _word(path)), ()):
            match, found = context.matches(scope)
            if match is Match.FULL:
                return context, dict(found)
        return None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to its route, or to the framework."""
        found = self._find(scope) if scope["type"] == "http" and not scope.get("root_path") else None
        if found is None:
            await self.app(scope, receive, send)
            return
        context, child = found
        route = context.original_route
        scope.update(child)
        scope["route"] = route
        scope.setdefault(_FASTAPI_SCOPE_KEY, {})[_FASTAPI_EFFECTIVE_ROUTE_CONTEXT_KEY] = context
        await route.handle(scope, receive, send)


def install(api: FastAPI) -> None:
    """Put it before the router; call it when all routes are there."""
    api.router.middleware_stack = Shortcut(api.router.middleware_stack, api)
