"""Lets a browser in, or on to its second step; what every way of signing in ends with."""

import re
from collections.abc import Callable
from dataclasses import asdict

from fastapi import Request, Response
from starlette.responses import JSONResponse

from coaching_app.access.cookies import cookie_kind, header_from_scope, read_step, set_login, set_step
from coaching_app.access.identity import current_actor
from coaching_app.access.origins import address_of, is_ours
from coaching_app.access.renewal import keep_line
from coaching_app.access.sockets import close_sockets
from coaching_app.core.errors import Forbidden
from coaching_app.core.i18n import gettext as _
from coaching_app.core.settings import get_settings
from coaching_app.domain.actor import Actor
from coaching_app.features.account.schemas import Client, Credentials
from coaching_app.features.account.service import sessions, sign_in
from coaching_app.features.account.service.passkeys import Site

Respond = Callable[[str], Response]


def client_of(request: Request) -> Client:
    """The device and address a request comes from."""
    agent = re.sub(r"[^\x20-\x7e]", "", request.headers.get("user-agent", ""))
    return Client(agent[:300], address_of(dict(request.scope)).client)


def site_of(request: Request) -> Site:
    """Where the passkeys of this browser belong."""
    address = address_of(dict(request.scope))
    return Site(re.sub(r":\d+$", "", address.host), address.origin)


def require_our_page(request: Request) -> None:
    """Sign-in and sign-out by cookie come from our own pages, or another site could do them to a person."""
    if not is_ours(dict(request.scope)):
        raise Forbidden(_("This request did not come from our own pages."), code="foreign_origin")


def require_kept_cookies(request: Request) -> None:
    """From our own pages, in a browser that will keep what it is given."""
    require_our_page(request)
    if problem := connection_problem(request):
        raise Forbidden(problem, code="insecure_connection")


def connection_problem(request: Request) -> str:
    """Why this browser will not keep a sign-in, and what mends it; empty when all is well."""
    address = address_of(dict(request.scope))
    if address.keeps_secure_cookies or get_settings().allow_insecure_http:
        return ""
    return _(
        "This page was opened over plain HTTP from another machine, so the browser will not keep a "
        "sign-in. Open it over HTTPS, for example through Caddy or Nginx with PUBLIC_URL set. On a "
        "network you trust, the person who runs this can set ALLOW_INSECURE_HTTP=true instead."
    )


def step_in(request: Request, purpose: str) -> str:
    """The secret of a step this browser is in the middle of."""
    return read_step(header_from_scope(request.scope["headers"], b"cookie"), purpose)


def put_step(request: Request, response: Response, purpose: str, secret: str, seconds: int) -> None:
    """Let the browser keep the secret of its next step; an empty one ends it."""
    is_secure = address_of(dict(request.scope)).keeps_secure_cookies
    set_step(response, purpose, secret, is_secure=is_secure, seconds=seconds)


def as_json(target: str) -> Response:
    """Tell our page's script where to go."""
    return JSONResponse({"next": target})


async def arrive(
    request: Request, credentials: Credentials, target: str, method: str, respond: Respond = as_json
) -> Response:
    """After the first step: sign in, or ask for the second step where the person wants one."""
    half = await sign_in.half_login(credentials, client_of(request), method, target)
    if half is None:
        return await let_in(request, credentials, target, method, respond)
    response = respond("/verify?by=app")
    put_step(request, response, sign_in.HALF, half, int(sign_in.HALF_LIFETIME.total_seconds()))
    return response


async def renew(request: Request, actor: Actor, page: str) -> Response:
    """After a proof a browser goes on with another secret, a program with another pair of tokens.

    `page` is the token of the page it was given on.
    """
    if actor.scopes is not None:
        pair = await sessions.renew_program(actor)
        return Response(status_code=204) if pair is None else JSONResponse(asdict(pair))
    response = Response(status_code=204)
    secret = await sessions.renew_browser_login(actor)
    if secret is not None:
        is_secure = address_of(dict(request.scope)).keeps_secure_cookies
        set_login(response, secret, cookie_kind(is_secure=is_secure))
        keep_line(actor.login_id, page)
    return response


async def let_in(
    request: Request, credentials: Credentials, target: str, method: str, respond: Respond = as_json
) -> Response:
    """Sign the browser in, with a new secret, in place of the login it had."""
    before = current_actor()
    if before is not None and before.scopes is not None:
        # A program's token says nothing about this browser.
        before = None
    secret = await sessions.start_browser_login(
        credentials, client_of(request), replacing=before, method=method
    )
    if before is not None:
        await close_sockets(before.login_id)
    response = respond(target)
    is_secure = address_of(dict(request.scope)).keeps_secure_cookies
    set_login(response, secret, cookie_kind(is_secure=is_secure))
    put_step(request, response, sign_in.HALF, "", 0)
    return response
