"""Turns every failure of the REST API into a problem document (RFC 9457)."""

from typing import Any

from asgi_correlation_id import correlation_id
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from coaching_app.core.errors import AppError, ProofNeeded, TooManyRequests
from coaching_app.core.i18n import gettext as _
from coaching_app.core.logging import get_logger
from coaching_app.core.metrics import ERRORS

MEDIA_TYPE = "application/problem+json"
_log = get_logger(__name__)


class Problem(BaseModel):
    """What went wrong; `title` can be shown to a person, `code` is for programs."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    correlation_id: str
    detail: dict[str, Any] = {}


def problem(
    status: int,
    code: str,
    title: str,
    *,
    detail: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """A problem document as a response."""
    document = Problem(
        title=title, status=status, code=code, correlation_id=correlation_id.get() or "", detail=detail or {}
    )
    return JSONResponse(document.model_dump(), status, headers, MEDIA_TYPE)


async def _expected(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AppError)
    headers: dict[str, str] = {}
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(error.retry_after)
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return problem(error.status, error.reason, error.message, detail=error.detail, headers=headers)


async def _unproved(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProofNeeded)
    return problem(error.status, error.reason, error.message)


async def _malformed(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # The place and the reason only: the value may be somebody's private text.
    fields = [
        {"field": ".".join(str(part) for part in item["loc"]), "reason": str(item["msg"])}
        for item in error.errors()[:20]
    ]
    return problem(422, "invalid", _("Some of what was sent cannot be accepted."), detail={"fields": fields})


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    known = {404: _("There is nothing here."), 405: _("This address cannot do that.")}
    known[413] = _("This is larger than what is accepted here.")
    known[408] = _("What you sent came too slowly.")
    title = known.get(error.status_code, _("This request could not be answered."))
    return problem(error.status_code, f"http_{error.status_code}", title, headers=dict(error.headers or {}))


async def _unexpected(_request: Request, error: Exception) -> JSONResponse:
    ERRORS.labels("api").inc()
    _log.error("request_failed", exc_info=error)
    return problem(500, "unexpected", _("Something went wrong on our side. Nothing you wrote was lost."))


def install(app: FastAPI) -> None:
    """Answer every failure of this application with a problem document."""
    app.add_exception_handler(AppError, _expected)
    app.add_exception_handler(ProofNeeded, _unproved)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


# What any route may answer instead of what was asked for.
REFUSALS = {
    401: "Nobody is signed in.",
    403: "The person may not do this.",
    404: "No such thing for this person.",
    409: "It changed meanwhile, or exists already.",
    413: "Too large.",
    422: "Something sent cannot be accepted.",
    429: "Too many requests; see Retry-After.",
}
