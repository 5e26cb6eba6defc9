"""Builds the frontend once, with node from its wheel and nothing fetched but pinned packages."""

import compileall
import fcntl
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from coaching_app.launcher import stamp
from coaching_app.launcher.narration import say, step

EXPORT = ("-m", "reflex", "export", "--frontend-only", "--no-zip")
STILL_EVERY = 10.0


class BuildError(Exception):
    """The pages could not be built; the message holds the end of the builder's output."""


def tools_environment() -> dict[str, str]:
    """The environment in which Reflex finds our node, asks nobody for versions and stays silent."""
    scripts = sysconfig.get_path("scripts")
    environment = {
        **os.environ,
        "PATH": scripts + os.pathsep + os.environ.get("PATH", ""),
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
    }
    if "NPM_CONFIG_REGISTRY" not in environment and "npm_config_registry" not in environment:
        environment["NPM_CONFIG_REGISTRY"] = configured_registry(environment)
    return environment


def configured_registry(environment: dict[str, str]) -> str:
    """The registry npm is set up for; Reflex would otherwise probe two public ones."""
    npm = shutil.which("npm", path=environment["PATH"])
    if npm is None:
        raise BuildError("npm is missing; run `make run`, which installs it with the Python packages.")
    asked = subprocess.run(
        [npm, "config", "get", "registry"], env=environment, capture_output=True, text=True, check=True
    )
    return asked.stdout.strip()


@contextmanager
def only_one(root: Path) -> Generator[None]:
    """Two builds in one folder would tear each other's files; the second waits for the first."""
    with (root / ".web.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run_export(root: Path, log: Path) -> int:
    """Run the export with its output in a file, saying now and then that it still runs."""
    began = said = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *EXPORT],
            cwd=root,
            env=tools_environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        while process.poll() is None:
            time.sleep(0.1)
            if time.monotonic() - said > STILL_EVERY:
                said = time.monotonic()
                say(f"  still building, {said - began:.0f} s")
    return process.returncode


def build(root: Path = stamp.ROOT) -> None:
    """Build the pages and stamp them; raises BuildError."""
    sources = stamp.digest(stamp.SOURCES, root)
    if stamp.web_dir(root).exists() and not stamp.same_installs(root):
        # Packages left from other plugins or pins break the next build.
        shutil.rmtree(stamp.web_dir(root))
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "build.log"
        if run_export(root, log) or not stamp.is_built(root):
            raise BuildError("The pages could not be built.\n" + log.read_text(errors="replace")[-4000:])
    compileall.compile_dir(root / "coaching_app", quiet=2)
    # The installs are read after the build, which may have completed the npm lock.
    stamp.stamp_file(root).write_text(f"{sources} {stamp.digest(stamp.INSTALLS, root)}")


def ensure_built(root: Path = stamp.ROOT) -> None:
    """Build when there is no build or it belongs to other sources."""
    if stamp.is_fresh(root):
        return
    with only_one(root):
        if not stamp.is_fresh(root):
            with step("Building the pages (only when the sources changed; the first time takes a minute)"):
                build(root)


def dry_compile(root: Path = stamp.ROOT) -> None:
    """Evaluate every page without writing anything; raises BuildError."""
    command = [sys.executable, "-m", "reflex", "compile", "--dry"]
    done = subprocess.run(
        command, cwd=root, env=tools_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BuildError("The pages do not compile.\n" + (done.stdout + done.stderr)[-4000:])
