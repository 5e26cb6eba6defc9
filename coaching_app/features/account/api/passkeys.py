"""Passkeys: signing in with one, making one, confirming with one, naming and removing them."""

from datetime import datetime

from fastapi import Request, Response
from pydantic import BaseModel
from starlette.responses import JSONResponse

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.access.safe_path import safe_path
from coaching_app.access.scopes import Scope
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.account import queries
from coaching_app.features.account.api.arriving import (
    client_of,
    let_in,
    put_step,
    renew,
    require_kept_cookies,
    site_of,
    step_in,
)
from coaching_app.features.account.api.bodies import LARGEST, PROVED, Body, Next, Options, PasskeyBody, Short
from coaching_app.features.account.service import passkeys

router = ApiRouter(tags=["account"], largest=LARGEST)
_SECONDS = int(passkeys.LIFETIME.total_seconds())


class Passkey(BaseModel):
    """A passkey of one's own."""

    id: str
    name: str
    is_backed_up: bool
    created_at: datetime
    last_used_at: datetime | None


class Passkeys(BaseModel):
    """All of one's passkeys."""

    items: list[Passkey]


class NameBody(Body):
    """What to call it."""

    name: Short


@router.post("/auth/browser/passkey/options", include_in_schema=False)
@policy(Policy.PUBLIC)
async def options(request: Request) -> Response:
    """A challenge for whoever wants to sign in with a passkey."""
    require_kept_cookies(request)
    challenge = await passkeys.begin_sign_in(site_of(request), client_of(request))
    response = JSONResponse({"options": challenge.options})
    put_step(request, response, passkeys.SIGN_IN, challenge.secret, _SECONDS)
    return response


@router.post("/auth/browser/passkey", include_in_schema=False, response_model=Next)
@policy(Policy.PUBLIC)
async def sign_in(body: PasskeyBody, request: Request) -> Response:
    """Sign in with what the device signed; that is both steps at once."""
    require_kept_cookies(request)
    credentials = await passkeys.sign_in(
        site_of(request), step_in(request, passkeys.SIGN_IN), body.credential, client_of(request)
    )
    response = await let_in(request, credentials, safe_path(body.next, "/today"), "passkey")
    put_step(request, response, passkeys.SIGN_IN, "", 0)
    return response


@router.get("/account/passkeys")
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def list_passkeys(actor: CurrentActor) -> Passkeys:
    """One's passkeys."""
    async with snapshot(ALL_TENANTS) as db:
        found = await queries.own_passkeys(db, actor.user_id)
    return Passkeys(items=[Passkey.model_validate(one, from_attributes=True) for one in found])


@router.post("/account/passkeys/options")
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT, while_owing=True)
async def registration_options(actor: CurrentActor, request: Request) -> Options:
    """What a device needs to make a passkey; the sign-in must have proved itself lately."""
    async with unit_of_work(ALL_TENANTS) as db:
        challenge = await passkeys.begin_registration(db, actor, site_of(request))
    return Options(options=challenge.options, secret=challenge.secret)


@router.post("/account/passkeys", status_code=201)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT, while_owing=True)
async def register(actor: CurrentActor, body: PasskeyBody, request: Request) -> Passkey:
    """Keep the passkey a device has made."""
    made = await passkeys.register(actor, site_of(request), body.secret, body.credential, body.name)
    return Passkey.model_validate(made, from_attributes=True)


@router.patch("/account/passkeys/{passkey_id}", status_code=204)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def rename(actor: CurrentActor, passkey_id: str, body: NameBody) -> None:
    """Call a passkey something else."""
    async with unit_of_work(ALL_TENANTS) as db:
        await passkeys.rename(db, actor, passkey_id, body.name)


@router.delete("/account/passkeys/{passkey_id}", status_code=204)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def remove(actor: CurrentActor, passkey_id: str) -> None:
    """Forget a passkey."""
    async with unit_of_work(ALL_TENANTS) as db:
        await passkeys.remove(db, actor, passkey_id)


@router.post("/account/confirm/passkey/options")
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT, while_owing=True)
async def confirmation_options(actor: CurrentActor, request: Request) -> Options:
    """A challenge by which to show that it is still the same person."""
    async with unit_of_work(ALL_TENANTS) as db:
        challenge = await passkeys.begin_confirmation(db, actor, site_of(request))
    return Options(options=challenge.options, secret=challenge.secret)


@router.post("/account/confirm/passkey", status_code=204, response_class=Response, responses=PROVED)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT, while_owing=True)
async def confirm(actor: CurrentActor, body: PasskeyBody, request: Request) -> Response:
    """Take the answer to that challenge; a browser gets a new cookie, a program a new pair."""
    await passkeys.confirm(actor, site_of(request), body.secret, body.credential)
    return await renew(request, actor, body.page)
