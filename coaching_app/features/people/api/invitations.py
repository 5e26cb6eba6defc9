"""REST of invitations: making, sending again and revoking them, and what their holder does."""

import re
from typing import Annotated

from fastapi import Query, Request, Response, status
from starlette.responses import JSONResponse, RedirectResponse

from coaching_app.access.cookies import cookie_kind, set_login
from coaching_app.access.identity import current_actor
from coaching_app.access.origins import address_of, is_ours
from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.access.scopes import Scope
from coaching_app.access.sockets import close_sockets
from coaching_app.core.errors import Forbidden
from coaching_app.core.i18n import gettext as _
from coaching_app.core.paging import Slice
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.people import service
from coaching_app.features.people.api.bodies import LARGEST, Acceptance, NewInvitation, Next, Opening, Whose
from coaching_app.features.people.schemas import InvitationView, Invited, NewcomerForm, Opened

router = ApiRouter(tags=["people"], largest=LARGEST)
_HOME = "/people"


def _base(request: Request) -> str:
    return address_of(dict(request.scope)).origin


def _client(request: Request) -> str:
    return address_of(dict(request.scope)).client


def _device(request: Request) -> str:
    return re.sub(r"[^\x20-\x7e]", "", request.headers.get("user-agent", ""))[:300]


def _require_our_page(request: Request) -> None:
    if not is_ours(dict(request.scope)):
        raise Forbidden(_("This request did not come from our own pages."), code="foreign_origin")


@router.get("/invitations")
@policy(Policy.STAFF)
async def list_invitations(
    actor: CurrentActor, whose: Annotated[Whose, Query()] = "mine"
) -> Slice[InvitationView]:
    """The invitations one made; an admin may ask for all of the tenant."""
    async with snapshot(actor.tenant_id) as db:
        return Slice(await service.list_invitations(db, actor, whole_tenant=whose == "tenant"))


@router.post("/invitations", status_code=status.HTTP_201_CREATED)
@policy(Policy.STAFF, scope=Scope.ACCOUNT)
async def invite(actor: CurrentActor, body: NewInvitation, request: Request) -> Invited:
    """Invite somebody by e-mail or by link; somebody who belongs already is sent a proposal instead.

    To make an admin or pastor the sign-in must have proved itself within ten minutes.
    """
    async with unit_of_work(actor.tenant_id) as db:
        return await service.invite(
            db, actor, role=body.role, email=body.email, kind=body.kind, base_url=_base(request)
        )


@router.post("/invitations/{invitation_id}/resend")
@policy(Policy.STAFF, scope=Scope.ACCOUNT)
async def resend(actor: CurrentActor, invitation_id: str, request: Request) -> Invited:
    """Send it again; the link from before ends."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.resend(db, actor, invitation_id, base_url=_base(request))


@router.delete("/invitations/{invitation_id}")
@policy(Policy.STAFF)
async def revoke(actor: CurrentActor, invitation_id: str) -> InvitationView:
    """Take an open invitation back."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.revoke(db, actor, invitation_id)


@router.post("/invitations/open")
@policy(Policy.PUBLIC)
async def open_invitation(body: Opening, request: Request) -> Opened:
    """What an invitation says to whoever holds it; 404 for whatever opens nothing any more."""
    return await service.open_invitation(body.code, current_actor(), _client(request))


@router.post("/invitations/accept", include_in_schema=False, response_model=Next)
@policy(Policy.PUBLIC)
async def accept(body: Acceptance, request: Request) -> Response:
    """Accept from our own page, and sign in where the person has just shown who they are."""
    _require_our_page(request)
    before = current_actor()
    if before is None and body.password:
        form = NewcomerForm(body.display_name, body.email, body.password, body.time_zone)
        joined = await service.accept_as_newcomer(body.code, form, _client(request))
    else:
        joined = await service.accept_as_known(body.code, before, _client(request))
    if not joined.may_sign_in:
        return JSONResponse({"next": f"/sign-in?next={_HOME}"})
    there = (joined.user_id, joined.tenant_id)
    return await _sign_in(request, JSONResponse({"next": _HOME}), before, there)


@router.post("/me/tenants/switch", include_in_schema=False)
@policy(Policy.PUBLIC)
async def switch_tenant(request: Request, tenant_id: Annotated[str, Query(max_length=26)] = "") -> Response:
    """Go on in another of one's tenants: this browser gets a new login there, its old one ends."""
    _require_our_page(request)
    actor = current_actor()
    if actor is None:
        return Response(status_code=303, headers={"location": "/sign-in"})
    answer = RedirectResponse("/today", status_code=status.HTTP_303_SEE_OTHER)
    return await _sign_in(request, answer, actor, (actor.user_id, tenant_id))


async def _sign_in(
    request: Request, answer: Response, before: Actor | None, there: tuple[str, str]
) -> Response:
    """The answer with the browser's new login; pages of the old one are closed."""
    address = address_of(dict(request.scope))
    user_id, tenant_id = there
    secret = await service.start_login_in(
        user_id, tenant_id, replacing=before, device=_device(request), address=address.client
    )
    if before is not None:
        await close_sockets(before.login_id)
    set_login(answer, secret, cookie_kind(is_secure=address.keeps_secure_cookies))
    return answer
