"""The wall of the REST API: identity, policy, origin and rate, decided before a route runs."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Message

from coaching_app.access import audit
from coaching_app.access.cookies import header_from_scope, read_secret
from coaching_app.access.identity import acting, require_actor
from coaching_app.access.limits import spend_request
from coaching_app.access.logins import find_actor
from coaching_app.access.origins import address_of, is_ours
from coaching_app.access.policy import Policy, check, is_open_while_owing, policy_of, scope_of
from coaching_app.access.scopes import check_scopes
from coaching_app.access.tokens import find_bearer
from coaching_app.core.errors import AppError, Forbidden, TooLarge, Unauthenticated
from coaching_app.core.i18n import gettext as _
from coaching_app.core.logging import get_logger
from coaching_app.core.origin import Origin, coming_from
from coaching_app.domain.actor import Actor

_log = get_logger(__name__)
# The longest note, with every character written as an escape.
LARGEST_BODY = 16_000_000
# For a route that reads its body as a stream and measures it itself.
MEASURED_BY_ROUTE = 2**62
# A body has this long, and longer the more of it has come: slower than the slowest line is meant to hold us.
_PATIENCE_SECONDS = 30.0
_SLOWEST_BYTES_PER_SECOND = 1024
PREFIX = "/api/v1"
# Of what came in, the audit trail looks at no more than this.
_LARGEST_HEARD = 64_000
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


async def identify(request: Request) -> Actor | None:
    """Who asks: the bearer of an access token, else the owner of the login cookie.

    A cookie rides along with requests that other sites cause, so it counts for a change only when the
    Origin is ours.
    """
    authorization = request.headers.get("authorization", "")
    if authorization:
        scheme, _space, token = authorization.partition(" ")
        actor = await find_bearer(token.strip()) if scheme.lower() == "bearer" else None
        if actor is None:
            raise Unauthenticated(_("This access token is not valid."), code="invalid_token")
        return actor
    secret = read_secret(header_from_scope(request.scope["headers"], b"cookie"))
    if secret is None:
        return None
    actor = await find_actor(secret)
    if actor is not None and request.method not in _SAFE_METHODS and not is_ours(dict(request.scope)):
        raise Forbidden(_("This request did not come from our own pages."), code="foreign_origin")
    return actor


async def _identify_and_count(request: Request, required: Policy | None) -> Actor | None:
    """Who asks, with the request counted against them, or against their address when nobody is known."""
    refusal: AppError | None = None
    actor = None
    try:
        actor = await identify(request)
    except AppError as error:
        refusal = error
    # A wrong token must cost as much as none, or guessing would be free.
    spend_request(actor.user_id if actor else address_of(dict(request.scope)).client)
    # Programs send the token they have everywhere, also the one that ran out when they refresh it.
    if isinstance(refusal, Unauthenticated) and required is Policy.PUBLIC:
        return None
    if refusal is not None:
        raise refusal
    return actor


def _measured(request: Request, largest: int, heard: list[bytes]) -> Request:
    """The request, with a body that ends in 413 where it grows too large, and in 408 where it comes by the drop.

    A small JSON body is also put into `heard`, for the audit trail to take its shape from.
    """
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdecimal() and int(announced) > largest:
        raise TooLarge(_("This is larger than what is accepted here."))
    size, is_whole = 0, False
    is_json = "json" in request.headers.get("content-type", "")
    began = asyncio.get_running_loop().time()

    async def receive() -> Message:
        nonlocal size, is_whole
        # After the body only the end of the line is waited for.
        limit = None if is_whole else began + _PATIENCE_SECONDS + size / _SLOWEST_BYTES_PER_SECOND
        try:
            async with asyncio.timeout_at(limit):
                message = await request.receive()
        except TimeoutError:
            raise HTTPException(408) from None
        is_whole = not message.get("more_body", False)
        size += len(message.get("body", b""))
        if size > largest:
            # The one kind of error that the framework lets through from there.
            raise HTTPException(413)
        if is_json and size <= _LARGEST_HEARD and "body" in message:
            heard.append(message["body"])
        return message

    return Request(request.scope, receive)


def _origin_of(request: Request, path: str, heard: list[bytes]) -> Origin:
    """What the audit trail says of where a change came from."""

    def payload() -> Mapping[str, Any]:
        try:
            body = json.loads(b"".join(heard)) if heard else None
        except ValueError:
            body = None
        parts = {"path": dict(request.path_params), "query": dict(request.query_params), "body": body}
        return {name: part for name, part in parts.items() if part}

    return Origin(f"{request.method} {path}", address_of(dict(request.scope)).client, payload)


async def _write_down(required: Policy | None, error: Unauthenticated) -> None:
    """A sign-in that was refused, whichever way it was tried, is an event of the audit trail."""
    if required is Policy.PUBLIC:
        await audit.record(None, "sign_in.refused", reason=error.reason)


class GuardedRoute(APIRoute):
    """A route that runs only for whom its policy allows; without a policy it runs for nobody."""

    largest = LARGEST_BODY

    def get_route_handler(self) -> Callable[[Request], Any]:
        """Put the wall in front of the endpoint."""
        inner = super().get_route_handler()
        required, scope = policy_of(self.endpoint), scope_of(self.endpoint)
        while_owing = is_open_while_owing(self.endpoint)
        largest = self.max_body_size or self.largest

        async def guarded(request: Request) -> Response:
            try:
                actor = await _identify_and_count(request, required)
                check(required, actor, while_owing=while_owing)
                if required is not Policy.PUBLIC:
                    check_scopes(actor, request.method, scope)
            except AppError as error:
                _log.warning("request_refused", route=self.path_format, reason=error.reason)
                raise
            heard: list[bytes] = []
            with acting(actor), coming_from(_origin_of(request, self.path_format, heard)):
                try:
                    return await inner(_measured(request, largest, heard))
                except Unauthenticated as error:
                    await _write_down(required, error)
                    raise

        return guarded


class ApiRouter(APIRouter):
    """A router of guarded routes under /api/v1; every feature's `router` is one.

    `largest` bounds the body of a request, in bytes; a route that streams its body names its own bound.
    """

    def __init__(
        self, *, prefix: str = "", tags: list[str] | None = None, largest: int = LARGEST_BODY
    ) -> None:
        # Not the framework's own limit: it answers in plain text, and everything here in problem documents.
        measured = type("MeasuredRoute", (GuardedRoute,), {"largest": largest})
        super().__init__(prefix=PREFIX + prefix, tags=list(tags or ()), route_class=measured)

    def take(self, *routers: APIRouter) -> None:
        """Hold the routes of these too, as they are: a router that is included builds every route a second time."""
        for router in routers:
            self.routes.extend(router.routes)


class _Present(HTTPBearer):
    """Describes the token in the API's description; who asks has been found out before."""

    async def __call__(self, request: HTTPConnection) -> Any:  # noqa: ARG002 the framework passes it
        return require_actor()


CurrentActor = Annotated[
    Actor,
    Security(
        _Present(
            bearerFormat="JWT",
            scheme_name="HTTPBearer",
            auto_error=False,
            description="An access token from /auth/login. A page's login cookie works too.",
        )
    ),
]
