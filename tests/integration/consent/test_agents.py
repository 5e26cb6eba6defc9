"""An agent that may change things does not thereby decide who sees them."""

from datetime import timedelta

import pytest

from coaching_app.access import tokens
from coaching_app.core import clock
from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work

API = "/api/v1"
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
# Who gets to see what is private, and with whom somebody walks.
DECIDING = """
POST /sharing/decisions
DELETE /sharing/decisions/{id}
POST /sharing/decisions/{id}/restore
POST /handovers
PUT /handovers/{id}/picked
POST /handovers/{id}/offer
POST /handovers/{id}/accept
POST /relationships
POST /relationships/{id}/accept
POST /relationships/{id}/take-back
"""


async def agent_of(actor, *scopes):
    async with unit_of_work(ALL_TENANTS) as db:
        _id, secret = await tokens.start_service(
            db, user_id=actor.user_id, tenant_id=actor.tenant_id, name="Agent",
            scopes=frozenset(scopes), expires_at=clock.now() + timedelta(days=9),
        )  # fmt: skip
    return {"Authorization": f"Bearer {secret}"}


@only_sqlite
async def test_changing_is_not_deciding_who_sees_what(rest, cast):
    write = await agent_of(cast.mentee, "read", "write")
    decide = await agent_of(cast.mentee, "read", "write", "sharing")
    for line in DECIDING.split("\n")[1:-1]:
        method, path = line.replace("{id}", new_id()).split(" ")
        refused = await rest.client.request(method, f"{API}{path}", headers=write, json={})
        assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope"), line
        assert "sharing" in refused.text, line
        allowed = await rest.client.request(method, f"{API}{path}", headers=decide, json={})
        assert allowed.status_code in {404, 422}, line


@only_sqlite
async def test_no_agent_makes_a_link_that_outlives_it(rest, cast):
    agent = await agent_of(cast.mentee, "read", "write", "agent", "sharing")
    answer = await rest.client.post(f"{API}/calendar/feeds", headers=agent)
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    answer = await rest.client.post(f"{API}/calendar/feeds", headers=await rest.bearer(cast.mentee))
    assert answer.status_code == 201


@only_sqlite
async def test_who_may_write_seals_a_note_and_opens_none(rest, cast):
    write = await agent_of(cast.mentee, "read", "write")
    decide = await agent_of(cast.mentee, "read", "write", "sharing")
    made = await rest.client.post(f"{API}/notes", headers=write, json={"title": "Diary", "is_private": True})
    url = f"{API}/notes/{made.json()['id']}"
    for change in ({"is_private": False}, {"text": "open"}):
        answer = await rest.client.patch(url, headers=write, json={"version": 1} | change)
        assert answer.json()["code"] == "insufficient_scope", change
    more = {"version": 1, "text": "---\nprivate: true\n---\nmore"}
    assert (await rest.client.patch(url, headers=write, json=more)).json()["is_private"] is True
    answer = await rest.client.patch(url, headers=decide, json={"version": 2, "is_private": False})
    assert answer.json()["is_private"] is False
