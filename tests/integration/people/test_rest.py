"""People over REST: the whole wall in between, and nothing of another tenant behind it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from coaching_app.access import logins, passwords, tokens
from coaching_app.access.scopes import SERVICE_SCOPES
from coaching_app.core import clock
from coaching_app.core.errors import NotFound
from coaching_app.core.ids import new_id
from coaching_app.db.engine import Database
from coaching_app.db.unit_of_work import ALL_TENANTS, snapshot, unit_of_work
from coaching_app.domain.actor import Actor, Role
from coaching_app.features.people import service
from coaching_app.mail.outbox import open_body
from coaching_app.models import Login, Membership, OutboxMail, User
from tests.support.people import Cast, add_person
from tests.support.rest import ORIGIN, Rest

API = "/api/v1"
PASSWORD = "Correct-horse-9-battery"


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """The use cases are tested on both databases; here it is about what goes over the wire."""
    return sqlite_database


class As:
    """Somebody's program."""

    def __init__(self, rest: Rest, headers: dict[str, str]) -> None:
        self.rest, self.headers = rest, headers

    async def __call__(self, method: str, path: str, expected: int = 200, **body: Any) -> Any:
        answer = await self.rest.client.request(
            method, f"{API}{path}", json=body or None, headers=self.headers
        )
        assert answer.status_code == expected, answer.text
        if expected >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
        return answer.json() if answer.content else None


async def program(rest: Rest, actor: Actor) -> As:
    return As(rest, await rest.bearer(actor))


async def test_two_people_find_each_other_and_part(rest: Rest, cast: Cast) -> None:
    mentee, mentor = await program(rest, cast.mentee), await program(rest, cast.mentor)
    coach = (await mentee("GET", "/people/coaches"))["items"][0]["person"]
    assert coach["id"] == cast.mentor.user_id
    asked = await mentee("POST", "/relationships", 201, person_id=coach["id"], side="mentee")
    url = f"/relationships/{asked['id']}"
    assert [one["needs_me"] for one in (await mentor("GET", "/people"))["waiting"]] == [True]
    assert (await mentor("POST", f"{url}/accept"))["status"] == "active"
    assert (await mentor("POST", f"{url}/accept", 409))["code"] == "settled"
    known = await mentor("GET", f"/people/{cast.mentee.user_id}")
    assert known["person"] == {"id": cast.mentee.user_id, "name": cast.mentee.display_name}
    assert cast.mentee.email not in str(known)
    assert (await mentee("POST", f"{url}/end"))["status"] == "ended"
    await mentor("GET", f"/people/{cast.mentee.user_id}", 404)
    assert (await mentee("POST", f"{url}/take-back"))["status"] == "active"
    assert len((await mentee("GET", "/relationships?past=true"))["items"]) == 1


async def test_a_circle_a_pathway_and_a_handover(rest: Rest, cast: Cast) -> None:
    mentee, mentor, pastor = [await program(rest, one) for one in (cast.mentee, cast.mentor, cast.pastor)]
    for coach, actor in ((mentor, cast.mentor), (pastor, cast.pastor)):
        asked = await mentee("POST", "/relationships", 201, person_id=actor.user_id, side="mentee")
        await coach("POST", f"/relationships/{asked['id']}/accept")
    circle = await mentor("POST", "/circles", 201, name="Tuesday")
    await mentor("POST", f"/circles/{circle['id']}/members", 204, person_id=cast.mentee.user_id)
    assert (await mentee("POST", f"/circles/{circle['id']}/accept"))["my_status"] == "active"
    assert [
        one["person"]["id"] for one in (await mentor("GET", f"/circles/{circle['id']}/members"))["items"]
    ] == [cast.mentee.user_id]
    steps = [{"title": "One"}, {"title": "CANARY-two", "description": "CANARY", "sensitive": True}]
    way = await pastor("POST", "/pathways", 201, title="A way", steps=steps)
    walk = await mentor("POST", "/walks", 201, pathway_id=way["id"], person_id=cast.mentee.user_id)
    reach = f"/walks/{walk['id']}/steps/{walk['steps'][0]['id']}/reach"
    seen = await mentor("POST", reach, evidence="We talked.")
    assert "CANARY" not in str(seen)
    closed = f"/walks/{walk['id']}/steps/{walk['steps'][1]['id']}/reach"
    await mentor("POST", closed, 403, evidence="x")
    assert (await pastor("POST", closed, evidence="Seen"))["completed_at"]
    second = await add_person(cast.mentee.tenant_id, "second", Role.MENTOR)
    newcomer = await program(rest, second)
    (with_mentor,) = (await mentor("GET", "/relationships"))["items"]
    made = await mentor("POST", "/handovers", 201, relationship_id=with_mentor["id"], to_id=second.user_id)
    await mentee("PUT", f"/handovers/{made['id']}/picked", picked=[{"category": "goals"}])
    await mentee("POST", f"/handovers/{made['id']}/offer")
    assert (await newcomer("GET", "/handovers"))["items"][0]["picked"] == [
        {"category": "goals", "item_id": ""}
    ]
    assert (await newcomer("POST", f"/handovers/{made['id']}/accept"))["status"] == "accepted"
    assert (await mentor("GET", "/people"))["i_walk_with"] == []
    assert (await mentor("GET", "/walks"))["items"] == []


async def _code_in_letter() -> str:
    """The secret that the newest letter carries; whoever invited never sees it."""
    async with snapshot(ALL_TENANTS) as db:
        letter = (await db.scalars(select(OutboxMail).order_by(col(OutboxMail.id).desc()))).first()
        assert letter is not None
        found = re.search(rf"{ORIGIN}/invitation#(\S+)", open_body(letter))
    assert found
    return found[1]


async def _open(rest: Rest, code: str) -> Any:
    return await rest.client.post(f"{API}/invitations/open", json={"code": code})


async def _accept(rest: Rest, code: str, cookie: str = "", **form: str) -> Any:
    headers = {"Origin": ORIGIN} | ({"Cookie": cookie} if cookie else {})
    return await rest.client.post(f"{API}/invitations/accept", json={"code": code, **form}, headers=headers)


async def test_an_invitation_is_accepted_from_our_own_page_and_signs_in(rest: Rest, cast: Cast) -> None:
    mentor = await program(rest, cast.mentor)
    invited = await mentor("POST", "/invitations", 201, email="noa@example.org")
    assert invited["link"] == ""
    code = await _code_in_letter()
    assert (await _open(rest, code)).json()["way"] == "new"
    foreign = await rest.client.post(f"{API}/invitations/accept", json={"code": code})
    assert foreign.status_code == 403
    answer = await _accept(rest, code, display_name="Noa", password=PASSWORD)
    assert (answer.status_code, answer.json()["next"]) == (200, "/people")
    secret = answer.cookies.get("__Host-login") or answer.headers["set-cookie"].split("=", 1)[1].split(";")[0]
    actor = await logins.find_actor(secret)
    assert actor is not None
    assert (actor.tenant_id, actor.role, actor.email) == (
        cast.mentor.tenant_id,
        Role.MENTEE,
        "noa@example.org",
    )
    again = await _accept(rest, code, display_name="Eve", password=PASSWORD)
    assert again.status_code == 404
    assert (await _open(rest, code)).json()["code"] == "not_found"
    assert (await mentor("GET", "/invitations"))["items"][0]["accepted_name"] == "Noa"


async def test_who_holds_a_letter_joins_and_signs_in_as_always(rest: Rest, cast: Cast) -> None:
    admin = await program(rest, cast.admin)
    invited = await admin("POST", "/invitations", 201, email=cast.foreign_mentee.email, role="pastor")
    assert invited["link"] == ""
    code = await _code_in_letter()
    assert (await _open(rest, code)).json()["way"] == "join"
    answer = await _accept(rest, code)
    assert answer.json()["next"] == "/sign-in?next=/people"
    assert "set-cookie" not in answer.headers


async def test_nobody_below_the_staff_invites(rest: Rest, cast: Cast) -> None:
    mentee, mentor = await program(rest, cast.mentee), await program(rest, cast.mentor)
    await mentee("POST", "/invitations", 403, email="x@example.org")
    await mentor("POST", "/invitations", 403, role="admin")
    await mentor("GET", "/invitations?whose=tenant", 403)
    await mentor("POST", f"/invitations/{new_id()}/resend", 404)
    for body in ({"role": "owner"}, {"email": "x" * 301}, {"extra": 1}, {"email": "no address"}):
        await mentor("POST", "/invitations", 422, **body)


async def _in_a_second_tenant(cast: Cast) -> None:
    async with unit_of_work(ALL_TENANTS) as db:
        db.add(
            Membership(
                tenant_id=cast.foreign_mentee.tenant_id, user_id=cast.mentor.user_id, role=Role.PASTOR.value
            )
        )


async def test_one_goes_on_in_another_tenant_with_a_new_login(rest: Rest, cast: Cast) -> None:
    await _in_a_second_tenant(cast)
    headers = await rest.cookie(cast.mentor)
    there = cast.foreign_mentee.tenant_id
    mine = (await rest.client.get(f"{API}/me/tenants", headers=headers)).json()["items"]
    assert [(one["name"], one["role"], one["is_current"]) for one in mine] == [
        ("Elsewhere", "pastor", False),
        ("Grace House", "mentor", True),
    ]
    url = f"{API}/me/tenants/switch"
    for tenant_id in (new_id(), "x", ""):
        answer = await rest.client.post(url, params={"tenant_id": tenant_id}, headers=headers)
        assert answer.status_code == 404
    bare = {"Cookie": headers["Cookie"]}
    assert (await rest.client.post(url, params={"tenant_id": there}, headers=bare)).status_code == 403
    answer = await rest.client.post(url, params={"tenant_id": there}, headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (303, "/today")
    # The old login has ended, whoever holds a copy of its cookie.
    rest.client.cookies.clear()
    assert (await rest.client.get(f"{API}/people", headers=headers)).status_code == 401
    fresh = answer.headers["set-cookie"].split(";")[0]
    people = await rest.client.get(f"{API}/me/tenants", headers={"Cookie": fresh})
    assert [one["name"] for one in people.json()["items"] if one["is_current"]] == ["Elsewhere"]


async def test_nobody_becomes_an_admin_by_an_old_sign_in_or_an_agent(rest: Rest, cast: Cast) -> None:
    url, old = f"{API}/invitations", await rest.cookie(cast.admin)
    async with unit_of_work(ALL_TENANTS) as db:
        _id, secret = await tokens.start_service(
            db, user_id=cast.admin.user_id, tenant_id=cast.admin.tenant_id, name="Agent",
            scopes=SERVICE_SCOPES, expires_at=clock.now() + timedelta(days=9),
        )  # fmt: skip
    agent = {"Authorization": f"Bearer {secret}"}
    answer = await rest.client.post(url, json={"role": "mentee"}, headers=agent)
    assert answer.json()["code"] == "insufficient_scope"
    made = (await rest.client.post(url, json={"role": "admin"}, headers=old)).json()["invitation"]["id"]
    with clock.freeze(clock.now() + timedelta(minutes=11)):
        for path, body in ((url, {"role": "admin"}), (url, {"role": "pastor"}), (f"{url}/{made}/resend", {})):
            answer = await rest.client.post(path, json=body, headers=old)
            assert (answer.status_code, answer.json()["code"]) == (403, "reauthenticate"), body
        answer = await rest.client.post(url, json={"role": "mentee"}, headers=old)
        assert answer.status_code == 201


async def _moved(rest: Rest, headers: dict[str, str], tenant_id: str) -> dict[str, str]:
    url = f"{API}/me/tenants/switch"
    answer = await rest.client.post(url, params={"tenant_id": tenant_id}, headers=headers)
    assert answer.status_code == 303
    rest.client.cookies.clear()
    return {"Cookie": answer.headers["set-cookie"].split(";")[0], "Origin": ORIGIN}


async def test_moving_to_and_fro_gives_no_more_guesses_and_no_more_days(
    rest: Rest, cast: Cast, monkeypatch
) -> None:
    async def is_wrong(*_: object) -> bool:
        return False

    monkeypatch.setattr(passwords, "verify_password", is_wrong)
    await _in_a_second_tenant(cast)
    async with unit_of_work(ALL_TENANTS) as db:
        (await db.get_one(User, cast.mentor.user_id)).password_hash = "a password"
    headers = await rest.cookie(cast.mentor)
    async with snapshot(ALL_TENANTS) as db:
        last_day = await db.scalar(select(Login.expires_at).where(Login.user_id == cast.mentor.user_id))
    guesses, changes = [], []
    with clock.freeze(clock.now() + timedelta(days=1)):
        for place in (cast.foreign_mentee.tenant_id, cast.mentor.tenant_id) * 3:
            for _guess in range(3):
                answer = await rest.client.post(
                    f"{API}/account/confirm", json={"proof": "000000"}, headers=headers
                )
                guesses.append(answer.status_code)
            answer = await rest.client.post(
                f"{API}/account/password", json={"current": "x", "fresh": "Another-staple-8"}, headers=headers
            )
            changes.append(answer.status_code)
            headers = await _moved(rest, headers, place)
        answer = await rest.client.post(
            f"{API}/account/password", json={"current": "x", "fresh": "Another-staple-8"}, headers=headers
        )
    assert guesses == [422] * 10 + [429] * 8
    assert (changes, answer.status_code) == ([422] * 6, 429)
    async with snapshot(ALL_TENANTS) as db:
        days = set(await db.scalars(select(Login.expires_at).where(Login.user_id == cast.mentor.user_id)))
    assert days == {last_day}


async def test_a_login_that_has_ended_goes_nowhere(rest: Rest, cast: Cast) -> None:
    await _in_a_second_tenant(cast)
    cookie = (await rest.cookie(cast.mentor))["Cookie"].partition("=")[2]
    here = await logins.find_actor(cookie)
    assert here is not None
    # Signed out elsewhere while the request was under way.
    async with unit_of_work(ALL_TENANTS) as db:
        await logins.end_logins(db, cast.mentor.user_id)
    with pytest.raises(NotFound):
        await service.start_login_in(
            here.user_id, cast.foreign_mentee.tenant_id, replacing=here, device="", address=""
        )


async def test_a_program_s_token_cannot_become_a_browser_s_login(rest: Rest, cast: Cast) -> None:
    await _in_a_second_tenant(cast)
    headers = await rest.bearer(cast.mentor) | {"Origin": ORIGIN}
    answer = await rest.client.post(
        f"{API}/me/tenants/switch", params={"tenant_id": cast.foreign_mentee.tenant_id}, headers=headers
    )
    assert (answer.status_code, "set-cookie" in answer.headers) == (404, False)


async def test_members_and_settings_are_the_admin_s(rest: Rest, cast: Cast) -> None:
    admin = await program(rest, cast.admin)
    page = await admin("GET", "/members?sort=email&limit=2")
    assert (len(page["items"]), page["total"]) == (2, 5)
    assert len((await admin("GET", f"/members?sort=email&cursor={page['cursor']}"))["items"]) == 3
    assert (await admin("PATCH", f"/members/{cast.mentor.user_id}", role="mentee"))[
        "ended_relationships"
    ] == 0
    mentor = await program(rest, cast.mentor)
    await mentor("POST", "/circles", 403, name="Mine")
    await admin("POST", f"/members/{cast.mentor.user_id}/deactivate")
    await mentor("GET", "/people", 401)
    assert (await admin("POST", f"/members/{cast.mentor.user_id}/reactivate"))["role"] == "mentee"
    await admin("DELETE", f"/members/{cast.other_mentee.user_id}")
    await admin("DELETE", f"/members/{cast.other_mentee.user_id}", 404)
    await admin("GET", f"/members/{cast.foreign_mentee.user_id}", 404)
    assert (await admin("PATCH", "/tenant", accent="plum", name="Grace"))["accent"] == "plum"
    await admin("PATCH", "/tenant", 422, accent="#ff0000")
    await admin("PATCH", "/tenant", 422, time_zone="Mars/Base")
    pastor = await program(rest, cast.pastor)
    for path in ("/members", "/tenant", "/tenants"):
        await pastor("GET", path, 403)


async def test_what_is_dangerous_asks_for_a_fresh_proof(rest: Rest, cast: Cast) -> None:
    from datetime import timedelta

    from coaching_app.core import clock

    with clock.freeze(clock.now() - timedelta(minutes=11)):
        headers = await rest.cookie(cast.admin)
    url = f"{API}/members/{cast.mentor.user_id}"
    for answer in (
        await rest.client.patch(url, json={"role": "admin"}, headers=headers),
        await rest.client.post(f"{url}/deactivate", headers=headers),
        await rest.client.delete(url, headers=headers),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "reauthenticate")


async def test_a_logo_is_a_picture_and_comes_back_as_one(rest: Rest, cast: Cast) -> None:
    headers = await rest.bearer(cast.admin)
    png = b"\x89PNG\r\n\x1a\n" + bytes(100)
    for content, status in (
        (b"<svg onload=alert(1)>", 422),
        (b"x" * 200_001, 413),
        (b"\xff\xd8\xff", 200),
        (png, 200),
    ):
        answer = await rest.client.put(f"{API}/tenant/logo", content=content, headers=headers)
        assert answer.status_code == status, answer.text
    mentee = await rest.bearer(cast.mentee)
    shown = await rest.client.get(f"{API}/tenant/logo", headers=mentee)
    assert (shown.content, shown.headers["content-type"], shown.headers["x-content-type-options"]) == (
        png, "image/png", "nosniff",
    )  # fmt: skip
    foreign = await rest.client.get(f"{API}/tenant/logo", headers=await rest.bearer(cast.foreign_mentee))
    assert foreign.status_code == 404
    assert (await rest.client.put(f"{API}/tenant/logo", content=png, headers=mentee)).status_code == 403
    await rest.client.delete(f"{API}/tenant/logo", headers=headers)
    assert (await rest.client.get(f"{API}/tenant/logo", headers=mentee)).status_code == 404


async def test_tenants_are_the_owner_s(rest: Rest, cast: Cast) -> None:
    admin = await program(rest, cast.admin)
    await admin("GET", "/tenants", 403)
    await admin("POST", "/tenants", 403, name="Mine")
    async with unit_of_work(ALL_TENANTS) as db:
        (await db.get_one(User, cast.admin.user_id)).is_instance_owner = True
    listed = await admin("GET", "/tenants")
    assert {one["name"]: one["people"] for one in listed["items"]} == {"Grace House": 5, "Elsewhere": 1}
    made = await admin("POST", "/tenants", 201, name="Third", people_quota=3)
    assert (made["people"], made["people_quota"], made["storage_quota"]) == (1, 3, None)
    bounded = await admin("PATCH", f"/tenants/{made['id']}", people_quota=None, storage_quota=10**9)
    assert (bounded["people_quota"], bounded["storage_quota"]) == (None, 10**9)
    await admin("PATCH", f"/tenants/{new_id()}", 404, people_quota=3)
    await admin("PATCH", f"/tenants/{made['id']}", 422, people_quota=0)
    assert len((await admin("GET", "/me/tenants"))["items"]) == 2
    # An owner who is no admin where they act does not act as one.
    async with unit_of_work(ALL_TENANTS) as db:
        (await db.get_one(User, cast.mentor.user_id)).is_instance_owner = True
    await (await program(rest, cast.mentor))("GET", "/tenants", 403)


async def test_one_leaves_a_tenant(rest: Rest, cast: Cast) -> None:
    await _in_a_second_tenant(cast)
    mentor = await program(rest, cast.mentor)
    await mentor("DELETE", f"/me/tenants/{cast.foreign_mentee.tenant_id}", 204)
    await mentor("DELETE", f"/me/tenants/{cast.foreign_mentee.tenant_id}", 404)
    await mentor("DELETE", f"/me/tenants/{cast.mentor.tenant_id}", 204)
    await mentor("GET", "/people", 401)
