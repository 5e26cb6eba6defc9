"""Serving: plain words about addresses, and the Reflex internals that serving relies on."""

import importlib
import inspect
import socket
import sys

import pytest
from granian.server.mp import MPServer, WorkerProcess
from reflex.app import App
from reflex.plugins import Plugin
from reflex_base import constants
from reflex_base.config import get_config
from reflex_base.environment import environment

from coaching_app.launcher import server
from coaching_app.launcher.supervisor import Supervisor
from tests.support.patience import PATIENCE


def test_a_port_in_use_gets_a_sentence():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(server.PortTaken, match=f"Port {port} .* PORT={port + 1} make run"):
            server.check_port("127.0.0.1", port)


def test_a_free_port_passes():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    server.check_port("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("0.0.0.0", "http://localhost:8000"),
        ("localhost", "http://localhost:8000"),
        ("10.1.2.3", "http://10.1.2.3:8000"),
    ],
)
def test_the_printed_address_can_be_opened(host, shown):
    assert server.shown_address(host, 8000) == shown


def test_the_server_is_given_an_address_not_a_name():
    assert server.numeric_host("localhost") in {"127.0.0.1", "::1"}


def test_the_reflex_names_that_serving_uses_exist():
    assert constants.Env.PROD
    for name in ("REFLEX_ENV_MODE", "REFLEX_SKIP_COMPILE", "REFLEX_MOUNT_FRONTEND_COMPILED_APP"):
        assert hasattr(getattr(environment, name), "set")
    assert callable(App.__call__)
    assert callable(Plugin.post_build)
    assert (constants.Dirs.WEB, constants.Dirs.STATIC) == (".web", "build/client")


def test_granian_takes_what_we_give_it():
    known = inspect.signature(MPServer.__init__).parameters
    assert {"respawn_failed_workers", "workers_kill_timeout", "factory", "log_access"} <= set(known)


def test_reflex_is_configured_for_one_origin_and_memory():
    config = get_config()
    assert list(config.cors_allowed_origins) == []
    assert config.state_manager_mode is constants.StateManagerMode.MEMORY
    assert config.redis_url is None
    assert config.redis_token_expiration == 900
    assert config.telemetry_enabled is False
    assert config.frontend_compression_formats == ["brotli", "gzip"]


def test_granian_still_ends_the_way_the_supervisor_mends():
    for name in ("signal_handler_interrupt", "_spawn_worker"):
        assert callable(getattr(MPServer, name))
    assert callable(WorkerProcess._watcher)


def test_a_stop_that_is_noticed_too_early_is_said_again():
    """The main loop clears its event after it replaced a worker; a stop from just before must not be lost."""
    made = Supervisor("app:app", interface="asgi", log_enabled=False)
    made.signal_handler_interrupt()
    assert made.main_loop_interrupt.wait(PATIENCE)
    made.main_loop_interrupt.clear()
    assert made.main_loop_interrupt.wait(PATIENCE)
    assert made.interrupt_signal


def test_what_is_never_used_seems_absent_only_while_the_app_loads(monkeypatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with server._without(("colorsys", "sys")):
        with pytest.raises(ImportError):
            importlib.import_module("colorsys")
        assert importlib.import_module("sys") is sys
    assert importlib.import_module("colorsys").rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
