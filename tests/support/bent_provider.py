"""An OpenID provider that lies on request: every answer can be bent, over real HTTP and with real signatures."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "coaching"


@dataclass
class BentProvider:
    """What it answers; tests change it."""

    issuer: str = ""
    nonce: str = ""
    subject: str = "subject-1"
    claims: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    published: dict[str, Any] = field(default_factory=dict)
    sign: Callable[["BentProvider", dict[str, Any]], str] | None = None
    token_status: int = 200
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"}))
    token_requests: list[dict[str, list[str]]] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, str]:
        """What the product needs to know."""
        return {"OIDC_ISSUER": self.issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": "x" * 20}

    def discovery(self) -> dict[str, Any]:
        """What it publishes."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/about",
            "jwks_uri": f"{self.issuer}/keys",
        } | self.published

    def id_token(self) -> str:
        """A token that is right, but for what was bent."""
        moment = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.subject,
            "iat": moment,
            "exp": moment + 300,
            "nonce": self.nonce,
            "email": "ada@example.org",
            "email_verified": True,
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not ...}
        return self.sign(self, claims) if self.sign else self.signed(claims)

    def signed(self, claims: dict[str, Any], **header: Any) -> str:
        """These claims under the published key."""
        return jwt.encode({"alg": "RS256", "kid": "k1"} | header, claims, self.key)

    def token(self) -> dict[str, Any]:
        """What the token endpoint answers."""
        return {"access_token": "at", "token_type": "Bearer", "expires_in": 300, "id_token": self.id_token()}


def _handler(bent: BentProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages = {
                "/.well-known/openid-configuration": bent.discovery,
                "/keys": lambda: {"keys": [bent.key.as_dict(private=False)]},
                "/about": lambda: {"sub": bent.subject} | bent.about,
            }
            self._answer(pages[self.path.split("?")[0]]())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            bent.token_requests.append(parse_qs(body))
            self._answer(bent.token() if bent.token_status == 200 else {"error": "invalid_grant"})

        def _answer(self, document: Any) -> None:
            self.send_response(bent.token_status if self.command == "POST" else 200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(document).encode())

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    return Handler


@pytest.fixture
def bent_provider() -> Iterator[BentProvider]:
    """A provider to bend."""
    bent = BentProvider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(bent))
    bent.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield bent
    server.shutdown()
    server.server_close()
    thread.join(5)
