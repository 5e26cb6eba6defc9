"""The outermost wall: who may open a page's socket, and which browser may see which page."""

import re
from typing import Any
from urllib.parse import parse_qs, quote

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coaching_app.access import sockets
from coaching_app.access.cookies import header_from_scope, read_secret
from coaching_app.access.limits import EVENTS_PER_PERSON, SOCKETS_PER_ADDRESS, has_room
from coaching_app.access.logins import find_actor, is_live
from coaching_app.access.origins import address_of, is_ours
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.core.logging import get_logger
from coaching_app.core.metrics import REFUSALS
from coaching_app.domain.actor import Actor

_log = get_logger(__name__)
_TOKEN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_CLOSED = ("/_upload", "/_all_routes", "/auth-codespace")
_SIGN_IN = "/sign-in"
_SETUP = "/setup"
# Where a second step is set up, or shown, by whom the tenant asks for one.
SECOND_STEP = "/second-step"
# Reflex's own browser code opens no socket while this cookie says false: nobody is signed in.
_SOCKET_COOKIE = "backend-enabled"


async def _who(scope: Scope) -> Actor | None:
    secret = read_secret(header_from_scope(scope["headers"], b"cookie"))
    return await find_actor(secret) if secret else None


def _token_in(scope: Scope) -> str:
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return (query.get("token") or [""])[0]


class SocketGate:
    """Lets a websocket through for a valid login, our own Origin and a page token of that login only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or hand on."""
        path = scope.get("path", "")
        if scope["type"] == "http" and path.startswith((*_CLOSED, "/_event")):
            REFUSALS.labels("closed_path").inc()
            await PlainTextResponse("Not found", 404)(scope, receive, send)
            return
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        actor, refusal = await self._examine(scope)
        if actor is None:
            REFUSALS.labels(refusal).inc()
            _log.warning("socket_refused", reason=refusal)
            await receive()
            await send({"type": "websocket.close", "code": 4401, "reason": "refused"})
            return
        line = sockets.Line(receive)
        try:
            with sockets.open_line(_token_in(scope), line):
                await self.app(scope, _counted(line.receive, actor), send)
        finally:
            sockets.leave(actor.login_id)

    async def _examine(self, scope: Scope) -> tuple[Actor | None, str]:
        """The person, or None and why not; on success the socket is counted in."""
        if not has_room(SOCKETS_PER_ADDRESS, address_of(dict(scope)).client):
            return None, "too_many_sockets"
        if not scope["path"].startswith("/_event") or not is_ours(dict(scope)):
            return None, "foreign_origin"
        actor = await _who(scope)
        if actor is None:
            return None, "not_signed_in"
        token = _token_in(scope)
        if refusal := await _token_refusal(token, actor):
            return None, refusal
        if not sockets.enter(actor.login_id):
            return None, "too_many_sockets"
        sockets.bind(token, actor.login_id)
        return actor, ""


async def _token_refusal(token: str, actor: Actor) -> str:
    """Why a page token may not be used by this login; empty when it may."""
    if not _TOKEN.fullmatch(token):
        return "bad_page_token"
    bound = sockets.login_of(token)
    # A tab keeps its token over sign-out and sign-in; the event guard empties its state then.
    if bound not in (None, actor.login_id) and await is_live(bound):
        return "page_token_of_another_login"
    return ""


def _counted(receive: Receive, actor: Actor) -> Receive:
    """Let a person send only so many messages; beyond that the socket ends."""

    async def limited() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive" and not has_room(EVENTS_PER_PERSON, actor.user_id):
            REFUSALS.labels("too_many_events").inc()
            return {"type": "websocket.disconnect", "code": 4429}
        return message

    return limited


class PageGate:
    """Sends a browser to sign-in before a private page, and keeps sockets closed where nobody is signed in.

    What a page draws is public; this spares a stranger an empty frame, it does not guard the data.
    """

    def __init__(self, app: ASGIApp, pages: tuple[Page, ...], needs_setup: Any) -> None:
        self.app = app
        self.needs_setup = needs_setup
        self._private = tuple(_pattern(page.route) for page in pages if page.policy is not Policy.PUBLIC)

    def _is_private(self, path: str) -> bool:
        return any(pattern.match(path) for pattern in self._private)

    def _is_for_somebody(self, path: str) -> bool:
        """Whether a signed-in person would see something of theirs here, or be sent where they do."""
        return path in {"/", _SIGN_IN, _SETUP} or self._is_private(path)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect, or hand on and tell the page's script whether to open a socket."""
        if scope["type"] != "http" or not _is_navigation(scope):
            await self.app(scope, receive, send)
            return
        path = _asked_path(scope)
        actor = await _who(scope)
        target = await self._detour(path, scope, actor)
        if target:
            response = RedirectResponse(target, 303)
            _tell_socket(response.headers, actor)
            await response(scope, receive, send)
            return
        await self.app(scope, receive, _with_socket_cookie(send, actor))

    async def _detour(self, path: str, scope: Scope, actor: Actor | None) -> str:
        if actor is not None and actor.owes_second_step:
            return (
                ""
                if path == SECOND_STEP or not self._is_for_somebody(path)
                else _asking_back(SECOND_STEP, scope)
            )
        if actor is not None:
            return "/today" if path in {"/", _SIGN_IN, _SETUP, SECOND_STEP} else ""
        if path in {"/", _SIGN_IN} and await self.needs_setup():
            return _SETUP
        if path == _SETUP and not await self.needs_setup():
            return _SIGN_IN
        return _asking_back(_SIGN_IN, scope) if self._is_private(path) else ""


def _asking_back(target: str, scope: Scope) -> str:
    """The address of a page that leads back to the one that was asked for."""
    path, query = _asked_path(scope), scope.get("query_string", b"").decode("latin-1")
    if path in {"/", _SIGN_IN, _SETUP}:
        return target
    return f"{target}?next={quote(path + ('?' + query if query else ''), safe='')}"


def _pattern(route: str) -> re.Pattern[str]:
    parts = ["[^/]+" if part.startswith("[") else re.escape(part) for part in route.strip("/").split("/")]
    return re.compile(rf"^/{'/'.join(parts)}/?$")


def _asked_path(scope: Scope) -> str:
    """The address as it was asked for, before the site maps it to a file."""
    return str(scope.get("page_path", scope["path"]))


def _is_navigation(scope: Scope) -> bool:
    """Whether a browser asks for a page rather than for a file or an API answer."""
    path = _asked_path(scope)
    last = path.rsplit("/", 1)[-1]
    return (
        scope["method"] in {"GET", "HEAD"}
        and not path.startswith(("/api/", "/_", "/assets/"))
        and "." not in last
        and path not in {"/health", "/ready", "/metrics", "/ping"}
    )


def _cookie(actor: Actor | None) -> str:
    value = "true" if actor else "false"
    return f"{_SOCKET_COOKIE}={value}; Path=/; SameSite=Lax; Max-Age=2592000"


def _tell_socket(headers: Any, actor: Actor | None) -> None:
    headers.append("set-cookie", _cookie(actor))


def _with_socket_cookie(send: Send, actor: Actor | None) -> Send:
    async def adding(message: Message) -> None:
        if message["type"] == "http.response.start":
            cookie = (b"set-cookie", _cookie(actor).encode())
            message = {**message, "headers": [*message["headers"], cookie, (b"vary", b"cookie")]}
        await send(message)

    return adding
