"""REST of signing in: JSON tokens for programs, cookies for our own pages."""

import re
from typing import Annotated

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from coaching_app.access import limits, passwords
from coaching_app.access.cookies import clear_login, cookie_kind, set_login
from coaching_app.access.identity import current_actor
from coaching_app.access.origins import address_of, is_ours
from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter
from coaching_app.access.safe_path import safe_path
from coaching_app.access.sockets import close_sockets
from coaching_app.core.errors import Forbidden
from coaching_app.core.i18n import available_languages
from coaching_app.core.i18n import gettext as _
from coaching_app.core.settings import get_settings
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.person_fields import time_zones
from coaching_app.features.account import queries, service
from coaching_app.features.account.schemas import Client, Credentials, FirstSetup

# Anybody may send these, so they are small.
router = ApiRouter(prefix="/auth", tags=["account"], largest=20_000)
_Short = Annotated[str, Field(max_length=300)]
_Password = Annotated[str, Field(min_length=1, max_length=1000)]
_Secret = Annotated[str, Field(min_length=20, max_length=200)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LoginBody(_Body):
    """An address and a password."""

    email: _Short
    password: _Password


class RefreshBody(_Body):
    """A refresh token."""

    refresh_token: _Secret


class SignInBody(LoginBody):
    """A sign-in from our own page; `next` is where to go afterwards."""

    next: _Short = ""


class SetupBody(_Body):
    """What the first-run wizard sends."""

    tenant_name: _Short
    display_name: _Short
    email: _Short
    password: _Password
    time_zone: _Short = "UTC"
    language: _Short = "en"
    ai_enabled: bool = True


class StrengthBody(_Body):
    """A password to judge, and words it should not be made of."""

    password: Annotated[str, Field(max_length=1000)]
    personal: Annotated[list[_Short], Field(max_length=5)] = []


class Tokens(BaseModel):
    """An access token for `expires_in` seconds and the refresh token that follows it."""

    access_token: str
    refresh_token: str
    expires_in: int
    token_type: str


class Next(BaseModel):
    """Where the browser goes now."""

    next: str


class Strength(BaseModel):
    """0 to 4, and why it is refused, if it is."""

    score: int
    words: str


class SignInContext(BaseModel):
    """What sign-in and wizard need to know before anybody is known."""

    needs_setup: bool
    connection_problem: str
    languages: list[str]
    time_zones: list[str]
    password_rule: str


def client_of(request: Request) -> Client:
    """The device and address a request comes from."""
    agent = re.sub(r"[^\x20-\x7e]", "", request.headers.get("user-agent", ""))
    return Client(agent[:300], address_of(dict(request.scope)).client)


@router.post("/login")
@policy(Policy.PUBLIC)
async def login(body: LoginBody, request: Request) -> Tokens:
    """Sign a program in."""
    client = client_of(request)
    credentials = await service.check_credentials(body.email, body.password, client)
    pair = await service.start_api_login(credentials, client)
    return Tokens.model_validate(pair, from_attributes=True)


@router.post("/refresh")
@policy(Policy.PUBLIC)
async def refresh(body: RefreshBody) -> Tokens:
    """Trade a refresh token for a new pair; each works once."""
    return Tokens.model_validate(await service.refresh(body.refresh_token), from_attributes=True)


@router.post("/logout", status_code=204)
@policy(Policy.PUBLIC)
async def logout(body: RefreshBody) -> None:
    """Sign a program out and revoke its tokens."""
    await service.end_api_login(body.refresh_token)


def _require_our_page(request: Request) -> None:
    """Sign-in and sign-out by cookie come from our own pages, or another site could do them to a person."""
    if not is_ours(dict(request.scope)):
        raise Forbidden(_("This request did not come from our own pages."), code="foreign_origin")


def _connection_problem(request: Request) -> str:
    """Why this browser will not keep a sign-in, and what mends it; empty when all is well."""
    address = address_of(dict(request.scope))
    if address.keeps_secure_cookies or get_settings().allow_insecure_http:
        return ""
    return _(
        "This page was opened over plain HTTP from another machine, so the browser will not keep a "
        "sign-in. Open it over HTTPS, for example through Caddy or Nginx with PUBLIC_URL set. On a "
        "network you trust, the person who runs this can set ALLOW_INSECURE_HTTP=true instead."
    )


async def _sign_browser_in(request: Request, credentials: Credentials, target: str) -> Response:
    address = address_of(dict(request.scope))
    before = current_actor()
    secret = await service.start_browser_login(credentials, client_of(request), replacing=before)
    if before is not None:
        await close_sockets(before.login_id)
    response = JSONResponse({"next": target})
    set_login(response, secret, cookie_kind(is_secure=address.keeps_secure_cookies))
    return response


@router.get("/context", include_in_schema=False)
@policy(Policy.PUBLIC)
async def context(request: Request) -> SignInContext:
    """What sign-in and wizard show before anybody is known."""
    async with snapshot(ALL_TENANTS) as db:
        is_set_up = await queries.is_set_up(db)
    mixed = get_settings().password_complexity
    return SignInContext(
        needs_setup=not is_set_up,
        connection_problem=_connection_problem(request),
        languages=list(available_languages()),
        time_zones=list(time_zones()),
        password_rule=_("At least 8 characters, three kinds mixed.")
        if mixed
        else _("At least 8 characters."),
    )


@router.post("/password-strength", include_in_schema=False)
@policy(Policy.PUBLIC)
async def password_strength(body: StrengthBody) -> Strength:
    """Judge a password while it is being typed; nothing of it is kept."""
    judgement = await passwords.judge(body.password, *body.personal)
    return Strength(score=judgement.score, words=judgement.problem)


@router.post("/browser/setup", include_in_schema=False, response_model=Next)
@policy(Policy.PUBLIC)
async def set_up(body: SetupBody, request: Request) -> Response:
    """Make the first tenant and admin, and sign them in."""
    _require_our_page(request)
    limits.spend(limits.SETUPS_PER_ADDRESS, client_of(request).address)
    if problem := _connection_problem(request):
        raise Forbidden(problem, code="insecure_connection")
    credentials = await service.first_setup(FirstSetup(**body.model_dump()))
    return await _sign_browser_in(request, credentials, "/today")


@router.post("/browser/sign-in", include_in_schema=False, response_model=Next)
@policy(Policy.PUBLIC)
async def sign_in(body: SignInBody, request: Request) -> Response:
    """Sign a browser in."""
    _require_our_page(request)
    if problem := _connection_problem(request):
        raise Forbidden(problem, code="insecure_connection")
    credentials = await service.check_credentials(body.email, body.password, client_of(request))
    return await _sign_browser_in(request, credentials, safe_path(body.next, "/today"))


@router.post("/browser/sign-out", include_in_schema=False)
@policy(Policy.PUBLIC)
async def sign_out(request: Request) -> Response:
    """Sign this browser out, in all its tabs."""
    _require_our_page(request)
    actor = current_actor()
    if actor is not None:
        async with unit_of_work(ALL_TENANTS) as db:
            await service.end_login(db, actor, actor.login_id)
        await close_sockets(actor.login_id)
    response = Response(status_code=303, headers={"location": "/sign-in"})
    clear_login(response)
    return response
