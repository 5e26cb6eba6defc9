"""Serves pages, API and websocket on one port from an existing build, without node."""

import gc
import importlib
import multiprocessing
import os
import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import cast

from coaching_app.launcher.narration import say

APP = "coaching_app.coaching_app"
STOP_WITHIN_SECONDS = 5
# What libraries take if it is there: clients of the socket library, colours for tracebacks. A tenth of the start.
_NEVER_USED = ("aiohttp", "requests", "rich.traceback")
EVERYWHERE = {"0.0.0.0": "localhost", "::": "localhost", "127.0.0.1": "localhost"}  # noqa: S104 names, not a bind


class PortTaken(Exception):
    """Somebody else listens on the port; the message says how to take another."""


def shown_address(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    return f"http://{EVERYWHERE.get(host, host)}:{port}"


def numeric_host(host: str) -> str:
    """The address to bind, because the server takes no names."""
    return str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])


def check_port(host: str, port: int) -> None:
    """Refuse early, with a sentence, a port that is in use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} on {host} cannot be used ({error.strerror}). Choose another: PORT={port + 1} make run"
            ) from error


def prepare_reflex(root: Path) -> None:
    """Tell Reflex to serve the build as it is: production, no compile, one worker, state in memory."""
    os.chdir(root)
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    os.environ.setdefault("REFLEX_DIR", str(root / ".web" / "reflex"))
    from reflex_base import constants
    from reflex_base.environment import environment

    environment.REFLEX_ENV_MODE.set(constants.Env.PROD)
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(True)


@contextmanager
def _without(names: tuple[str, ...]) -> Generator[None]:
    """Let imports of these fail as if they were not installed; who needs one later gets it."""
    absent = [name for name in names if name not in sys.modules]
    for name in absent:
        # Python's own sign for "there is no such module".
        sys.modules[name] = cast("ModuleType", None)
    try:
        yield
    finally:
        for name in absent:
            sys.modules.pop(name, None)


def preload() -> None:
    """Import the application before the worker is forked, so that both share its memory."""
    if sys.platform != "win32":
        multiprocessing.set_start_method("fork", force=True)
    # Thousands of classes are made here and none goes away: collecting meanwhile only costs time.
    gc.disable()
    with _without(_NEVER_USED):
        importlib.import_module(APP)
    gc.freeze()
    gc.enable()


def serve(host: str, port: int, root: Path) -> None:
    """Serve until told to stop; returns after the worker has ended."""
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from coaching_app.launcher.supervisor import Supervisor, guard_forks

    address = numeric_host(host)
    check_port(address, port)
    prepare_reflex(root)
    preload()
    guard_forks()
    server = Supervisor(
        target=f"{APP}:app",
        factory=True,
        address=address,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN_SECONDS,
        log_level=LogLevels.warning,
        log_access=False,
    )
    say(f"Open {shown_address(host, port)} (Ctrl+C stops it)")
    server.serve()
