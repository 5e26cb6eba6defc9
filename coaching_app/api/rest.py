"""Assembles the REST API: every feature's router, its errors and its description."""

from collections.abc import Iterable

from fastapi import FastAPI
from fastapi.routing import APIRouter, RouteContext, iter_route_contexts

from coaching_app import __version__
from coaching_app.access.policy import Policy, policy, policy_of
from coaching_app.access.rest import PREFIX, GuardedRoute
from coaching_app.api import heads, health, problems, shortcut
from coaching_app.api.description import Api


class RouteWithoutPolicy(Exception):
    """A route says nothing about who may call it; the product must not start."""


def build_api(routers: Iterable[APIRouter]) -> FastAPI:
    """The application that answers REST; Reflex is mounted inside it."""
    app = Api(
        title="Coaching platform",
        version=__version__,
        description="Everything the pages do, for programs. Lists answer `items` and a `cursor`.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    # What the API is like is no secret; the framework made this one route.
    for route in iter_route_contexts(app.routes):
        if route.endpoint is not None:
            policy(Policy.PUBLIC)(route.endpoint)
    problems.install(app)
    # Not included but held as they are: the framework builds an included route a second time.
    for router in (health.router, *routers):
        app.router.routes.extend(router.routes)
    shortcut.install(app)
    heads.install(app)
    return app


def product_routes(routers: Iterable[APIRouter]) -> tuple[RouteContext, ...]:
    """Every route of the API, those of routers inside of routers too."""
    return tuple(iter_route_contexts(build_api(routers).routes))


def _is_open(route: RouteContext) -> bool:
    """Whether nothing says who may call a route, or nothing would stop the others."""
    required = policy_of(route.endpoint)
    if required in {Policy.PUBLIC, Policy.OPERATOR}:
        return False
    return required is None or not isinstance(route.original_route, GuardedRoute)


def verify_routes(routers: Iterable[APIRouter]) -> None:
    """Refuse to start while a route has no policy, or one that nobody would enforce."""
    missing = [str(route.path) for route in product_routes(routers) if _is_open(route)]
    if missing:
        raise RouteWithoutPolicy(", ".join(sorted(missing)))
