"""Wraps the whole site: security headers by page, cache rules, page addresses without a redirect, JSON 404s."""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Header = tuple[bytes, bytes]

SCRIPT = re.compile(r"<script([^>]*)>(.*?)</script>", re.DOTALL)
STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
STYLE_ATTRIBUTE = re.compile(r"<[a-z][^>]*?\sstyle=\"([^\"]*)\"", re.DOTALL)
# Files whose name holds the hash of their content never change.
HASHED_ASSET = re.compile(r"^/assets/.*[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")

DENIED_DEVICES = (
    b"accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
    b"microphone=(), midi=(), payment=(), usb=()"
)
ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", DENIED_DEVICES),
)
STRICT_TRANSPORT: Header = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
# What is not a page may load nothing and be framed by nobody.
INERT_POLICY = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
FOREVER: Header = (b"cache-control", b"public, max-age=31536000, immutable")
REVALIDATE: Header = (b"cache-control", b"no-cache")
NEVER: Header = (b"cache-control", b"no-store")
PRIVATE_PREFIXES = ("/api", "/_event", "/_upload")


def source_hash(text: str) -> str:
    """A CSP source that allows exactly this inline text."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


# The styling runtime adds empty style elements and fills them through the object model: allow just those.
EMPTY_STYLE = source_hash("")


def joined(hashes: Iterable[str]) -> str:
    """Sources in a fixed order, each once."""
    return " ".join(sorted(set(hashes)))


def inline_scripts(html: str) -> list[str]:
    """The inline scripts of a built page."""
    return [body for attributes, body in SCRIPT.findall(html) if "src=" not in attributes and body]


def page_policy(html: str) -> bytes:
    """The content security policy of one built page, exact to its inline scripts and styles."""
    scripts = joined(source_hash(body) for body in inline_scripts(html))
    markup = SCRIPT.sub("", html)
    sheets = joined([EMPTY_STYLE, *(source_hash(body) for body in STYLE.findall(markup) if body)])
    attributes = joined(source_hash(unescape(value)) for value in STYLE_ATTRIBUTE.findall(markup))
    hashed_attributes = f"'unsafe-hashes' {attributes}" if attributes else "'none'"
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {scripts}".rstrip(),
            "script-src-attr 'none'",
            f"style-src 'self' {sheets}",
            f"style-src-attr {hashed_attributes}",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "media-src 'self' blob:",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    ).encode()


@dataclass(frozen=True, slots=True)
class Site:
    """The built pages by address, each with its policy."""

    policies: Mapping[str, bytes] = field(default_factory=dict[str, bytes])

    @classmethod
    def read(cls, folder: Path) -> "Site":
        """Read every built page once; an absent build is an empty site."""
        pages = folder.rglob("*.html") if folder.is_dir() else ()
        return cls(
            {f"/{page.relative_to(folder).as_posix()}": page_policy(page.read_text()) for page in pages}
        )

    def file_for(self, path: str) -> str:
        """The file that answers for an address, or the address itself."""
        page = f"{path.rstrip('/')}.html"
        return page if path != "/" and page in self.policies else path

    def policy_for(self, file: str) -> bytes:
        """The policy of a file; an address without a file is answered with the fallback page."""
        root = f"{file.rstrip('/')}/index.html"
        found = self.policies.get(file) or self.policies.get(root) or self.policies.get("/404.html")
        return found or INERT_POLICY


def is_api(path: str) -> bool:
    """Whether a path belongs to REST."""
    return path == "/api" or path.startswith("/api/")


def header(scope: Scope, name: bytes) -> str:
    """The last value of a request header, or nothing."""
    values = [value for key, value in scope["headers"] if key == name]
    return values[-1].decode("latin-1") if values else ""


def outer_scheme(scope: Scope, proxy_hops: int) -> str:
    """The scheme the person's browser used; a proxy's word counts only when we expect that proxy."""
    scheme = str(scope.get("scheme", "http"))
    if not proxy_hops:
        return scheme
    # The outermost of our own proxies wrote the entry that many places from the end.
    told = [part.strip().lower() for part in header(scope, b"x-forwarded-proto").split(",") if part.strip()]
    claimed = told[-min(proxy_hops, len(told))] if told else scheme
    if claimed not in {"http", "https"}:
        return scheme
    return {"http": "ws", "https": "wss"}[claimed] if scope["type"] == "websocket" else claimed


def is_page_address(file: str) -> bool:
    """Whether a path names a page rather than an asset."""
    return file.endswith(".html") or "." not in file.rpartition("/")[2]


def cache_rule(path: str, status: int) -> Header:
    """How long a response may be kept without asking again."""
    if path.startswith(PRIVATE_PREFIXES):
        return NEVER
    # A font never changes under its name, weight and range.
    if (HASHED_ASSET.match(path) or path.endswith(".woff2")) and status in {200, 206, 304}:
        return FOREVER
    return REVALIDATE


def merged_vary(headers: list[Header]) -> list[Header]:
    """One Vary header without repetitions, in place of the several that the layers below write."""
    values = [
        part.strip()
        for key, value in headers
        if key == b"vary"
        for part in value.decode("latin-1").split(",")
    ]
    rest = [(key, value) for key, value in headers if key != b"vary"]
    return [*rest, (b"vary", ", ".join(dict.fromkeys(values)).encode("latin-1"))] if values else rest


def problem(path: str, method: str) -> tuple[list[Header], bytes]:
    """The answer to an unknown REST address."""
    body = json.dumps(
        {
            "type": "about:blank",
            "title": "Not found",
            "status": 404,
            "code": "not_found",
            "detail": f"There is nothing at {method} {path}.",
        }
    ).encode()
    return [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
    ], body


class StaticSite:
    """ASGI middleware around pages, API and websocket; the outermost layer that knows the build."""

    def __init__(self, app: ASGIApp, folder: Path, proxy_hops: int = 0) -> None:
        self.app = app
        self.site = Site.read(folder)
        self.proxy_hops = proxy_hops

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its real scheme and page file, and dress the response."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        scope = {**scope, "scheme": outer_scheme(scope, self.proxy_hops)}
        if scope["type"] == "websocket":
            await self.app(scope, receive, send)
            return
        path = str(scope["path"])
        # What the person asked for; the layers inside see the file that answers it.
        scope["page_path"] = path
        if scope["method"] in {"GET", "HEAD"} and (file := self.site.file_for(path)) != path:
            scope["path"], scope["raw_path"] = file, file.encode()
        await self.app(scope, receive, Dressing(self.site, scope, path, send))


def dressed(site: Site, scope: Scope, path: str, message: Message) -> Message:
    """A response start with every header it needs; what a route set itself is kept."""
    headers = merged_vary(list(message.get("headers", ())))
    present = {key for key, _ in headers}
    content_type = next((value for key, value in headers if key == b"content-type"), b"")
    file = str(scope["path"])
    # A 304 carries no type, yet its headers replace those of the page the browser kept.
    is_page = content_type.startswith(b"text/html") or (message["status"] == 304 and is_page_address(file))
    policy = site.policy_for(file) if is_page and not is_api(path) else INERT_POLICY
    wanted = [*ALWAYS, (b"content-security-policy", policy), cache_rule(path, message["status"])]
    if scope["scheme"] == "https":
        wanted.append(STRICT_TRANSPORT)
    headers += [(key, value) for key, value in wanted if key not in present]
    return {**message, "headers": headers}


class Dressing:
    """The `send` of one request: dresses the response start, and replaces a page sent for an unknown REST path."""

    def __init__(self, site: Site, scope: Scope, path: str, send: Send) -> None:
        self.site = site
        self.scope = scope
        self.path = path
        self.send = send
        self.replaced = False

    def is_stray(self, message: Message) -> bool:
        """Whether the page server, not our API, answered a REST path."""
        headers: dict[bytes, Any] = dict(message.get("headers", ()))
        is_json = b"json" in headers.get(b"content-type", b"")
        return is_api(self.path) and message["status"] in {404, 405} and not is_json

    async def __call__(self, message: Message) -> None:
        """Pass a message on."""
        if message["type"] == "http.response.start":
            if self.is_stray(message):
                await self.refuse()
                return
            message = dressed(self.site, self.scope, self.path, message)
        if not self.replaced:
            await self.send(message)

    async def refuse(self) -> None:
        """Answer in place of the page; the rest of the original response is dropped."""
        self.replaced = True
        headers, body = problem(self.path, self.scope["method"])
        start: Message = {"type": "http.response.start", "status": 404, "headers": headers}
        await self.send(dressed(self.site, self.scope, self.path, start))
        await self.send(
            {"type": "http.response.body", "body": b"" if self.scope["method"] == "HEAD" else body}
        )


class Preflights:
    """Dresses what the framework answers outside of all our layers: whether another site may ask. None may."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, and dress the answer to an OPTIONS request."""
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            send = Dressing(Site(), {**scope}, str(scope["path"]), send)
        await self.app(scope, receive, send)
