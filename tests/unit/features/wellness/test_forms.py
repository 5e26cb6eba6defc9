"""Forms can be changed at any time and lose no answer."""

from dataclasses import replace

import pytest

from coaching_app.core.errors import Conflict, Invalid, NotFound
from coaching_app.db.unit_of_work import snapshot, unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.domain.checkins.fields import FieldKind, FieldSpec
from coaching_app.features.wellness import service
from coaching_app.features.wellness.schemas import FormDraft, FormView
from coaching_app.features.wellness.service import forms
from tests.support.people import Cast
from tests.unit.features.wellness.conftest import MOOD, WORDS, Answering


def specs(form: FormView) -> list[FieldSpec]:
    return [
        FieldSpec(
            field.key, FieldKind(field.kind), field.label, unit=field.unit, low=field.low, high=field.high,
            choices=field.choices, formula=field.formula,
        )
        for field in form.fields
    ]  # fmt: skip


async def test_a_form_is_there_for_its_owner_only(cast: Cast, me: Actor, form: FormView) -> None:
    async with snapshot(me.tenant_id) as db:
        assert await service.list_forms(db, me) == (form,)
        assert form.weekdays == ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        assert [field.key for field in form.fields] == ["mood", "sleep", "words", "where", "rested"]
        for other in (cast.other_mentee, cast.mentor, cast.pastor, cast.admin):
            assert await service.list_forms(db, other) == ()
            with pytest.raises(NotFound):
                await service.get_form(db, other, form.id)
    async with snapshot(cast.foreign_mentee.tenant_id) as db:
        with pytest.raises(NotFound):
            await service.get_form(db, cast.foreign_mentee, form.id)


async def test_a_question_that_is_taken_out_keeps_its_answers(
    me: Actor, form: FormView, answer: Answering
) -> None:
    kept = await answer(mood=4, words="Grace")
    without = [spec for spec in specs(form) if spec.key not in {"words", "rested"}]
    async with unit_of_work(me.tenant_id) as db:
        changed = await service.edit_form(
            db, me, form.id, 1, FormDraft("My day", tuple(without), weekdays=("sun",))
        )
        assert (await service.get_checkin(db, me, kept.id)).answers == {"mood": 4.0}
    assert (changed.version, changed.weekdays) == (2, ("sun",))
    async with unit_of_work(me.tenant_id) as db:
        again = FormDraft("My day", (*without, replace(WORDS, key="words")))
        await service.edit_form(db, me, form.id, 2, again)
        assert (await service.get_checkin(db, me, kept.id)).answers == {"mood": 4.0, "words": "Grace"}


async def test_a_new_question_of_an_old_name_is_a_new_question(
    me: Actor, form: FormView, answer: Answering
) -> None:
    kept = await answer(mood=4, words="Grace")
    fields = [spec for spec in specs(form) if spec.key not in {"words", "rested"}]
    async with unit_of_work(me.tenant_id) as db:
        await service.edit_form(db, me, form.id, 1, FormDraft("My day", tuple(fields)))
        changed = await service.edit_form(db, me, form.id, 2, FormDraft("My day", (*fields, WORDS)))
        assert [field.key for field in changed.fields][-1] == "words_2"
        assert (await service.get_checkin(db, me, kept.id)).answers == {"mood": 4.0}


async def test_the_kind_of_a_question_stays(me: Actor, form: FormView) -> None:
    fields = [replace(spec, kind=FieldKind.TEXT) if spec.key == "sleep" else spec for spec in specs(form)]
    async with unit_of_work(me.tenant_id) as db:
        with pytest.raises(Invalid) as refused:
            await service.edit_form(db, me, form.id, 1, FormDraft("My day", tuple(fields[:-1])))
    assert refused.value.detail == {"field": "fields.1.kind"}


async def test_whoever_edits_an_old_version_is_told(me: Actor, form: FormView) -> None:
    async with unit_of_work(me.tenant_id) as db:
        await service.edit_form(db, me, form.id, 1, FormDraft("Another name", (MOOD,)))
    with pytest.raises(Conflict):
        async with unit_of_work(me.tenant_id) as db:
            await service.edit_form(db, me, form.id, 1, FormDraft("A third", (MOOD,)))


async def test_deleted_with_its_answers_and_brought_back_with_them(
    me: Actor, form: FormView, answer: Answering
) -> None:
    kept = await answer(mood=2)
    async with unit_of_work(me.tenant_id) as db:
        await service.delete_form(db, me, form.id)
        assert await service.list_forms(db, me, archived=True) == ()
        assert (await service.list_checkins(db, me)).items == ()
        with pytest.raises(NotFound):
            await service.get_checkin(db, me, kept.id)
        with pytest.raises(NotFound):
            await service.edit_form(db, me, form.id, 1, FormDraft("x", (MOOD,)))
        await service.restore_form(db, me, form.id)
        assert (await service.list_checkins(db, me)).items == (kept,)


async def test_put_away_and_taken_out_again(me: Actor, form: FormView) -> None:
    async with unit_of_work(me.tenant_id) as db:
        assert (await service.archive_form(db, me, form.id)).archived_at is not None
        assert await service.list_forms(db, me) == ()
        assert len(await service.list_forms(db, me, archived=True)) == 1
        assert (await service.unarchive_form(db, me, form.id)).archived_at is None


async def test_forms_have_an_order(me: Actor, form: FormView) -> None:
    async with unit_of_work(me.tenant_id) as db:
        second = await service.add_form(db, me, FormDraft("Second", (MOOD,)))
        assert [one.id for one in await service.place_form(db, me, second.id, 0)] == [second.id, form.id]
        assert [one.id for one in await service.place_form(db, me, second.id, 99)] == [form.id, second.id]
        with pytest.raises(NotFound):
            await service.place_form(db, me, "01" + "0" * 24, 0)


async def test_there_is_room_for_so_many_forms(me: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MOST_FORMS", 3)
    async with unit_of_work(me.tenant_id) as db:
        for number in range(3):
            await service.add_form(db, me, FormDraft(f"Form {number}", (MOOD,)))
        with pytest.raises(Invalid, match="3 forms"):
            await service.add_form(db, me, FormDraft("One more", (MOOD,)))


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (FormDraft("  ", (MOOD,)), "name"),
        (FormDraft("x" * 121, (MOOD,)), "name"),
        (FormDraft("x", (MOOD,), "d" * 1001), "description"),
        (FormDraft("x", (MOOD,), weekdays=("someday",)), "weekdays"),
        (FormDraft("x", ()), "fields"),
    ],
)
async def test_what_cannot_be_a_form_is_refused_by_name(me: Actor, draft: FormDraft, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        async with unit_of_work(me.tenant_id) as db:
            await service.add_form(db, me, draft)
    assert refused.value.detail == {"field": field}


async def test_the_forms_to_begin_with_work(me: Actor) -> None:
    async with unit_of_work(me.tenant_id) as db:
        for draft in service.starter_forms().values():
            assert (await service.add_form(db, me, draft)).fields
