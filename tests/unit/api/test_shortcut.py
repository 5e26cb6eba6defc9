"""The shortcut finds the same routes as the framework, and leaves it everything else."""

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from coaching_app.api import shortcut


def _router() -> APIRouter:
    router = APIRouter(prefix="/api/v1")

    @router.get("/things")
    async def things() -> str:
        return "all"

    @router.get("/things/first")
    async def first() -> str:
        return "first"

    @router.get("/things/{thing_id}")
    async def one(thing_id: str) -> str:
        return f"one {thing_id}"

    @router.post("/things/{thing_id}/parts")
    async def part(thing_id: str) -> str:
        return f"part of {thing_id}"

    @router.get("/files/{name:path}")
    async def whole(name: str) -> str:
        return f"file {name}"

    @router.get("/files/x/y")
    async def shadowed() -> str:
        return "never"

    return router


@pytest.fixture
def api() -> FastAPI:
    built = FastAPI(redirect_slashes=False)
    built.router.routes.extend(_router().routes)

    @built.get("/health")
    async def health() -> str:
        return "well"

    return built


REQUESTS = [
    ("GET", "/api/v1/things", 200, "all"),
    ("GET", "/api/v1/things/first", 200, "first"),
    ("GET", "/api/v1/things/2%20b", 200, "one 2 b"),
    ("POST", "/api/v1/things/7/parts", 200, "part of 7"),
    ("GET", "/api/v1/files/x/y", 200, "file x/y"),
    ("GET", "/health", 200, "well"),
    ("DELETE", "/api/v1/things", 405, None),
    ("GET", "/api/v1/things/", 404, None),
    ("GET", "/api/v1/things/1/2/3", 404, None),
    ("GET", "/api/v1", 404, None),
    ("GET", "//", 404, None),
]


@pytest.mark.parametrize("installed", [False, True])
@pytest.mark.parametrize(("method", "path", "status", "answer"), REQUESTS)
def test_the_same_answers(api, installed, method, path, status, answer) -> None:
    if installed:
        shortcut.install(api)
    response = TestClient(api).request(method, path)
    assert response.status_code == status
    if answer is not None:
        assert response.json() == answer


def test_it_does_find_routes(api) -> None:
    async def never(*_asgi) -> None:
        raise AssertionError("the framework was asked")

    shortcut.install(api)
    api.router.middleware_stack.app = never
    client = TestClient(api)
    for _method, path, _status, answer in REQUESTS[:3]:
        assert client.get(path).json() == answer
