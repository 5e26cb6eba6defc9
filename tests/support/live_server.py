"""The real server in a process of its own, with data of its own, as a self-hoster runs it."""

import itertools
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from tests.support.log_watch import require_clean
from tests.support.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
SLOWEST_START_SECONDS = 2 * PATIENCE
ADMIN = {
    "tenant_name": "Grace House",
    "display_name": "Ada Admin",
    "email": "ada@example.org",
    "password": "Correct-horse-7-battery",
    "time_zone": "Europe/Berlin",
    "language": "en",
    "ai_enabled": True,
}


# Below the ports that a system gives to outgoing connections, any of which would be in a server's way when it starts.
_PORTS = range(12_000, 32_000)
_next_port = itertools.count(secrets.randbelow(len(_PORTS)))


def free_port() -> int:
    """A port nobody uses right now, and no other process of these tests is about to."""
    for number in _next_port:
        port = _PORTS[number % len(_PORTS)]
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("unreachable")


@dataclass
class LiveServer:
    """Start, stop and kill the product; its log stays readable."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> str:
        """Everything it has written so far."""
        path = self.folder / "server.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def start(self) -> "LiveServer":
        """Start, and wait for the first answer."""
        self.folder.mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ,
            "DATA_DIR": str(self.folder / "data"),
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            "ENVIRONMENT": "production",
            "LOG_LEVEL": "INFO",
            **self.settings,
        }
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "coaching_app", "serve"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()
        return self

    def _wait(self) -> None:
        limit = time.monotonic() + SLOWEST_START_SECONDS
        while time.monotonic() < limit:
            assert self.process is not None
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended at once:\n{self.log[-3000:]}")
            try:
                if httpx2.get(f"{self.url}/health", timeout=2).status_code == 200:
                    return
            except httpx2.TransportError:
                time.sleep(0.1)
        raise RuntimeError(f"the server did not answer:\n{self.log[-3000:]}")

    def end(self, sign: signal.Signals = signal.SIGTERM) -> None:
        """Stop it and everything it started; SIGKILL for a crash."""
        if self.process is None:
            return
        os.killpg(self.process.pid, sign)
        try:
            self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=PATIENCE)
        self.process = None
        require_clean(self.log, "a server of these tests")

    def set_up(self) -> "Browser":
        """Make the first admin, as the wizard does; the browser that did it."""
        browser = Browser(self.url)
        browser.post("/api/v1/auth/browser/setup", ADMIN)
        return browser


class Browser:
    """What a browser does without its pages: it keeps a cookie and says where it comes from."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookie = ""

    def post(self, path: str, body: dict[str, object]) -> httpx2.Response:
        """Post as our own page would."""
        headers = {"Origin": self.url, "Cookie": self.cookie}
        answer = httpx2.post(f"{self.url}{path}", json=body, headers=headers, timeout=PATIENCE)
        for set_cookie in answer.headers.get_list("set-cookie"):
            pair = set_cookie.split(";", 1)[0]
            if "login=" in pair:
                self.cookie = pair
        return answer

    def sign_in(self, email: str, password: str) -> "Browser":
        """Sign in; the login rides along from now on."""
        answer = self.post("/api/v1/auth/browser/sign-in", {"email": email, "password": password})
        assert answer.status_code == 200, answer.text
        return self


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One running server for the tests of a session that only look at it from outside."""
    server = LiveServer(tmp_path_factory.mktemp("live")).start()
    yield server
    server.end()
