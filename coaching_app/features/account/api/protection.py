"""What protects one's own account, for programs: proof that it is still oneself, password, address, second factor."""

from fastapi import Request, Response
from pydantic import BaseModel

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.access.scopes import Scope
from coaching_app.access.sockets import close_sockets
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.features.account import service
from coaching_app.features.account.api.arriving import renew
from coaching_app.features.account.api.bodies import LARGEST, PROVED, Body, Code, Password, Short
from coaching_app.features.account.service import address, authenticators, email_change, freshness

router = ApiRouter(prefix="/account", tags=["account"], largest=LARGEST)


class ProofBody(Body):
    """A password, a code of the app, a recovery code or a code by e-mail; `page` is the token of our own page."""

    proof: Password
    page: Short = ""


class PasswordBody(Body):
    """The password there is, and the one there will be."""

    current: Short = ""
    fresh: Password


class EmailBody(Body):
    """The address wanted."""

    email: Short


class CodeBody(Body):
    """A code of the app, or of a letter; spaces in it do not matter."""

    code: Code


class Enrolment(BaseModel):
    """What an app needs to know."""

    secret: str
    address: str


class RecoveryCodes(BaseModel):
    """Ten codes, shown this once; each works once."""

    codes: list[str]


@router.post("/confirm", status_code=204, response_class=Response, responses=PROVED)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT, while_owing=True)
async def confirm(actor: CurrentActor, body: ProofBody, request: Request) -> Response:
    """Show that it is still oneself; counts for ten minutes. A browser gets a new cookie, a program a new pair."""
    await freshness.confirm(actor, body.proof)
    return await renew(request, actor, body.page)


@router.post("/confirm/mail", status_code=204)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT, while_owing=True)
async def mail_proof(actor: CurrentActor) -> None:
    """Have a code sent to show it with."""
    async with unit_of_work(ALL_TENANTS) as db:
        await freshness.mail_proof(db, actor)


@router.post("/password", status_code=204)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def change_password(actor: CurrentActor, body: PasswordBody) -> None:
    """Choose another password; every other sign-in ends."""
    for login_id in await service.change_password(actor, body.current, body.fresh):
        await close_sockets(login_id)


@router.post("/email", status_code=202, response_class=Response)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def change_email(actor: CurrentActor, body: EmailBody) -> Response:
    """Ask for another address; both it and the old one have to confirm."""
    async with unit_of_work(ALL_TENANTS) as db:
        await email_change.ask(db, actor, body.email)
    return Response(status_code=202)


@router.delete("/email", status_code=204)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def keep_email(actor: CurrentActor) -> None:
    """Keep the address one has."""
    async with unit_of_work(ALL_TENANTS) as db:
        await email_change.take_back(db, actor)


@router.post("/email/code", status_code=204)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def mail_address_code(actor: CurrentActor) -> None:
    """Have a code sent to one's own address, to confirm that letters reach one there; the newest one counts."""
    async with unit_of_work(ALL_TENANTS) as db:
        await address.send_code(db, actor)


@router.post("/email/confirm", status_code=204)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def confirm_address(actor: CurrentActor, body: CodeBody) -> None:
    """Confirm one's address with the code that came there; a code lasts ten minutes and six tries."""
    await address.confirm(actor, body.code)


@router.post("/second-factor")
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT, while_owing=True)
async def begin_second_factor(actor: CurrentActor) -> Enrolment:
    """A secret for an app; it counts when a first code has confirmed it."""
    async with unit_of_work(ALL_TENANTS) as db:
        await freshness.require_fresh(db, actor)
        begun = await authenticators.begin(db, actor)
    return Enrolment(secret=begun.secret, address=begun.address)


@router.post("/second-factor/confirm")
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT, while_owing=True)
async def confirm_second_factor(actor: CurrentActor, body: CodeBody) -> RecoveryCodes:
    """Turn the second step on."""
    async with unit_of_work(ALL_TENANTS) as db:
        return RecoveryCodes(codes=list(await authenticators.confirm(db, actor, body.code)))


@router.post("/second-factor/recovery-codes")
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def new_recovery_codes(actor: CurrentActor) -> RecoveryCodes:
    """Ten new codes in place of the earlier ones."""
    async with unit_of_work(ALL_TENANTS) as db:
        await freshness.require_fresh(db, actor)
        return RecoveryCodes(codes=list(await authenticators.new_recovery_codes(db, actor)))


@router.delete("/second-factor", status_code=204)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def turn_off_second_factor(actor: CurrentActor) -> None:
    """Go back to one step."""
    async with unit_of_work(ALL_TENANTS) as db:
        await freshness.require_fresh(db, actor)
        await authenticators.turn_off(db, actor.user_id)
