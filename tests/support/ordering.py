"""Keeps tests that start whole servers from running beside each other: two cores are soon full."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
GROUPS = {"e2e": "browser", "integration/crash": "crash"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for folder, group in GROUPS.items():
            if item.path.is_relative_to(TESTS / folder):
                item.add_marker(pytest.mark.xdist_group(group))
