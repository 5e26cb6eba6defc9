"""Names every provider and every AI feature with its deterministic twin; picks the provider to use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from coaching_app.ai.guard import Guarded
from coaching_app.ai.protocol import Provider
from coaching_app.ai.providers import anthropic, rules
from coaching_app.core.settings import Settings


@dataclass(frozen=True, slots=True)
class ProviderSpec:
    """One provider: `ready` says whether the settings are enough to use it."""

    name: str
    ready: Callable[[Settings], bool]
    build: Callable[[Settings], Provider]
    deterministic: bool = False


@dataclass(frozen=True, slots=True)
class AiFeature:
    """A thing AI does in the product and the provider that does it without AI."""

    name: str
    twin: str


# In order of preference: the first that is ready answers. The last is always ready.
PROVIDERS: Final = (
    ProviderSpec("anthropic", anthropic.ready, anthropic.build),
    ProviderSpec("rules", rules.ready, rules.build, deterministic=True),
)

AI_FEATURES: Final = (
    AiFeature("coach_answer", twin="rules"),
    AiFeature("task_proposal", twin="rules"),
)


def provider_named(name: str, settings: Settings) -> Provider:
    """A provider by its registry name, guarded; KeyError for an unknown one."""
    specs = {spec.name: spec for spec in PROVIDERS}
    return Guarded(specs[name].build(settings))


def choose_provider(settings: Settings, *, ai_allowed: bool = True) -> Provider:
    """The best provider that may be used: without a key or with AI switched off, the twin."""
    for spec in PROVIDERS:
        if spec.ready(settings) and (ai_allowed or spec.deterministic):
            return provider_named(spec.name, settings)
    raise AssertionError("the last provider is always ready")
