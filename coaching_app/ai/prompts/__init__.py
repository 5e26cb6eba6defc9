"""Loads the instructions that providers are given, one Markdown file for each."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent


@cache
def load(name: str) -> str:
    """The text of one prompt file, by its name without ending; FileNotFoundError for an unknown one."""
    return (_FOLDER / f"{name}.md").read_text(encoding="utf-8").strip()


def coach_system() -> str:
    """The coach's instructions; the same bytes every time, so that a provider may cache them."""
    return load("coach")
