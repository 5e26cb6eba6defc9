"""Signing in through an account elsewhere, and connecting one."""

from datetime import datetime
from urllib.parse import quote

from fastapi import Request, Response
from pydantic import BaseModel
from starlette.responses import JSONResponse, RedirectResponse

from coaching_app.access.identity import current_actor
from coaching_app.access.origins import address_of
from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.access.safe_path import safe_path
from coaching_app.access.scopes import Scope
from coaching_app.core.errors import TooManyRequests
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.account import queries
from coaching_app.features.account.api.arriving import (
    arrive,
    client_of,
    put_step,
    require_kept_cookies,
    step_in,
)
from coaching_app.features.account.api.bodies import LARGEST, Body, Next, Short
from coaching_app.features.account.service import linking
from coaching_app.features.account.service.providers.exchange import ProviderTrouble

router = ApiRouter(tags=["account"], largest=LARGEST)
_SECONDS = int(linking.LIFETIME.total_seconds())


class StartBody(Body):
    """Where to go afterwards."""

    next: Short = ""


class Connected(BaseModel):
    """An account elsewhere that opens this one."""

    id: str
    provider: str
    label: str
    created_at: datetime
    last_used_at: datetime | None


class ConnectedAccounts(BaseModel):
    """All of them."""

    items: list[Connected]


def _trouble(reason: str) -> str:
    return f"/sign-in-trouble?why={quote(reason)}"


async def _start(request: Request, provider: str, target: str, actor: Actor | None) -> Response:
    base = address_of(dict(request.scope)).origin
    try:
        url, secret = await linking.begin(provider, client_of(request), base, target=target, actor=actor)
    except ProviderTrouble as trouble:
        return JSONResponse({"next": _trouble(trouble.reason)})
    response = JSONResponse({"next": url})
    put_step(request, response, linking.PURPOSE, secret, _SECONDS)
    return response


@router.post("/auth/browser/oauth/{provider}", include_in_schema=False, response_model=Next)
@policy(Policy.PUBLIC)
async def start(provider: str, body: StartBody, request: Request) -> Response:
    """Send a browser to a provider to sign in there."""
    require_kept_cookies(request)
    return await _start(request, provider, safe_path(body.next, "/today"), None)


@router.post("/account/oauth/{provider}", include_in_schema=False, response_model=Next)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def connect(actor: CurrentActor, provider: str, request: Request) -> Response:
    """Send a signed-in person to a provider, to connect their account there."""
    return await _start(request, provider, "/account", actor)


@router.get("/auth/oauth/{provider}/callback", include_in_schema=False)
@policy(Policy.PUBLIC)
async def callback(provider: str, request: Request) -> Response:
    """Take the browser back from a provider; whatever goes wrong has a page that says so."""
    response = await _finish(provider, request)
    put_step(request, response, linking.PURPOSE, "", 0)
    return response


def _go(target: str) -> Response:
    return RedirectResponse(target, 303)


async def _finish(provider: str, request: Request) -> Response:
    base = address_of(dict(request.scope)).origin
    try:
        arrived = await linking.finish(
            provider,
            step_in(request, linking.PURPOSE),
            dict(request.query_params),
            client_of(request),
            base=base,
            actor=current_actor(),
        )
    except ProviderTrouble as trouble:
        return _go(_trouble(trouble.reason))
    except TooManyRequests:
        return _go(_trouble("busy"))
    if arrived.credentials is None:
        return _go(arrived.target)
    return await arrive(request, arrived.credentials, arrived.target, arrived.method, _go)


@router.get("/account/connected")
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def list_connected(actor: CurrentActor) -> ConnectedAccounts:
    """The accounts elsewhere that open one's own."""
    async with snapshot(ALL_TENANTS) as db:
        found = await queries.own_linked(db, actor.user_id)
    return ConnectedAccounts(items=[Connected.model_validate(one, from_attributes=True) for one in found])


@router.delete("/account/connected/{connected_id}", status_code=204)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def disconnect(actor: CurrentActor, connected_id: str) -> None:
    """Take one away."""
    async with unit_of_work(ALL_TENANTS) as db:
        await linking.disconnect(db, actor, connected_id)
