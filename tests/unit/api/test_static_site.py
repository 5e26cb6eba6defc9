"""The layer around the built site."""

import base64
import hashlib
from pathlib import Path

import pytest

from coaching_app.api.static_site import StaticSite, outer_scheme

PAGE = '<html><script src="/a.js"></script><script>{}</script><style>b{{}}</style><p style="margin:3px">x</p></html>'


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, script in {"index.html": "one()", "two.html": "two()", "404.html": "fallback()"}.items():
        (tmp_path / name).write_text(PAGE.format(script))
    return tmp_path


async def ask(folder: Path, path: str, *, answer=(200, "text/html; charset=utf-8"), **given):
    """The response start, body and inner scope for one request; the inner app gives `answer`."""
    seen, sent = {}, []

    async def inner(scope, receive, send):
        seen.update(scope)
        status, kind = answer
        headers = [(b"content-type", kind.encode())] if kind else []
        await send(
            {"type": "http.response.start", "status": status, "headers": [*headers, *given.get("inner", [])]}
        )
        await send({"type": "http.response.body", "body": b"inner"})

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "scheme": "http",
        "method": given.get("method", "GET"),
        "path": path,
        "headers": given.get("headers", []),
    }
    await StaticSite(inner, folder, given.get("hops", 0))(scope, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"], seen


def policy(headers) -> dict[str, str]:
    parts = headers[b"content-security-policy"].decode().split("; ")
    return {name: value for name, _, value in (part.partition(" ") for part in parts)}


@pytest.mark.parametrize(
    ("path", "script"), [("/", "one()"), ("/two", "two()"), ("/two/", "two()"), ("/deep/1", "fallback()")]
)
async def test_a_page_may_run_exactly_its_own_inline_scripts(folder, path, script):
    _, headers, _, _ = await ask(folder, path)
    assert policy(headers)["script-src"] == f"'self' {hashed(script)}"


async def test_styles_are_allowed_by_their_hash_only(folder):
    _, headers, _, _ = await ask(folder, "/")
    found = policy(headers)
    assert set(found["style-src"].split()) == {"'self'", hashed(""), hashed("b{}")}
    assert set(found["style-src-attr"].split()) == {"'unsafe-hashes'", hashed("margin:3px")}
    assert "unsafe-inline" not in str(found)
    assert "unsafe-eval" not in str(found)


async def test_a_page_the_browser_kept_keeps_its_policy(folder):
    _, headers, _, _ = await ask(folder, "/two", answer=(304, ""))
    assert hashed("two()") in policy(headers)["script-src"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/api/v1/x", "application/json"), ("/logo.svg", "image/svg+xml"), ("/api/v1/y", "text/html")],
)
async def test_what_is_not_a_page_may_load_nothing(folder, path, kind):
    _, headers, _, _ = await ask(folder, path, answer=(200, kind))
    assert policy(headers)["default-src"] == "'none'"


async def test_a_page_is_served_at_its_address_without_a_redirect(folder):
    _, _, _, scope = await ask(folder, "/two")
    assert scope["path"] == "/two.html"
    assert scope["raw_path"] == b"/two.html"


async def test_a_form_sent_to_a_page_address_is_left_alone(folder):
    _, _, _, scope = await ask(folder, "/two", method="POST")
    assert scope["path"] == "/two"


@pytest.mark.parametrize(
    ("path", "status", "rule"),
    [
        ("/assets/entry.client-Cuv6UKoY.js", 200, b"public, max-age=31536000, immutable"),
        ("/assets/entry.client-Cuv6UKoY.js", 404, b"no-cache"),
        ("/assets/plain.js", 200, b"no-cache"),
        ("/fonts/serif-latin-600.woff2", 200, b"public, max-age=31536000, immutable"),
        ("/fonts/serif-LICENSE.txt", 200, b"no-cache"),
        ("/two", 200, b"no-cache"),
        ("/sw.js", 200, b"no-cache"),
        ("/api/v1/goals", 200, b"no-store"),
        ("/_event/", 200, b"no-store"),
    ],
)
async def test_only_files_named_by_their_content_are_kept(folder, path, status, rule):
    _, headers, _, _ = await ask(folder, path, answer=(status, "text/javascript"))
    assert headers[b"cache-control"] == rule


async def test_a_route_may_set_its_own_headers(folder):
    own = [(b"cache-control", b"private, max-age=60"), (b"content-security-policy", b"sandbox")]
    _, headers, _, _ = await ask(folder, "/api/v1/files/1", inner=own)
    assert headers[b"cache-control"] == b"private, max-age=60"
    assert headers[b"content-security-policy"] == b"sandbox"


@pytest.mark.parametrize(("status", "kind"), [(404, "text/html; charset=utf-8"), (405, "text/plain")])
async def test_an_unknown_rest_address_answers_a_problem(folder, status, kind):
    got, headers, body, _ = await ask(folder, "/api/nothing", answer=(status, kind), method="POST")
    assert got == 404
    assert headers[b"content-type"] == b"application/problem+json"
    assert b"not_found" in body
    assert b"inner" not in body


async def test_problems_of_our_own_routes_pass(folder):
    got, _, body, _ = await ask(folder, "/api/v1/goals/1", answer=(404, "application/problem+json"))
    assert (got, body) == (404, b"inner")


async def test_every_response_is_hardened(folder):
    _, headers, _, _ = await ask(folder, "/two")
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"referrer-policy"] == b"same-origin"
    assert headers[b"cross-origin-opener-policy"] == b"same-origin"
    assert b"strict-transport-security" not in headers


@pytest.mark.parametrize(
    ("hops", "told", "scheme"),
    [
        (0, b"https", "http"),
        (1, b"https", "https"),
        (1, b"https, http", "http"),
        (2, b"https, http", "https"),
        (1, b"gopher", "http"),
        (1, None, "http"),
    ],
)
async def test_a_proxy_is_believed_only_when_expected(folder, hops, told, scheme):
    headers = [(b"x-forwarded-proto", told)] if told else []
    _, sent, _, scope = await ask(folder, "/two", headers=headers, hops=hops)
    assert scope["scheme"] == scheme
    assert (b"strict-transport-security" in sent) == (scheme == "https")


def test_a_websocket_behind_https_is_secure():
    scope = {"type": "websocket", "scheme": "ws", "headers": [(b"x-forwarded-proto", b"https")]}
    assert outer_scheme(scope, 1) == "wss"


async def test_vary_says_everything_once(folder):
    doubled = [(b"vary", b"Origin"), (b"vary", b"Accept-Encoding, Origin")]
    _, headers, _, _ = await ask(folder, "/two", inner=doubled)
    assert headers[b"vary"] == b"Origin, Accept-Encoding"


async def test_without_a_build_nothing_is_allowed(tmp_path):
    _, headers, _, _ = await ask(tmp_path, "/")
    assert policy(headers)["default-src"] == "'none'"
