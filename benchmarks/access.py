"""Measures what asking for permission adds to a page event and to a REST read, each beside the same without asking."""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks import stage
from benchmarks.page_load import SHELL
from benchmarks.row import Row

TASKS = 20
PATH = "/api/v1/tasks"
HOST = "http://testserver"
Work = Callable[[], Awaitable[Any]]


@asynccontextmanager
async def _somebody():
    """A database with one person and their tasks, and the person's cookie."""
    from coaching_app.db.engine import open_database
    from coaching_app.db.migrations import migrate
    from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work, use_database
    from coaching_app.models import Tenant

    with tempfile.TemporaryDirectory(prefix="bench-access-") as folder:
        url = f"sqlite+aiosqlite:///{folder}/coaching.db"
        stage.use_keys_of(Path(folder))
        await asyncio.to_thread(migrate, url)
        use_database(database := open_database(url))
        async with unit_of_work(ALL_TENANTS) as db:
            db.add(Tenant(name="bench"))
        use_database(None)
        await database.dispose()
        person = (await stage.populate(Path(folder), 1, TASKS))[0]
        use_database(database := open_database(url))
        try:
            yield person.cookie
        finally:
            use_database(None)
            await database.dispose()


async def _micros(work: Work, times: int) -> float:
    """Of processor time, all threads: asking waits for nothing, and another program's load is not its cost."""
    began = time.process_time()
    for _ in range(times):
        await work()
    return (time.process_time() - began) / times * 1_000_000


async def _in_turn(pairs: dict[str, Work], rounds: int, times: int) -> dict[str, float]:
    """The median of rounds that take turns, so that noise meets all."""
    seen: dict[str, list[float]] = {name: [] for name in pairs}
    for work in pairs.values():
        await _micros(work, times)
    for _ in range(rounds):
        for name, work in pairs.items():
            seen[name].append(await _micros(work, times))
    return {name: statistics.median(found) for name, found in seen.items()}


def _tree(cookie: str) -> Any:
    import reflex as rx
    from reflex.istate.data import RouterData

    root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]: as Reflex makes one itself
    headers = {"cookie": cookie, "origin": HOST}
    root.router = RouterData.from_router_data(
        {"headers": headers, "token": "t", "asPath": "/today", "pathname": "/today", "query": {}}
    )
    return root


async def _event(cookie: str, rounds: int) -> float:
    """Microseconds of everything the guard does before a handler runs, the login remembered as it mostly is."""
    from reflex_base.event import Event

    from coaching_app.access.event_guard import EventGuard

    guard, root = EventGuard(lambda _error: []), _tree(cookie)
    event = Event(name=f"{SHELL}.dismiss", payload={"notice_id": "none"})

    async def ask() -> None:
        assert await guard.preprocess(None, root, event) is None  # type: ignore[arg-type]  # it looks at no app

    return (await _in_turn({"guard": ask}, rounds, 500))["guard"]


def _unasked(stack: ExitStack, actor: Any) -> None:
    """Inside, every request is this person's and nobody asks whether it may."""
    from coaching_app.access import rest

    async def known(_request: Any, _required: Any) -> Any:
        return actor

    stack.enter_context(patch.object(rest, "_identify_and_count", known))
    stack.enter_context(patch.object(rest, "check", lambda *_, **__: None))
    stack.enter_context(patch.object(rest, "check_scopes", lambda *_: None))


def _scope(cookie: str) -> dict[str, Any]:
    headers = [(b"host", b"testserver"), (b"cookie", cookie.encode())]
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": PATH, "raw_path": PATH.encode(), "query_string": b"", "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("testserver", 80), "state": {},
    }  # fmt: skip


async def _nothing_more() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _read(cookie: str, rounds: int) -> dict[str, float]:
    """Microseconds of a read when nobody asks, and of the asking, both inside the server."""
    from fastapi import Request

    from coaching_app.access import logins, rest
    from coaching_app.access.policy import Policy
    from coaching_app.api.rest import build_api
    from coaching_app.coaching_app import ROUTERS

    actor = await logins.find_actor(cookie.partition("=")[2])
    api = build_api(ROUTERS)
    statuses: set[int] = set()

    async def heard(message: Any) -> None:
        statuses.add(message.get("status", 200))

    async def unasked() -> None:
        await api(_scope(cookie), _nothing_more, heard)

    async def asking() -> None:
        found = await rest._identify_and_count(Request(_scope(cookie)), Policy.SIGNED_IN)  # noqa: SLF001 what is measured
        rest.check(Policy.SIGNED_IN, found)
        rest.check_scopes(found, "GET", None)

    asked = (await _in_turn({"asking": asking}, rounds, 500))["asking"]
    with ExitStack() as stack:
        _unasked(stack, actor)
        read = (await _in_turn({"read": unasked}, rounds, 100))["read"]
    assert statuses == {200}
    return {"asking": asked, "read": read}


async def run(quick: bool = False) -> list[Row]:
    """Every row of this module."""
    # Nothing of the product has read its settings yet.
    os.environ.update(RATE_LIMIT_PER_MINUTE="1000000", LOG_LEVEL="WARNING")
    import coaching_app.coaching_app  # noqa: F401 - registers every handler

    rounds = 3 if quick else 15
    async with _somebody() as cookie:
        guard, read = await _event(cookie, rounds), await _read(cookie, rounds)
    return [
        Row("permission check of a page event", guard / 1000, None, 0.2, "ms"),
        Row(f"permission check of a REST read of {TASKS} tasks", read["asking"], read["read"], 0.1, "µs"),
    ]
