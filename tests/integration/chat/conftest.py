"""The chat with a stand-in for the search, a scripted provider on request, and the REST application."""

import asyncio

import pytest

from coaching_app.access import limits
from coaching_app.api.rest import build_api
from coaching_app.features.chat.api import router
from coaching_app.features.chat.service import live, runs
from tests.integration.chat.talking import Scripted, retrieve_all, signed_in
from tests.support.patience import PATIENCE


@pytest.fixture(autouse=True)
async def _quiet_ends(monkeypatch, database):
    monkeypatch.setattr(runs, "retrieve", retrieve_all)
    limits.reset()
    yield
    for run in live.live_runs():
        run.ask_to_stop()
        if run.task:
            await asyncio.wait({run.task}, timeout=PATIENCE)


@pytest.fixture
def coach(monkeypatch) -> Scripted:
    """The provider of every run in this test."""
    scripted = Scripted()
    monkeypatch.setattr(runs, "choose_provider", scripted.guarded)
    return scripted


@pytest.fixture
def app(database):
    return build_api((router,))


@pytest.fixture
async def mentee(app, cast):
    """A browser in which the mentee is signed in."""
    return await signed_in(app, cast.mentee)
