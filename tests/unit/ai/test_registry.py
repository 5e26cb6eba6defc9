"""The contract every provider keeps, and the twin of every AI feature."""

import asyncio
import subprocess
import sys
from contextlib import aclosing

import pytest

from coaching_app.ai import registry
from coaching_app.ai.citations import cited_refs
from coaching_app.ai.guard import Guarded
from coaching_app.ai.protocol import Failed, FailureKind, Finished, Started, TextDelta, Turn
from coaching_app.core.settings import Settings
from tests.support.prompts import GARDEN, listen, prompt

# What each provider needs to be ready; a provider that is missing here fails the test below.
NEEDS = {"rules": {}, "anthropic": {"anthropic_api_key": "sk-test"}}
QUESTIONS = [
    "What did my father say about the garden?",
    "I want to call my father by Friday.",
    "父は庭について何を言った？",
    "¿Qué dije sobre mi padre?",
    "x",
    "\x00\u202e ![](javascript:alert(1)) [99] \ud83d",
    "word " * 4000,
]


def settings(**values) -> Settings:
    return Settings(_env_file=None, **values)


@pytest.fixture(params=[spec.name for spec in registry.PROVIDERS])
def provider(request, fake_anthropic):
    address = {"anthropic_base_url": fake_anthropic.address} if request.param == "anthropic" else {}
    return registry.provider_named(request.param, settings(**NEEDS[request.param], **address))


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("given", [(), (GARDEN,), None])
async def test_every_provider_keeps_the_protocol(provider, question, given):
    asked = prompt(question) if given is None else prompt(question, given=given)
    heard = await listen(provider, asked)
    assert heard.keeps_the_protocol(), heard.events
    assert isinstance(heard.last, Finished)
    assert heard.text.strip()
    assert set(cited_refs(heard.text)) <= {passage.ref for passage in asked.passages}
    assert len(heard.proposals) <= 1


async def test_every_provider_takes_a_conversation_and_no_tools(provider):
    before = (Turn("user", "Hi"), Turn("assistant", "Hello"), Turn("user", "  "))
    heard = await listen(provider, prompt(before=before, tools=()))
    assert isinstance(heard.last, Finished)
    assert not heard.proposals


async def test_every_provider_can_be_left_at_any_event(provider):
    whole = await listen(provider, prompt())
    for stop in range(len(whole.events)):
        async with aclosing(provider.stream(prompt())) as events:
            for _ in range(stop):
                await anext(events)


async def test_every_provider_can_be_cancelled(provider):
    task = asyncio.create_task(listen(provider, prompt()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_every_provider_answers_many_at_once(provider):
    heard = await asyncio.gather(*(listen(provider, prompt()) for _ in range(10)))
    assert len({one.text for one in heard}) == 1


@pytest.mark.parametrize("feature", registry.AI_FEATURES, ids=lambda feature: feature.name)
async def test_every_feature_has_a_twin_that_needs_nothing_and_never_wavers(feature):
    (spec,) = [spec for spec in registry.PROVIDERS if spec.name == feature.twin]
    assert spec.deterministic
    assert spec.ready(settings())
    twin = registry.provider_named(feature.twin, settings())
    asked = prompt("I want to call my father by Friday.")
    first, second = await listen(twin, asked), await listen(twin, asked)
    assert first.events == second.events


def test_names_are_different_and_the_last_provider_is_always_ready():
    assert len({spec.name for spec in registry.PROVIDERS}) == len(registry.PROVIDERS)
    assert set(NEEDS) == {spec.name for spec in registry.PROVIDERS}
    assert registry.PROVIDERS[-1].ready(settings())


@pytest.mark.parametrize(
    ("key", "allowed", "name"),
    [("", True, "rules"), ("  ", True, "rules"), ("sk", True, "anthropic"), ("sk", False, "rules")],
)
def test_a_provider_is_chosen(key, allowed, name):
    chosen = registry.choose_provider(settings(anthropic_api_key=key), ai_allowed=allowed)
    assert chosen.name == name


def test_the_vendors_sdk_is_not_loaded_before_the_first_question():
    code = (
        "import sys, coaching_app.ai.registry as r; from coaching_app.core.settings import Settings; "
        "r.choose_provider(Settings(_env_file=None, anthropic_api_key='sk')); "
        "sys.exit('anthropic' in sys.modules or 'httpx2' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_default_model_is_not_at_its_end():
    from anthropic.resources.messages.messages import DEPRECATED_MODELS

    assert settings().anthropic_model not in DEPRECATED_MODELS


class _Rogue:
    """A provider that breaks every rule it can."""

    name = "rogue"

    def __init__(self, *events, error: Exception | None = None):
        self._events, self._error = events, error

    async def stream(self, _prompt):
        for event in self._events:
            yield event
        if self._error:
            raise self._error


@pytest.mark.parametrize(
    ("rogue", "kind"),
    [
        (_Rogue(), FailureKind.CUT_OFF),
        (_Rogue(TextDelta("hi")), FailureKind.CUT_OFF),
        (_Rogue(error=RuntimeError("canary")), FailureKind.UNKNOWN),
        (_Rogue(Started("m"), TextDelta("hi “abc"), error=RuntimeError("canary")), FailureKind.UNKNOWN),
    ],
)
async def test_the_guard_ends_what_a_provider_leaves_open(rogue, kind, capsys, caplog):
    heard = await listen(Guarded(rogue), prompt())
    assert heard.keeps_the_protocol()
    assert isinstance(heard.last, Failed)
    assert heard.last.kind is kind
    assert "canary" not in caplog.text + "".join(capsys.readouterr())


def test_the_fake_is_used_over_a_real_socket(fake_anthropic):
    assert fake_anthropic.address.startswith("http://127.0.0.1:")
