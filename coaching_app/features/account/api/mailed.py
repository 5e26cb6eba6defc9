"""What goes by e-mail: codes to sign in, links to a new password, confirmations of an address."""

from urllib.parse import quote

from fastapi import Request, Response
from starlette.responses import JSONResponse

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter
from coaching_app.access.safe_path import safe_path
from coaching_app.access.sockets import close_sockets
from coaching_app.features.account.api.arriving import (
    arrive,
    client_of,
    put_step,
    require_kept_cookies,
    require_our_page,
    step_in,
)
from coaching_app.features.account.api.bodies import LARGEST, Body, Code, Next, Password, Secret, Short
from coaching_app.features.account.service import email_change, mail_codes, recovery

router = ApiRouter(prefix="/auth/browser", tags=["account"], largest=LARGEST)
_KEPT_SECONDS = 1200


class AddressBody(Body):
    """Where to write to."""

    email: Short
    next: Short = ""


class CodeBody(Body):
    """The code from the letter."""

    code: Code
    next: Short = ""


class ResetBody(Body):
    """The token of the link, and the new password."""

    token: Secret
    password: Password


class TokenBody(Body):
    """The token of a link."""

    token: Secret


@router.post("/code", include_in_schema=False, response_model=Next)
@policy(Policy.PUBLIC)
async def ask_for_code(body: AddressBody, request: Request) -> Response:
    """Send a code, if somebody has this address; the answer is the same for everybody."""
    require_kept_cookies(request)
    secret = await mail_codes.ask(body.email, client_of(request))
    target = safe_path(body.next, "")
    carried = f"&next={quote(target, safe='')}" if target else ""
    response = JSONResponse({"next": f"/verify?by=email{carried}"})
    put_step(request, response, mail_codes.PURPOSE, secret, _KEPT_SECONDS)
    return response


@router.post("/code/check", include_in_schema=False, response_model=Next)
@policy(Policy.PUBLIC)
async def check_code(body: CodeBody, request: Request) -> Response:
    """Take a code from the browser that asked for it."""
    require_kept_cookies(request)
    credentials = await mail_codes.check(step_in(request, mail_codes.PURPOSE), body.code, client_of(request))
    response = await arrive(request, credentials, safe_path(body.next, "/today"), "code by e-mail")
    put_step(request, response, mail_codes.PURPOSE, "", 0)
    return response


@router.post("/forgot", include_in_schema=False)
@policy(Policy.PUBLIC)
async def forgot(body: AddressBody, request: Request) -> Next:
    """Send a link to a new password, if somebody has this address; the same answer for everybody."""
    require_our_page(request)
    await recovery.ask(body.email, client_of(request))
    return Next(next="/forgot?sent=yes")


@router.post("/reset", include_in_schema=False)
@policy(Policy.PUBLIC)
async def reset(body: ResetBody, request: Request) -> Next:
    """Set a new password and end every sign-in."""
    require_our_page(request)
    for login_id in await recovery.reset(body.token, body.password, client_of(request)):
        await close_sockets(login_id)
    return Next(next="/sign-in?done=reset")


@router.post("/confirm-email", include_in_schema=False)
@policy(Policy.PUBLIC)
async def confirm_email(body: TokenBody, request: Request) -> Next:
    """One of two addresses agrees to a change."""
    require_our_page(request)
    is_done = await email_change.confirm(body.token, client_of(request))
    return Next(next="/confirm-email?done=both" if is_done else "/confirm-email?done=one")
