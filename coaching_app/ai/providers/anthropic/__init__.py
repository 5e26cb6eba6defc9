"""Answers from Anthropic's Messages API through the official SDK; the only folder that imports it."""

from __future__ import annotations

from coaching_app.ai.providers.anthropic.config import AnthropicConfig
from coaching_app.ai.providers.anthropic.provider import AnthropicProvider
from coaching_app.core.settings import Settings

__all__ = ["AnthropicConfig", "AnthropicProvider", "build", "ready"]


def ready(settings: Settings) -> bool:
    """It needs a key."""
    return bool(settings.anthropic_api_key.get_secret_value().strip())


def build(settings: Settings) -> AnthropicProvider:
    """The provider as the settings describe it."""
    return AnthropicProvider(
        AnthropicConfig(
            api_key=settings.anthropic_api_key.get_secret_value().strip(),
            model=settings.anthropic_model,
            base_url=settings.anthropic_base_url,
            stall_seconds=settings.ai_timeout_seconds,
            deadline_seconds=settings.ai_deadline_seconds,
            max_attempts=settings.ai_max_attempts,
        )
    )
