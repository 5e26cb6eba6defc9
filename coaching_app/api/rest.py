"""Assembles the REST API: every feature's router under /api/v1, its errors and its description."""

from collections.abc import Iterable

from fastapi import FastAPI
from fastapi.routing import APIRoute, APIRouter

from coaching_app import __version__
from coaching_app.access.policy import policy_of
from coaching_app.api import health, problems

PREFIX = "/api/v1"


class RouteWithoutPolicy(Exception):
    """A route says nothing about who may call it; the product must not start."""


def build_api(routers: Iterable[APIRouter]) -> FastAPI:
    """The application that answers REST; Reflex is mounted inside it."""
    app = FastAPI(
        title="Coaching platform",
        version=__version__,
        description="Everything the pages do, for programs. Lists answer `items` and a `cursor`.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=problems.DOCUMENTED,
    )
    problems.install(app)
    app.include_router(health.router)
    for router in routers:
        app.include_router(router, prefix=PREFIX)
    return app


def product_routes(routers: Iterable[APIRouter]) -> tuple[APIRoute, ...]:
    """Every route of ours, for the access matrix."""
    return tuple(
        route
        for router in (health.router, *routers)
        for route in router.routes
        if isinstance(route, APIRoute)
    )


def verify_routes(routers: Iterable[APIRouter]) -> None:
    """Refuse to start while a route has no policy."""
    missing = [route.path for route in product_routes(routers) if policy_of(route.endpoint) is None]
    if missing:
        raise RouteWithoutPolicy(", ".join(sorted(missing)))
