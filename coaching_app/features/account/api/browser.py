"""Signing browsers in with a password, on to the second step, and out; the wizard."""

from typing import Annotated

from fastapi import Request, Response
from pydantic import BaseModel, Field

from coaching_app.access import limits, passwords
from coaching_app.access.cookies import clear_login
from coaching_app.access.identity import current_actor
from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter
from coaching_app.access.safe_path import safe_path
from coaching_app.access.sockets import close_sockets
from coaching_app.core.i18n import available_languages
from coaching_app.core.i18n import gettext as _
from coaching_app.core.settings import get_settings
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.person_fields import time_zones
from coaching_app.features.account import queries, service
from coaching_app.features.account.api.arriving import (
    arrive,
    client_of,
    connection_problem,
    let_in,
    require_kept_cookies,
    require_our_page,
    step_in,
)
from coaching_app.features.account.api.bodies import LARGEST, Body, Code, Next, Password, Short
from coaching_app.features.account.schemas import FirstSetup
from coaching_app.features.account.service import sign_in

router = ApiRouter(prefix="/auth", tags=["account"], largest=LARGEST)


class SignInBody(Body):
    """A sign-in from our own page; `next` is where to go afterwards."""

    email: Short
    password: Password
    next: Short = ""


class SecondStepBody(Body):
    """A code of the app, or a recovery code."""

    code: Code


class SetupBody(Body):
    """What the first-run wizard sends."""

    tenant_name: Short
    display_name: Short
    email: Short
    password: Password
    time_zone: Short = "UTC"
    language: Short = "en"
    ai_enabled: bool = True


class StrengthBody(Body):
    """A password to judge, and words it should not be made of."""

    password: Annotated[str, Field(max_length=1000)]
    personal: Annotated[tuple[Short, ...], Field(max_length=5)] = ()


class Strength(BaseModel):
    """0 to 4, and why it is refused, if it is."""

    score: int
    words: str


class Place(BaseModel):
    """A provider's button."""

    key: str
    name: str


class SignInContext(BaseModel):
    """What sign-in and wizard need to know before anybody is known."""

    needs_setup: bool
    connection_problem: str
    languages: list[str]
    time_zones: list[str]
    password_rule: str
    providers: list[Place]


@router.get("/context", include_in_schema=False)
@policy(Policy.PUBLIC)
async def context(request: Request) -> SignInContext:
    """What sign-in and wizard show before anybody is known."""
    async with snapshot(ALL_TENANTS) as db:
        is_set_up = await queries.is_set_up(db)
    mixed = get_settings().password_complexity
    return SignInContext(
        needs_setup=not is_set_up,
        connection_problem=connection_problem(request),
        languages=list(available_languages()),
        time_zones=list(time_zones()),
        password_rule=_("At least 8 characters, three kinds mixed.")
        if mixed
        else _("At least 8 characters."),
        providers=[Place(key=one.key, name=one.name) for one in service.offered()],
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
    require_our_page(request)
    limits.spend(limits.SETUPS_PER_ADDRESS, client_of(request).address)
    require_kept_cookies(request)
    credentials = await service.first_setup(FirstSetup(**body.model_dump()))
    return await let_in(request, credentials, "/today", "setup")


@router.post("/browser/sign-in", include_in_schema=False, response_model=Next)
@policy(Policy.PUBLIC)
async def sign_in_browser(body: SignInBody, request: Request) -> Response:
    """Take a browser's password; a second step may follow."""
    require_kept_cookies(request)
    credentials = await sign_in.check_credentials(body.email, body.password, client_of(request))
    return await arrive(request, credentials, safe_path(body.next, "/today"), "password")


@router.post("/browser/second-step", include_in_schema=False, response_model=Next)
@policy(Policy.PUBLIC)
async def second_step(body: SecondStepBody, request: Request) -> Response:
    """Complete the half-login that this browser holds."""
    require_kept_cookies(request)
    done = await sign_in.second_step(step_in(request, sign_in.HALF), body.code, client_of(request))
    return await let_in(request, done.credentials, done.target, done.method)


@router.post("/browser/sign-out", include_in_schema=False)
@policy(Policy.PUBLIC)
async def sign_out(request: Request) -> Response:
    """Sign this browser out, in all its tabs."""
    require_our_page(request)
    actor = current_actor()
    if actor is not None:
        async with unit_of_work(ALL_TENANTS) as db:
            await service.end_login(db, actor, actor.login_id)
        await close_sockets(actor.login_id)
    response = Response(status_code=303, headers={"location": "/sign-in"})
    clear_login(response)
    return response
