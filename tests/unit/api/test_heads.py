"""HEAD answers what GET would, without the body; and what other sites may not do still wears our headers."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import StreamingResponse

from coaching_app.api import heads
from coaching_app.api.static_site import ALWAYS, Preflights


def _router(asked: list[str]) -> APIRouter:
    router = APIRouter()

    @router.get("/things")
    async def things() -> list[str]:
        asked.append("things")
        return ["one", "two"]

    @router.post("/things")
    async def add() -> str:
        asked.append("add")
        return "added"

    @router.get("/endless")
    async def endless() -> StreamingResponse:
        async def pieces() -> AsyncIterator[str]:
            while True:
                yield "again"
                await asyncio.sleep(0)

        return StreamingResponse(pieces(), media_type="text/event-stream")

    return router


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def client(asked: list[str]) -> TestClient:
    api = FastAPI()
    api.include_router(_router(asked), prefix="/api/v1")
    heads.install(api)
    return TestClient(api, raise_server_exceptions=True)


def test_head_answers_like_get_without_a_body(client: TestClient) -> None:
    full, head = client.get("/api/v1/things"), client.head("/api/v1/things")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == full.headers["content-length"] != "0"
    assert head.headers["content-type"] == full.headers["content-type"]


def test_head_of_what_only_takes_posts_changes_nothing(client: TestClient, asked: list[str]) -> None:
    client.head("/api/v1/things")
    assert asked == ["things"]
    assert client.head("/api/v1/nothing").status_code == 404


def test_head_of_a_stream_ends_at_once(client: TestClient) -> None:
    head = client.head("/api/v1/endless")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"].startswith("text/event-stream")


def test_a_foreign_preflight_is_refused_in_our_headers() -> None:
    inner = CORSMiddleware(FastAPI(), allow_origins=[], allow_credentials=True, allow_methods=["*"])
    asking = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = TestClient(Preflights(inner)).options("/api/v1/things", headers=asking)
    assert answer.status_code == 400
    assert "access-control-allow-origin" not in answer.headers
    assert {name.decode(): value.decode() for name, value in ALWAYS}.items() <= dict(answer.headers).items()
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
