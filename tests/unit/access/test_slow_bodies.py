"""A body that comes by the drop is not waited for; one that comes steadily may take its time."""

import asyncio

import pytest
from fastapi import FastAPI

from coaching_app.access import rest
from coaching_app.access.policy import Policy, policy
from coaching_app.api import problems


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    monkeypatch.setattr(rest, "_PATIENCE_SECONDS", 0.3)
    router = rest.ApiRouter()

    @router.post("/said")
    @policy(Policy.PUBLIC)
    async def said(body: dict[str, str]) -> int:
        return len(body["text"])

    built = FastAPI()
    problems.install(built)
    built.include_router(router)
    return built


async def _post(api: FastAPI, pieces: list[tuple[float, bytes]]) -> int:
    waiting, sent = list(pieces), []

    async def receive():
        if not waiting:
            await asyncio.Event().wait()
        pause, piece = waiting.pop(0)
        await asyncio.sleep(pause)
        return {"type": "http.request", "body": piece, "more_body": bool(waiting)}

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {
        "type": "http", "method": "POST", "path": "/api/v1/said", "raw_path": b"/api/v1/said", "query_string": b"",
        "scheme": "http", "headers": headers, "client": ("203.0.113.77", 1), "server": ("localhost", 80),
        "http_version": "1.1", "root_path": "", "asgi": {"version": "3.0", "spec_version": "2.3"},
    }  # fmt: skip
    await asyncio.wait_for(api(scope, receive, send), 10)
    return int(sent[0]["status"])


async def test_by_the_drop(api: FastAPI) -> None:
    assert await _post(api, [(0.05, b" ")] * 40) == 408


async def test_silence_in_the_middle(api: FastAPI) -> None:
    assert await _post(api, [(0, b'{"text": "'), (5, b'"}')]) == 408


async def test_slow_but_steady(api: FastAPI) -> None:
    pieces = [(0, b'{"text": "'), *[(0.1, b"x" * 400)] * 8, (0, b'"}')]
    assert await _post(api, pieces) == 200
