"""Keeps the tests of a file that share a whole server on one worker, in their order."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = (
    "tests/e2e/",
    "tests/integration/crash/",
    "tests/integration/wall/test_floods.py",
    "tests/integration/wall/test_framing.py",
    "tests/integration/wall/test_page_socket.py",
)


class FilesTogether(LoadScopeScheduling):
    """Every test goes where there is room, but for the files whose tests build on each other.

    The groups by marks that the plugin knows itself do nothing with this pytest: it writes them into
    an attribute that node ids are no longer read from.
    """

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0] if nodeid.startswith(TOGETHER) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesTogether:
    return FilesTogether(config, log)
