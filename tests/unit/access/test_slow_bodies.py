"""A body that comes by the drop is not waited for; one that comes steadily may take its time."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from fastapi import FastAPI

from coaching_app.access import rest
from coaching_app.access.policy import Policy, policy
from coaching_app.api import problems

PATIENCE = rest._PATIENCE_SECONDS
Skip = Callable[[float], Awaitable[None]]


@pytest.fixture
async def skip(monkeypatch: pytest.MonkeyPatch) -> Skip:
    """Lets time pass at once, for the loop and nobody else: no stall of the machine is part of it."""
    loop = asyncio.get_running_loop()
    real, ahead = loop.time, [0.0]

    async def skip(seconds: float) -> None:
        ahead[0] += seconds
        # A limit that has passed is noticed in the next turn of the loop, and acts in the one after.
        for _turn in range(3):
            await asyncio.sleep(0)

    monkeypatch.setattr(loop, "time", lambda: real() + ahead[0])
    return skip


@pytest.fixture
def api() -> FastAPI:
    router = rest.ApiRouter()

    @router.post("/said")
    @policy(Policy.PUBLIC)
    async def said(body: dict[str, str]) -> int:
        return len(body["text"])

    built = FastAPI()
    problems.install(built)
    built.include_router(router)
    return built


async def _post(api: FastAPI, skip: Skip, pieces: list[tuple[float, bytes]]) -> int:
    waiting, sent = list(pieces), []

    async def receive():
        if not waiting:
            await asyncio.Event().wait()
        pause, piece = waiting.pop(0)
        await skip(pause)
        return {"type": "http.request", "body": piece, "more_body": bool(waiting)}

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {
        "type": "http", "method": "POST", "path": "/api/v1/said", "raw_path": b"/api/v1/said", "query_string": b"",
        "scheme": "http", "headers": headers, "client": ("203.0.113.77", 1), "server": ("localhost", 80),
        "http_version": "1.1", "root_path": "", "asgi": {"version": "3.0", "spec_version": "2.3"},
    }  # fmt: skip
    await api(scope, receive, send)
    return int(sent[0]["status"])


async def test_by_the_drop(api: FastAPI, skip: Skip) -> None:
    assert await _post(api, skip, [(PATIENCE / 6, b" ")] * 40) == 408


async def test_silence_in_the_middle(api: FastAPI, skip: Skip) -> None:
    assert await _post(api, skip, [(0, b'{"text": "'), (PATIENCE * 1.1, b'"}')]) == 408


async def test_slow_but_steady(api: FastAPI, skip: Skip) -> None:
    pieces = [(0, b'{"text": "'), *[(PATIENCE / 3, b"x" * int(PATIENCE * 400))] * 8, (0, b'"}')]
    assert await _post(api, skip, pieces) == 200
