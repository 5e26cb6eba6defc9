"""Reading changes nothing: no GET writes a row of somebody's, and methods nobody needs do not exist."""

import json

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from coaching_app.access import audit_changes
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot
from coaching_app.models import AuditEntry
from tests.integration.wall.belongings import belongings
from tests.integration.wall.route_samples import SAMPLES, call
from tests.support.people import Cast
from tests.support.rest import Rest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
# That somebody looked is written down, and nothing else.
RECORDS = {"readreceipt", "auditentry"}


async def _changes(after: int) -> list[tuple[str, str]]:
    async with snapshot(ALL_TENANTS) as db:
        rows = await db.scalars(select(AuditEntry).where(col(AuditEntry.action).like("GET %")))
        return [
            (row.action, line["table"])
            for row in list(rows)[after:]
            for line in json.loads(row.changes)
            if line["table"] not in RECORDS
        ]


async def test_a_get_changes_nothing(rest: Rest, cast: Cast, set_settings) -> None:
    set_settings(RATE_LIMIT_PER_MINUTE="1000000")
    actor = cast.admin
    headers, ids = await rest.bearer(actor), await belongings(actor)
    for name in [name for name in SAMPLES if name.startswith("GET ") and "/oauth/" not in name]:
        await call(rest, name, ids, headers)
    assert audit_changes.MACHINERY
    assert await _changes(0) == []


async def test_methods_nobody_needs_do_not_exist(rest: Rest, cast: Cast) -> None:
    headers = await rest.bearer(cast.admin)
    for method in ("TRACE", "CONNECT", "TRACK", "PROPFIND"):
        for path in ("/api/v1/tasks", "/api/v1/audit", "/health"):
            assert (await rest.client.request(method, path, headers=headers)).status_code in {404, 405}


async def test_a_refused_sign_in_and_a_refused_request_are_written_down(
    rest: Rest, cast: Cast, capsys
) -> None:
    wrong = {"email": cast.mentee.email, "password": "CANARY-not-this-one"}
    assert (await rest.client.post("/api/v1/auth/login", json=wrong)).status_code == 401
    assert (
        await rest.client.post("/api/v1/auth/refresh", json={"refresh_token": "x" * 43})
    ).status_code == 401
    async with snapshot(ALL_TENANTS) as db:
        found = list(
            await db.scalars(select(AuditEntry).where(col(AuditEntry.subjects).like("%sign_in.refused%")))
        )
        assert await db.scalar(select(func.count()).select_from(AuditEntry)) >= 2
    assert [json.loads(entry.events)[0]["reason"] for entry in found] == [
        "wrong_credentials",
        "invalid_token",
    ]
    assert "CANARY" not in str([vars(entry) for entry in found])
    assert cast.mentee.email not in str([vars(entry) for entry in found])
