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
    pairs = [part.strip().partition("=") for part in header.split(";")]
    names = (SECURE_NAME, PLAIN_NAME) if get_settings().allow_insecure_http else (SECURE_NAME,)
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


def clear_login(response: Response) -> None:
    """Take the login away, and with it whatever the page kept in this tab."""
    response.delete_cookie(SECURE_NAME, path="/", secure=True, httponly=True, samesite="lax")
    response.delete_cookie(PLAIN_NAME, path="/", httponly=True, samesite="lax")
    response.headers["Clear-Site-Data"] = '"storage"'
