"""One's own account for programs: profile, where one is signed in, tokens of agents."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.access.scopes import Scope
from coaching_app.access.sockets import close_sockets
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.features.account import service
from coaching_app.features.account.api.bodies import LARGEST, Body, Short

router = ApiRouter(prefix="/account", tags=["account"], largest=LARGEST)


class Account(BaseModel):
    """Who one is here, and how that is protected; `waiting_email` is an address one wants to have instead."""

    display_name: str
    email: str
    is_email_confirmed: bool
    waiting_email: str
    time_zone: str
    language: str
    role: str
    tenant_name: str
    has_password: bool
    has_second_factor: bool
    codes_left: int


class ProfileBody(Body):
    """What can be changed; what is left out stays."""

    display_name: Short | None = None
    time_zone: Short | None = None


class SignIn(BaseModel):
    """A browser, device or agent that acts for one; `kind` is browser, device or service."""

    id: str
    kind: str
    device: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    is_current: bool
    method: str
    scopes: list[str]
    expires_at: datetime | None


class SignIns(BaseModel):
    """Everywhere one is signed in, the newest use first."""

    items: list[SignIn]


class Ended(BaseModel):
    """How many sign-ins ended."""

    ended: int


class TokenBody(Body):
    """A token for an agent: what it may do, and for how many days."""

    name: Short
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
    days: Annotated[int, Field(ge=1, le=365)] = 90


class Token(BaseModel):
    """A new token; its secret is shown this once."""

    id: str
    secret: str
    expires_at: datetime


@router.get("")
@policy(Policy.SIGNED_IN, while_owing=True)
async def read_account(actor: CurrentActor) -> Account:
    """Who one is here."""
    async with snapshot(ALL_TENANTS) as db:
        profile, security = await service.profile(db, actor), await service.security(db, actor)
    return Account(
        display_name=profile.display_name,
        email=profile.email,
        is_email_confirmed=security.is_address_confirmed,
        waiting_email=security.waiting_email,
        time_zone=profile.time_zone,
        language=profile.language,
        role=profile.role,
        tenant_name=profile.tenant_name,
        has_password=security.has_password,
        has_second_factor=security.has_second_factor,
        codes_left=security.codes_left,
    )


@router.patch("", status_code=204)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def change_account(actor: CurrentActor, body: ProfileBody) -> None:
    """Change one's name or time zone."""
    async with unit_of_work(ALL_TENANTS) as db:
        await service.change_profile(
            db,
            actor,
            display_name=actor.display_name if body.display_name is None else body.display_name,
            time_zone=actor.time_zone if body.time_zone is None else body.time_zone,
        )


@router.get("/sign-ins")
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def list_sign_ins(actor: CurrentActor) -> SignIns:
    """Everywhere one is signed in."""
    async with snapshot(ALL_TENANTS) as db:
        found = await service.own_sign_ins(db, actor)
    return SignIns(items=[SignIn.model_validate(one, from_attributes=True) for one in found])


@router.delete("/sign-ins/{login_id}", status_code=204)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def end_sign_in(actor: CurrentActor, login_id: str) -> None:
    """End one of one's sign-ins, a browser's, a device's or an agent's; its open tabs notice at once."""
    async with unit_of_work(ALL_TENANTS) as db:
        await service.end_login(db, actor, login_id)
    await close_sockets(login_id)


@router.post("/sign-ins/end-others")
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def end_other_sign_ins(actor: CurrentActor) -> Ended:
    """End every browser's and device's sign-in but the one that asks."""
    async with unit_of_work(ALL_TENANTS) as db:
        ended = await service.end_everything(db, actor.user_id, "ended by its owner", keep=actor.login_id)
    for login_id in ended:
        await close_sockets(login_id)
    return Ended(ended=len(ended))


@router.post("/tokens", status_code=201)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def make_token(actor: CurrentActor, body: TokenBody) -> Token:
    """A token for an agent; the sign-in must have proved itself within ten minutes."""
    async with unit_of_work(ALL_TENANTS) as db:
        made = await service.make_token(
            db,
            actor,
            name=body.name,
            scopes=frozenset(scope.value for scope in body.scopes),
            days=body.days,
        )
    return Token.model_validate(made, from_attributes=True)
