"""Names, reads and writes the login cookie, the only thing that says who a browser belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.responses import Response

from coaching_app.core.settings import get_settings

SECURE_NAME = "__Host-login"
PLAIN_NAME = "login"
_MAX_AGE_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class CookieKind:
    """How the cookie is set: a plain one exists only where the operator allowed insecure HTTP."""

    name: str
    secure: bool


def cookie_kind(*, is_secure: bool) -> CookieKind:
    """The cookie for a connection; `is_secure` is true for HTTPS and for this machine's own address."""
    if not is_secure and get_settings().allow_insecure_http:
        return CookieKind(PLAIN_NAME, secure=False)
    return CookieKind(SECURE_NAME, secure=True)


def read_secret(header: str) -> str | None:
    """The login secret in a Cookie header; the plain name counts only where it is allowed.

    Two different ones under one name mean that another site on this domain planted one: neither counts.
    What else stands in the header, however odd, is other programs' and does no harm.
    """
    return _read(header, PLAIN_NAME)


def _read(header: str, plain: str) -> str | None:
    pairs = [part.strip().partition("=") for part in header.split(";")]
    secure = f"__Host-{plain}"
    names = (secure, plain) if get_settings().allow_insecure_http else (secure,)
    for name in names:
        found = {value for key, _equals, value in pairs if key == name}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def header_from_scope(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """All values of an ASGI header, joined as HTTP joins them."""
    separator = "; " if name == b"cookie" else ", "
    return separator.join(value.decode("latin-1") for key, value in headers if key == name)


def set_login(response: Response, secret: str, kind: CookieKind) -> None:
    """Give the browser its login."""
    response.set_cookie(
        kind.name,
        secret,
        max_age=_MAX_AGE_SECONDS,
        path="/",
        secure=kind.secure,
        httponly=True,
        samesite="lax",
    )


def read_step(header: str, purpose: str) -> str:
    """The secret of a step between two requests of one browser; empty when it holds none."""
    return _read(header, f"step-{purpose}") or ""


def set_step(response: Response, purpose: str, secret: str, *, is_secure: bool, seconds: int) -> None:
    """Give the browser the secret of its next step; an empty one takes it away."""
    is_plain = not is_secure and get_settings().allow_insecure_http
    response.set_cookie(
        f"step-{purpose}" if is_plain else f"__Host-step-{purpose}",
        secret,
        max_age=seconds if secret else 0,
        path="/",
        secure=not is_plain,
        httponly=True,
        # Strict would keep it at home when another site sends the browser back to us.
        samesite="lax",
    )


def clear_login(response: Response) -> None:
    """Take the login away, and with it whatever the page kept in this tab."""
    response.delete_cookie(SECURE_NAME, path="/", secure=True, httponly=True, samesite="lax")
    response.delete_cookie(PLAIN_NAME, path="/", httponly=True, samesite="lax")
    response.headers["Clear-Site-Data"] = '"storage"'
