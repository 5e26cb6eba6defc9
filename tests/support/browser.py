"""Finds a Chromium for the browser tests; run as a script it installs one from the system's packages when it may."""

import os
import shutil
import subprocess
import sys

# The headless shell draws the same pages for three quarters of the work: it has no window around them.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ADVICE = (
    "The browser tests need Chromium, and there is none on this machine.\n"
    "Install it with the system's packages (Debian, Ubuntu: apt install chromium; Fedora: dnf install chromium;\n"
    "macOS: brew install --cask chromium), or set BROWSER_PATH to one. Then run this again."
)


def find_browser() -> str | None:
    """The path of a Chromium, BROWSER_PATH first."""
    given = os.environ.get("BROWSER_PATH")
    return given or next((path for name in NAMES if (path := shutil.which(name))), None)


def browser_arguments() -> list[str]:
    """What Chromium needs in a container or as root."""
    return ["--no-sandbox", "--disable-dev-shm-usage"] if os.geteuid() == 0 else ["--disable-dev-shm-usage"]


def install() -> None:
    """Install from the system's packages; only root may, and only apt is known here."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing chromium from the system's packages", flush=True)
    wanted = [(SHELL,)]
    if not find_browser():
        wanted.insert(0, ("chromium", "fonts-liberation", "fonts-noto-cjk", "fonts-noto-color-emoji"))
    _apt("update", "-q")
    for packages in wanted:
        _apt("install", "-y", "-q", "--no-install-recommends", *packages)


def _apt(*words: str) -> None:
    """Say what went wrong and go on: not every system has the shell, and chromium alone will do."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    patience = ("-o", "Acquire::http::Timeout=20", "-o", "Acquire::Retries=1")
    done = subprocess.run(
        ["apt-get", *patience, *words], env=quiet, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(done.stdout[-1000:] + done.stderr[-1000:], flush=True)


def main() -> int:
    """Status 0 when a browser is there at the end."""
    if not shutil.which(SHELL) and not os.environ.get("BROWSER_PATH"):
        install()
    if find_browser():
        return 0
    print(ADVICE, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
