"""Measures authenticated REST reads beside a bare Starlette that answers the same bytes."""

import asyncio
import json
import tempfile
import time
from pathlib import Path

from benchmarks import stage
from benchmarks.http_load import Connection, Load, middle, press, request_bytes
from benchmarks.row import Row

TASKS = 20
PATH = "/api/v1/tasks"


async def _bearer(url: str) -> dict[str, str]:
    """The first admin as a program."""
    from tests.support.live_server import ADMIN

    body = json.dumps({"email": ADMIN["email"], "password": ADMIN["password"]}).encode()
    connection = Connection(url)
    status, answer = await connection.ask(request_bytes(f"{url}/api/v1/auth/login", {}, "POST", body))
    assert status == 200, answer
    headers = {"Authorization": f"Bearer {json.loads(answer)['access_token']}"}
    for number in range(TASKS):
        task = json.dumps({"title": f"Task {number} of 0: call somebody", "estimate_minutes": 25}).encode()
        status, answer = await connection.ask(request_bytes(f"{url}{PATH}", headers, "POST", task))
        assert status == 201, answer
    connection.close()
    return headers


async def reads(quick: bool) -> list[Row]:
    """Rounds of floor, cookie and token, one after the other so that noise meets all three."""
    rounds, seconds = (1, 2.0) if quick else (5, 3.0)
    floors: list[Load] = []
    by_cookie: list[Load] = []
    by_token: list[Load] = []
    async with stage.product(people=1, tasks=TASKS) as (site, people):
        cookie, token = {"Cookie": people[0].cookie}, await _bearer(site.url)
        status, payload = await Connection(site.url).ask(request_bytes(site.url + PATH, cookie))
        assert status == 200
        assert len(json.loads(payload)["items"]) == TASKS
        with stage.bare(payload) as floor:
            for _ in range(rounds):
                floors.append(await press(floor.url + PATH, {}, seconds=seconds))
                by_cookie.append(await press(site.url + PATH, cookie, seconds=seconds))
                by_token.append(await press(site.url + PATH, token, seconds=seconds))
    assert not any(load.errors for load in (*floors, *by_cookie, *by_token))
    bare = middle(floors)
    return [
        Row(
            f"REST read of {TASKS} tasks, login cookie",
            middle(by_cookie),
            bare,
            0.25,
            "/s",
            lower_is_better=False,
        ),
        Row(
            f"REST read of {TASKS} tasks, bearer token",
            middle(by_token),
            bare,
            0.25,
            "/s",
            lower_is_better=False,
        ),
        Row("REST read, cookie, p50 at 16 connections", middle(by_cookie, 0.5), None, None, "ms"),
        Row("REST read, cookie, p95 at 16 connections", middle(by_cookie, 0.95), None, 20.0, "ms"),
        Row("REST read, token, p95 at 16 connections", middle(by_token, 0.95), None, 20.0, "ms"),
        Row("REST read, floor, p95 at 16 connections", middle(floors, 0.95), None, None, "ms"),
    ]


async def wall() -> list[Row]:
    """What the wall costs per event, with the login remembered and looked up anew."""
    from coaching_app.access import logins
    from coaching_app.access.policy import Policy, check
    from coaching_app.db.engine import open_database
    from coaching_app.db.migrations import migrate
    from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work, use_database
    from coaching_app.models import Tenant

    with tempfile.TemporaryDirectory(prefix="bench-wall-") as folder:
        url = f"sqlite+aiosqlite:///{folder}/coaching.db"
        stage.use_keys_of(Path(folder))
        await asyncio.to_thread(migrate, url)
        database = open_database(url)
        use_database(database)
        async with unit_of_work(ALL_TENANTS) as db:
            db.add(Tenant(name="bench"))
        use_database(None)
        await database.dispose()
        person = (await stage.populate(Path(folder), 1, 0))[0]
        secret = person.cookie.partition("=")[2]
        use_database(database := open_database(url))
        known = await _micros(20_000, lambda: _examine(secret, logins, check, Policy.SIGNED_IN))
        anew = await _micros(500, lambda: _examine(secret, logins, check, Policy.SIGNED_IN, forget=True))
        use_database(None)
        await database.dispose()
    return [
        Row("login look-up and policy per event, remembered", known, None, None, "µs"),
        Row("login look-up and policy per event, read anew", anew, None, 1000.0, "µs"),
    ]


async def _examine(secret, logins, check, required, *, forget: bool = False) -> None:
    if forget:
        logins.forget()
    check(required, await logins.find_actor(secret))


async def _micros(times: int, work) -> float:
    await work()
    began = time.perf_counter()
    for _ in range(times):
        await work()
    return (time.perf_counter() - began) / times * 1_000_000


async def run(quick: bool = False) -> list[Row]:
    """Every row of this module."""
    return [*await reads(quick), *await wall()]
