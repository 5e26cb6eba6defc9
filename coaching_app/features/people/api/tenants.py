"""REST of members and tenants: an admin's own, the owner's all, and the person's."""

from typing import Annotated, cast

from fastapi import Query, Request, Response, status
from pydantic import BaseModel, ConfigDict, Field

from coaching_app.access.answers import PICTURE, answers
from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter, CurrentActor
from coaching_app.access.scopes import Scope
from coaching_app.core.errors import TooLarge
from coaching_app.core.i18n import gettext as _
from coaching_app.core.paging import Slice
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Role
from coaching_app.domain.branding import LARGEST_LOGO
from coaching_app.features.account import service as account
from coaching_app.features.people import service
from coaching_app.features.people.api.bodies import (
    LARGEST,
    Cursor,
    NewTenant,
    QuotaBody,
    RoleBody,
    TenantPatch,
)
from coaching_app.features.people.schemas import (
    Departed,
    MemberFilter,
    MemberPage,
    MemberSort,
    MemberStatus,
    MemberView,
    OwnTenant,
    TenantSettings,
    TenantView,
)

router = ApiRouter(tags=["administration"], largest=LARGEST)


class Which(BaseModel):
    """Which members, in which order, and which part of them."""

    model_config = ConfigDict(extra="forbid")

    search: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")] = ""
    role: Role | None = None
    status: MemberStatus | None = None
    sort: MemberSort = "name"
    descending: bool = False
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Cursor = None


@router.get("/members")
@policy(Policy.ADMIN)
async def list_members(actor: CurrentActor, wanted: Annotated[Which, Query()]) -> MemberPage:
    """Who belongs, or belonged, to the tenant: facts of access, nothing anybody wrote."""
    async with snapshot(actor.tenant_id) as db:
        return await service.list_members(
            db,
            actor,
            MemberFilter(wanted.search, wanted.role, wanted.status),
            sort=wanted.sort,
            descending=wanted.descending,
            limit=wanted.limit,
            cursor=wanted.cursor,
        )


@router.get("/members/{person_id}")
@policy(Policy.ADMIN)
async def get_member(actor: CurrentActor, person_id: str) -> MemberView:
    """One member."""
    async with snapshot(actor.tenant_id) as db:
        return await service.get_member(db, actor, person_id)


@router.patch("/members/{person_id}")
@policy(Policy.ADMIN, scope=Scope.ACCOUNT)
async def change_role(actor: CurrentActor, person_id: str, body: RoleBody) -> Departed:
    """Give a member another role; it acts at their next request."""
    async with unit_of_work(actor.tenant_id) as db:
        await account.require_fresh(db, actor)
        return await service.change_role(db, actor, person_id, body.role)


@router.post("/members/{person_id}/deactivate")
@policy(Policy.ADMIN, scope=Scope.ACCOUNT)
async def deactivate_member(actor: CurrentActor, person_id: str) -> Departed:
    """Suspend a member; their sign-ins here end at once."""
    async with unit_of_work(actor.tenant_id) as db:
        await account.require_fresh(db, actor)
        return await service.deactivate(db, actor, person_id)


@router.post("/members/{person_id}/reactivate")
@policy(Policy.ADMIN, scope=Scope.ACCOUNT)
async def reactivate_member(actor: CurrentActor, person_id: str) -> MemberView:
    """Let a suspended member in again."""
    async with unit_of_work(actor.tenant_id) as db:
        await account.require_fresh(db, actor)
        return await service.reactivate(db, actor, person_id)


@router.delete("/members/{person_id}")
@policy(Policy.ADMIN, scope=Scope.ACCOUNT)
async def end_membership(actor: CurrentActor, person_id: str) -> Departed:
    """End a membership, with sign-ins, relationships, circles and pathways here."""
    async with unit_of_work(actor.tenant_id) as db:
        await account.require_fresh(db, actor)
        return await service.end_membership(db, actor, person_id)


@router.get("/me/tenants")
@policy(Policy.SIGNED_IN)
async def own_tenants(actor: CurrentActor) -> Slice[OwnTenant]:
    """Where one belongs, with one's role there."""
    async with snapshot(ALL_TENANTS) as db:
        return Slice(await service.own_tenants(db, actor))


@router.delete("/me/tenants/{tenant_id}", status_code=status.HTTP_204_NO_CONTENT)
@policy(Policy.SIGNED_IN, scope=Scope.ACCOUNT)
async def leave_tenant(actor: CurrentActor, tenant_id: str) -> None:
    """Leave a tenant: relationships, circles and sign-ins there end."""
    async with unit_of_work(ALL_TENANTS) as db:
        await service.leave_tenant(db, actor, tenant_id)


@router.get("/tenant")
@policy(Policy.ADMIN)
async def get_tenant(actor: CurrentActor) -> TenantSettings:
    """The settings of one's tenant."""
    async with snapshot(actor.tenant_id) as db:
        return await service.tenant_settings(db, actor)


@router.patch("/tenant")
@policy(Policy.ADMIN, scope=Scope.ACCOUNT)
async def change_tenant(actor: CurrentActor, body: TenantPatch) -> TenantSettings:
    """Change settings of one's tenant."""
    changes = cast("service.TenantChanges", body.model_dump(exclude_none=True))
    async with unit_of_work(actor.tenant_id) as db:
        return await service.change_tenant(db, actor, changes)


@router.put(
    "/tenant/logo",
    openapi_extra={
        "requestBody": {"required": True, "content": {"image/png": {"schema": {"type": "string"}}}}
    },
)
@policy(Policy.ADMIN, scope=Scope.ACCOUNT)
async def set_logo(actor: CurrentActor, request: Request) -> TenantSettings:
    """Show a PNG, JPEG or WebP of up to 200 kB as the tenant's mark."""
    content = await request.body()
    if len(content) > LARGEST_LOGO:
        raise TooLarge(_("A logo may have up to 200 kB."))
    async with unit_of_work(actor.tenant_id) as db:
        return await service.set_logo(db, actor, content)


@router.delete("/tenant/logo")
@policy(Policy.ADMIN, scope=Scope.ACCOUNT)
async def remove_logo(actor: CurrentActor) -> TenantSettings:
    """Go back to the product's own mark."""
    async with unit_of_work(actor.tenant_id) as db:
        return await service.set_logo(db, actor, b"")


@router.get("/tenant/logo", response_class=Response, responses=answers(PICTURE))
@policy(Policy.SIGNED_IN)
async def logo(actor: CurrentActor) -> Response:
    """The tenant's mark; 404 where it has none."""
    async with snapshot(actor.tenant_id) as db:
        content, media_type = await service.logo(db, actor)
    headers = {
        "Cache-Control": "private, max-age=300",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return Response(content, media_type=media_type, headers=headers)


@router.get("/tenants")
@policy(Policy.ADMIN)
async def list_tenants(actor: CurrentActor) -> Slice[TenantView]:
    """Every tenant with counts, for the owner of the installation."""
    async with snapshot(ALL_TENANTS) as db:
        return Slice(await service.list_tenants(db, actor))


@router.post("/tenants", status_code=status.HTTP_201_CREATED)
@policy(Policy.ADMIN, scope=Scope.ACCOUNT)
async def create_tenant(actor: CurrentActor, body: NewTenant) -> TenantView:
    """Make a tenant, as the owner, who becomes its first admin."""
    quotas = cast(
        "service.Quotas", body.model_dump(include={"people_quota", "storage_quota"}, exclude_unset=True)
    )
    async with unit_of_work(ALL_TENANTS) as db:
        await account.require_fresh(db, actor)
        return await service.create_tenant(
            db, actor, body.name, time_zone=body.time_zone, language=body.language, quotas=quotas
        )


@router.patch("/tenants/{tenant_id}")
@policy(Policy.ADMIN, scope=Scope.ACCOUNT)
async def set_quotas(actor: CurrentActor, tenant_id: str, body: QuotaBody) -> TenantView:
    """Bound a tenant, as the owner."""
    quotas = cast("service.Quotas", body.model_dump(exclude_unset=True))
    async with unit_of_work(ALL_TENANTS) as db:
        return await service.set_quotas(db, actor, tenant_id, quotas)
