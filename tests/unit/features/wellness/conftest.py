"""A person with a form."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.domain.checkins.fields import FieldKind, FieldSpec
from coaching_app.features.wellness import service
from coaching_app.features.wellness.schemas import CheckinDraft, CheckinView, FormDraft, FormView
from tests.support.people import Cast

MOOD = FieldSpec("", FieldKind.MOOD, "Mood")
SLEEP = FieldSpec("", FieldKind.NUMBER, "Sleep", unit="h", low=0, high=24)
WORDS = FieldSpec("", FieldKind.TEXT, "Words")
WHERE = FieldSpec("", FieldKind.CHOICE, "Where", choices=("Home", "Away"))
REST = FieldSpec("", FieldKind.COMPUTED, "Rested", formula="mood + sleep")
Answering = Callable[..., Awaitable[CheckinView]]


@pytest.fixture
def me(cast: Cast) -> Actor:
    return cast.mentee


@pytest.fixture
async def form(me: Actor) -> FormView:
    async with unit_of_work(me.tenant_id) as db:
        return await service.add_form(db, me, FormDraft("My day", (MOOD, SLEEP, WORDS, WHERE, REST)))


@pytest.fixture
def answer(me: Actor, form: FormView) -> Answering:
    async def keep(day: Any = None, *, client_key: str = "", **answers: object) -> CheckinView:
        async with unit_of_work(me.tenant_id) as db:
            return await service.add_checkin(db, me, CheckinDraft(form.id, answers, day, client_key))

    return keep
