"""Requests for every route of signing in and of one's own account."""

from sqlalchemy import select

from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.account.service import authenticators
from coaching_app.models import Authenticator, LinkedAccount, Passkey
from tests.integration.wall.samples.sample import Sample, canary

_TOKEN = {"token": "CANARY-" + "x" * 30}
_CREDENTIAL = {"credential": {"id": "CANARY"}, "name": "CANARY-key"}
# Without an Origin of ours none of them does anything, whoever asks.
PUBLIC = {
    "POST /api/v1/auth/browser/second-step": Sample(403, {"code": "CANARY-1"}),
    "POST /api/v1/auth/browser/code": Sample(403, {"email": "nobody@example.org"}),
    "POST /api/v1/auth/browser/code/check": Sample(403, {"code": "CANARY-2"}),
    "POST /api/v1/auth/browser/forgot": Sample(403, {"email": "nobody@example.org"}),
    "POST /api/v1/auth/browser/reset": Sample(403, _TOKEN | {"password": "CANARY-password-3"}),
    "POST /api/v1/auth/browser/confirm-email": Sample(403, _TOKEN),
    "POST /api/v1/auth/browser/passkey/options": Sample(403),
    "POST /api/v1/auth/browser/passkey": Sample(403, {"credential": {}}),
    "POST /api/v1/auth/browser/oauth/{provider}": Sample(403, {}),
    "GET /api/v1/auth/oauth/{provider}/callback": Sample(303, query="?code=CANARY&state=CANARY"),
}
SIGNED_IN = {
    "GET /api/v1/account": Sample(),
    "PATCH /api/v1/account": Sample(204, {"time_zone": "Europe/Berlin"}),
    "GET /api/v1/account/sign-ins": Sample(),
    "DELETE /api/v1/account/sign-ins/{login_id}": Sample(204),
    "POST /api/v1/account/sign-ins/end-others": Sample(),
    "POST /api/v1/account/tokens": Sample(201, {"name": "CANARY-agent", "scopes": ["read"]}),
    "GET /api/v1/account/passkeys": Sample(),
    "POST /api/v1/account/passkeys/options": Sample(),
    "POST /api/v1/account/passkeys": Sample(422, _CREDENTIAL),
    "PATCH /api/v1/account/passkeys/{passkey_id}": Sample(204, {"name": "Another"}),
    "DELETE /api/v1/account/passkeys/{passkey_id}": Sample(204),
    "POST /api/v1/account/confirm": Sample(422, {"proof": "CANARY-password-4"}),
    "POST /api/v1/account/confirm/mail": Sample(204),
    "POST /api/v1/account/confirm/passkey/options": Sample(),
    "POST /api/v1/account/confirm/passkey": Sample(422, _CREDENTIAL),
    "POST /api/v1/account/password": Sample(422, {"current": "CANARY-5", "fresh": "short"}),
    "POST /api/v1/account/email": Sample(202, {"email": "someone-else@example.org"}),
    "DELETE /api/v1/account/email": Sample(204),
    "POST /api/v1/account/email/code": Sample(204),
    "POST /api/v1/account/email/confirm": Sample(422, {"code": "CANARY-6"}),
    "POST /api/v1/account/second-factor": Sample(),
    "POST /api/v1/account/second-factor/confirm": Sample(422, {"code": "CANARY"}),
    "POST /api/v1/account/second-factor/recovery-codes": Sample(404),
    "DELETE /api/v1/account/second-factor": Sample(204),
    "GET /api/v1/account/connected": Sample(),
    "DELETE /api/v1/account/connected/{connected_id}": Sample(204),
    "POST /api/v1/account/oauth/{provider}": Sample(404),
}


async def belongings(actor: Actor) -> dict[str, str]:
    """A passkey, a connected account and an app that is not confirmed yet."""
    passkey = Passkey(
        user_id=actor.user_id, credential_id=new_id(), public_key="", name=f"Key {canary(actor)}"
    )
    linked = LinkedAccount(
        user_id=actor.user_id, provider=new_id()[-12:], issuer="https://id.example", subject=new_id(),
        label=canary(actor),
    )  # fmt: skip
    async with unit_of_work(ALL_TENANTS) as db:
        db.add_all((passkey, linked))
        own = await db.scalar(select(Authenticator).where(Authenticator.user_id == actor.user_id))
        if own is None:
            await authenticators.begin(db, actor)
    return {"passkey_id": passkey.id, "connected_id": linked.id}
