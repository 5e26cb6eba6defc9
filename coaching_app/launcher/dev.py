"""Runs the product for someone who edits it: one port, rebuilt and reloaded on every change."""

import os
import sys
from pathlib import Path
from typing import NoReturn

from coaching_app.launcher.build import tools_environment
from coaching_app.launcher.narration import say
from coaching_app.launcher.server import numeric_host, shown_address

# Its own folder, so that editing never disturbs the build that `make run` serves.
WEB_DIR = ".web-dev"


def develop(host: str, port: int, root: Path) -> NoReturn:
    """Become Reflex's reloading preview, so that signals reach it and nothing stays behind."""
    environment = {"ENVIRONMENT": "development", **tools_environment(), "REFLEX_WEB_WORKDIR": WEB_DIR}
    command = [
        sys.executable,
        "-m",
        "reflex",
        "run",
        "--env",
        "preview",
        "--backend-host",
        numeric_host(host),
    ]
    command += ["--backend-port", str(port), "--frontend-port", str(port)]
    say(f"Open {shown_address(host, port)} after the first build; every edit is rebuilt and reloaded")
    os.chdir(root)
    os.execve(sys.executable, command, environment)  # noqa: S606 our own words, no shell
