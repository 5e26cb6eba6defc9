"""Runs the product for someone who edits it: one port, rebuilt and reloaded on every change."""

import os
import subprocess
import sys
from pathlib import Path

from coaching_app.launcher.build import tools_environment
from coaching_app.launcher.narration import say
from coaching_app.launcher.server import shown_address

# Its own folder, so that editing never disturbs the build that `make run` serves.
WEB_DIR = ".web-dev"


def develop(host: str, port: int, root: Path) -> int:
    """Run Reflex's reloading preview until it is stopped; returns its exit status."""
    environment = {**tools_environment(), "REFLEX_WEB_WORKDIR": WEB_DIR}
    os.environ.setdefault("ENVIRONMENT", "development")
    environment.setdefault("ENVIRONMENT", "development")
    command = [sys.executable, "-m", "reflex", "run", "--env", "preview"]
    command += ["--backend-host", host, "--backend-port", str(port), "--frontend-port", str(port)]
    say(f"Open {shown_address(host, port)} once the first build is done; every edit is rebuilt and reloaded")
    process = subprocess.Popen(command, cwd=root, env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        return process.wait()
