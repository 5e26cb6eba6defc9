"""Tells machines how the process is: alive, ready, and its metrics."""

import shutil

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from starlette.responses import JSONResponse, Response

from coaching_app.access.policy import Policy, policy
from coaching_app.core.crypto import same_secret
from coaching_app.core.logging import get_logger
from coaching_app.core.metrics import REGISTRY
from coaching_app.core.settings import get_settings
from coaching_app.db.migrations import current_revision, newest_revision
from coaching_app.db.unit_of_work import current_database

router = APIRouter(include_in_schema=False)
_log = get_logger(__name__)
_LOCAL = {"127.0.0.1", "::1", "localhost"}
_FORWARDING = ("x-forwarded-for", "forwarded", "x-real-ip")
_LEAST_FREE_BYTES = 50_000_000


@router.get("/health")
@policy(Policy.PUBLIC)
async def health() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/ready")
@policy(Policy.PUBLIC)
async def ready() -> JSONResponse:
    """The process can do its work: database, schema, disk."""
    checks = {"database": False, "migrations": False, "disk": False}
    try:
        async with current_database().engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
        checks["database"] = True
        checks["migrations"] = await current_revision(current_database()) == newest_revision()
        checks["disk"] = shutil.disk_usage(get_settings().data_dir).free > _LEAST_FREE_BYTES
    except Exception as error:  # noqa: BLE001 - whatever fails here means one thing: not ready
        _log.warning("not_ready", kind=type(error).__name__)
    is_ready = all(checks.values())
    return JSONResponse(
        {"status": "ready" if is_ready else "not ready", "checks": checks}, 200 if is_ready else 503
    )


def _is_operator(request: Request) -> bool:
    """This machine itself, not through a proxy, or the holder of the token."""
    expected = get_settings().metrics_token.get_secret_value()
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if expected and same_secret(given, expected):
        return True
    is_forwarded = any(name in request.headers for name in _FORWARDING)
    client = request.client.host if request.client else ""
    return not expected and not is_forwarded and client in _LOCAL


@router.get("/metrics")
@policy(Policy.OPERATOR)
async def metrics(request: Request) -> Response:
    """Prometheus metrics; anybody else sees no sign of them."""
    if not _is_operator(request):
        return JSONResponse({"status": "not found"}, 404)
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
