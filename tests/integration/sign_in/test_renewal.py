"""A proof gives the browser another secret: a copy of the old one opens nothing, the pages that are open go on."""

import asyncio

import pytest

from coaching_app.access import logins, renewal, sockets
from coaching_app.core.ids import new_id
from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work
from coaching_app.domain.actor import Actor
from tests.support.people import Cast
from tests.support.rest import Rest

PASSWORD = "Correct-horse-7-battery"


async def prove(rest: Rest, actor: Actor, headers: dict[str, str], page: str = "") -> str:
    """Prove it with a code by e-mail, which everybody has; the new cookie."""
    from coaching_app.features.account.service import freshness

    async def accepted(*_: object) -> str:
        return "first"

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(freshness, "_proof_kind", accepted)
        answer = await rest.client.post(
            "/api/v1/account/confirm", headers=headers, json={"proof": "x", "page": page}
        )
    assert answer.status_code == (204 if "Cookie" in headers else 200)
    return answer.headers.get("set-cookie", "").split(";")[0]


def secret_of(cookie: str) -> str:
    return cookie.partition("=")[2]


async def test_the_old_cookie_opens_nothing(rest: Rest, cast: Cast) -> None:
    headers = await rest.cookie(cast.mentee)
    before = headers["Cookie"]
    after = await prove(rest, cast.mentee, headers)
    assert after.startswith("__Host-login=")
    assert after != before
    old = await rest.client.get("/api/v1/account", headers={"Cookie": before})
    new = await rest.client.get("/api/v1/account", headers={"Cookie": after})
    assert (old.status_code, new.status_code) == (401, 200)
    was, now = await logins.find_actor(secret_of(before)), await logins.find_actor(secret_of(after))
    assert was is None
    assert now is not None
    assert now.user_id == cast.mentee.user_id


async def test_a_program_gets_no_cookie_and_its_old_token_ends(rest: Rest, cast: Cast) -> None:
    headers = await rest.bearer(cast.mentee)
    assert await prove(rest, cast.mentee, headers) == ""
    assert (await rest.client.get("/api/v1/account", headers=headers)).status_code == 401


async def test_the_page_that_proved_keeps_its_line_and_others_are_cut(rest: Rest, cast: Cast) -> None:
    headers = await rest.cookie(cast.mentee)
    before = secret_of(headers["Cookie"])
    actor = await logins.find_actor(before)
    assert actor is not None
    here, there = str(new_id()), str(new_id())
    lines = {token: sockets.Line(asyncio.Event().wait) for token in (here, there)}  # type: ignore[arg-type]  # it is never answered
    for token in lines:
        sockets.bind(token, actor.login_id)
    with sockets.open_line(here, lines[here]), sockets.open_line(there, lines[there]):
        reading = asyncio.create_task(lines[there].receive())
        await asyncio.sleep(0)
        headers["Cookie"] = await prove(rest, cast.mentee, headers, page=here)
        assert (await reading)["type"] == "websocket.disconnect"
        assert (await lines[there].receive())["type"] == "websocket.disconnect"
        # And again, with the secret that came of it.
        await prove(rest, cast.mentee, headers, page=here)
    moment = renewal.time.monotonic()
    with pytest.MonkeyPatch.context() as patched:
        for later, known_there in ((0, True), (61, False)):
            patched.setattr(renewal.time, "monotonic", lambda later=later: moment + later)
            logins.forget()
            assert await renewal.find_on_line(before, here) is not None
            assert (await renewal.find_on_line(before, there) is not None) == known_there


async def test_a_page_of_somebody_else_keeps_nothing(rest: Rest, cast: Cast) -> None:
    headers = await rest.cookie(cast.mentee)
    before = secret_of(headers["Cookie"])
    foreign = str(new_id())
    sockets.bind(foreign, "another login")
    await prove(rest, cast.mentee, headers, page=foreign)
    moment = renewal.time.monotonic()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(renewal.time, "monotonic", lambda: moment + 61)
        logins.forget()
        assert await renewal.find_on_line(before, foreign) is None


async def test_a_line_ends_when_the_login_does(rest: Rest, cast: Cast) -> None:
    headers = await rest.cookie(cast.mentee)
    before = secret_of(headers["Cookie"])
    actor = await logins.find_actor(before)
    assert actor is not None
    token = str(new_id())
    sockets.bind(token, actor.login_id)
    await prove(rest, cast.mentee, headers, page=token)
    assert await renewal.find_on_line(before, token) is not None
    async with unit_of_work(ALL_TENANTS) as db:
        await logins.end_logins(db, cast.mentee.user_id)
    assert await renewal.find_on_line(before, token) is None


async def test_a_line_that_is_cancelled_for_another_reason_is_cancelled() -> None:
    line = sockets.Line(asyncio.Event().wait)  # type: ignore[arg-type]  # it is never answered
    reading = asyncio.create_task(line.receive())
    await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
