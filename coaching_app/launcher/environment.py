"""Creates .venv from the hashed pins; runs on a bare Python, so it imports only the standard library."""

import argparse
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MARKER = VENV / ".installed"
BOOTSTRAP = "requirements-bootstrap.lock"
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
OLDEST = (3, 11)


class SetupError(Exception):
    """The environment cannot be made; the message says what to do about it."""


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


def digest(kind: str) -> str:
    """What an environment of this kind must have been made from."""
    content = hashlib.sha256(sys.version.encode())
    for name in (BOOTSTRAP, LOCKS[kind]):
        content.update((ROOT / name).read_bytes())
    return f"{kind} {content.hexdigest()}"


def installed() -> str:
    """The marker of the environment that is there, or nothing."""
    usable = all(path.exists() for path in (MARKER, PYTHON, VENV / "bin" / "coaching-app"))
    return MARKER.read_text() if usable else ""


def call(*command: str) -> "subprocess.CompletedProcess[str]":
    """Run a command in the project with its output kept."""
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    return subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False)


def create() -> None:
    """Make an empty environment, with a plain sentence when this Python cannot."""
    made = call(sys.executable, "-m", "venv", "--clear", str(VENV))
    if made.returncode:
        raise SetupError(
            "This Python cannot make a virtual environment: its venv or ensurepip part is missing.\n"
            "On Debian and Ubuntu: apt install python3-venv. Then start again.\n" + made.stderr[-600:]
        )


def install(kind: str) -> None:
    """Bring the environment to exactly the pinned packages, every one checked by its hash."""
    pip = (str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-q", "install", "--no-deps")
    uv = str(VENV / "bin" / "uv")
    boot = call(*pip, "--require-hashes", "-r", BOOTSTRAP)
    if boot.returncode:
        raise SetupError("The installer could not be fetched; is there a network?\n" + boot.stderr[-1500:])
    # Compiled now, once: a start must not depend on whether Python may write bytecode later.
    synced = call(uv, "pip", "sync", "-q", "--compile-bytecode", "--require-hashes", LOCKS[kind])
    if synced.returncode:
        # A mirror that only pip is configured for: slower, the same packages and hashes.
        synced = call(*pip, "--require-hashes", "-r", LOCKS[kind])
    if synced.returncode:
        raise SetupError("The packages could not be installed.\n" + synced.stderr[-1500:])
    own = call(*pip, "--no-build-isolation", "--no-index", "-e", ".")
    if own.returncode:
        raise SetupError("The project itself could not be installed.\n" + own.stderr[-1500:])


def ensure(kind: str) -> None:
    """Make or refresh the environment when what it was made from has changed."""
    if sys.version_info < OLDEST:
        raise SetupError("Python 3.11 or newer is needed; this is {}.{}.".format(*sys.version_info))
    present = installed()
    if present.startswith("dev "):
        # What tests need includes what running needs: a developer's environment stays one.
        kind = "dev"
    if present == digest(kind):
        return
    began = time.monotonic()
    if not PYTHON.exists():
        say("Making a Python environment in .venv")
        create()
    say(f"Installing the pinned packages from {LOCKS[kind]} (the first time takes about half a minute)")
    install(kind)
    MARKER.write_text(digest(kind))
    say(f"  done in {time.monotonic() - began:.0f} s")


def main() -> int:
    """Command line: `python3 environment.py [--dev]`."""
    parser = argparse.ArgumentParser(description="Make or refresh .venv from the hashed pins.")
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    try:
        ensure("dev" if parser.parse_args().dev else "run")
    except SetupError as problem:
        say(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
