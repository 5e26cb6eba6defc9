"""Decides whether a request comes from our own pages, and over what kind of connection."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from coaching_app.access.cookies import header_from_scope
from coaching_app.core.settings import get_settings

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the person's browser thinks we are, and where the request came from."""

    scheme: str
    host: str
    client: str

    @property
    def origin(self) -> str:
        """As a browser writes it in the Origin header."""
        return f"{self.scheme}://{self.host}"

    @property
    def keeps_secure_cookies(self) -> bool:
        """Whether a browser stores a Secure cookie from here: over HTTPS, and from its own machine."""
        name = self.host.rsplit(":", 1)[0] if not self.host.endswith("]") else self.host
        return self.scheme == "https" or name in _LOOPBACK or name.endswith(".localhost")


def address_of(scope: dict[str, Any]) -> Address:
    """Read the address of a request, believing X-Forwarded headers of configured proxies only."""
    headers = scope["headers"]
    told = str(scope.get("scheme", "http"))
    scheme = {"ws": "http", "wss": "https"}.get(told, told)
    host = header_from_scope(headers, b"host")
    client = (scope.get("client") or ("",))[0]
    hops = get_settings().trusted_proxy_hops
    if hops:
        scheme = _forwarded(headers, b"x-forwarded-proto", hops) or scheme
        host = _forwarded(headers, b"x-forwarded-host", hops) or host
        client = _forwarded(headers, b"x-forwarded-for", hops) or client
    if public := get_settings().public_url:
        parts = urlsplit(public)
        scheme, host = parts.scheme, parts.netloc
    return Address(scheme, host.lower(), client)


def _forwarded(headers: Any, name: bytes, hops: int) -> str:
    """The value our outermost trusted proxy added; what stands before it a client may have invented."""
    values = [value.strip() for value in header_from_scope(headers, name).split(",") if value.strip()]
    if not values:
        return ""
    return values[-hops] if len(values) >= hops else values[0]


def is_ours(scope: dict[str, Any]) -> bool:
    """Whether the Origin header is exactly ours; a missing one is not."""
    origin = header_from_scope(scope["headers"], b"origin").lower()
    return bool(origin) and origin == address_of(scope).origin
