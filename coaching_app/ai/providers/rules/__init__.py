"""The deterministic twin: the best passages, guided questions and a proposal, with no model at all."""

from __future__ import annotations

from coaching_app.ai.providers.rules.provider import RulesProvider
from coaching_app.core.settings import Settings

__all__ = ["RulesProvider", "build", "ready"]


def ready(_settings: Settings) -> bool:
    """It needs nothing."""
    return True


def build(_settings: Settings) -> RulesProvider:
    """The twin, as the registry makes it."""
    return RulesProvider()
