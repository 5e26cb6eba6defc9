"""A client of the REST API through ASGI, with the whole wall in between."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx2
import pytest

from coaching_app.access import limits, logins, tokens
from coaching_app.api.rest import build_api
from coaching_app.db.engine import Database
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.domain.actor import Actor

ORIGIN = "http://testserver"


@dataclass
class Rest:
    """Calls the API as anybody."""

    client: httpx2.AsyncClient

    async def bearer(self, actor: Actor) -> dict[str, str]:
        """Headers of a program that acts for this person."""
        async with unit_of_work(ALL_TENANTS) as db:
            pair = await tokens.start_family(
                db, user_id=actor.user_id, tenant_id=actor.tenant_id, device="test", address="test"
            )
        return {"Authorization": f"Bearer {pair.access_token}"}

    async def cookie(self, actor: Actor) -> dict[str, str]:
        """Headers of our own page in this person's browser."""
        async with unit_of_work(ALL_TENANTS) as db:
            secret = await logins.start_login(
                db, user_id=actor.user_id, tenant_id=actor.tenant_id, device="test", address="test"
            )
        return {"Cookie": f"__Host-login={secret}", "Origin": ORIGIN}


def all_routers():
    """Every router of the product."""
    from coaching_app.coaching_app import ROUTERS

    return ROUTERS


@pytest.fixture
async def rest(database: Database) -> AsyncIterator[Rest]:
    """The API over the test's own database."""
    limits.reset()
    logins.forget()
    transport = httpx2.ASGITransport(app=build_api(all_routers()), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield Rest(client)
    limits.reset()
