"""Puts together what the pages of check-ins show, in the person's own words for days and numbers."""

from collections.abc import Mapping, Sequence
from datetime import date

from babel.dates import format_date
from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.clock import now
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.actor import Actor
from coaching_app.domain.checkins.fields import FieldKind
from coaching_app.domain.written_text import refuse
from coaching_app.features.habits import service as habits
from coaching_app.features.rest import service as rest
from coaching_app.features.wellness.schemas import (
    WEEKDAYS,
    AskedField,
    AskedForm,
    CheckinBoard,
    CheckinDraft,
    CheckinRow,
    CheckinView,
    FieldView,
    FormCard,
    FormView,
    MemoryRow,
    Step,
)
from coaching_app.features.wellness.service.answering import add_checkin, edit_checkin, get_checkin
from coaching_app.features.wellness.service.forms import get_form, list_forms
from coaching_app.features.wellness.service.reading import list_checkins, on_this_day

_RECENT = 14
_SHORT = 280


async def read_board(db: AsyncSession, actor: Actor, *, cursor: str | None = None) -> CheckinBoard:
    """The person's forms with what is due today, their latest check-ins, and this day before."""
    today = await habits.today_of(db, actor)
    forms = await list_forms(db, actor, archived=True)
    recent = await list_checkins(db, actor, limit=_RECENT, cursor=cursor)
    answered = {one.form_id: one for one in (await list_checkins(db, actor, first=today, limit=100)).items}
    labels = {form.id: form.fields for form in forms}
    resting = await rest.resting(db, (actor.user_id,), now(), "checkins")
    memories = () if cursor else await on_this_day(db, actor, today)
    return CheckinBoard(
        forms=tuple(_card(form, today, answered.get(form.id)) for form in forms),
        recent=tuple(_row(one, labels.get(one.form_id, ()), actor) for one in recent.items),
        memories=tuple(
            MemoryRow(one.id, memory.ago, _day(memory.day, actor), *_said(one, labels.get(one.form_id, ())))
            for memory in memories
            for one in memory.checkins
        ),
        more=recent.cursor or "",
        is_resting=actor.user_id in resting,
        has_archived=any(form.archived_at is not None for form in forms),
    )


def _card(form: FormView, today: date, answered: CheckinView | None) -> FormCard:
    is_asked = WEEKDAYS[today.weekday()] in form.weekdays
    return FormCard(
        id=form.id,
        name=form.name,
        description=form.description,
        when=_when(form.weekdays),
        is_due=is_asked and answered is None and form.archived_at is None,
        answered=_said(answered, form.fields)[0] or _("Answered") if answered else "",
        checkin_id=answered.id if answered else "",
        questions=ngettext("{count} question", "{count} questions", len(form.fields)).format(
            count=len(form.fields)
        ),
        is_archived=form.archived_at is not None,
    )


def _when(weekdays: Sequence[str]) -> str:
    if not weekdays:
        return _("When you like")
    if len(weekdays) == len(WEEKDAYS):
        return _("Every day")
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return ", ".join(name for day, name in zip(WEEKDAYS, names, strict=True) if day in weekdays)


def _row(checkin: CheckinView, fields: Sequence[FieldView], actor: Actor) -> CheckinRow:
    return CheckinRow(checkin.id, checkin.form, _day(checkin.day, actor), *_said(checkin, fields))


def _said(checkin: CheckinView | None, fields: Sequence[FieldView]) -> tuple[str, str]:
    """The numbers and choices in a line, and the words."""
    if checkin is None:
        return "", ""
    facts: list[str] = []
    words: list[str] = []
    for field in fields:
        value = checkin.answers.get(field.key)
        if value is None:
            continue
        if field.kind == FieldKind.TEXT:
            words.append(str(value).strip())
        else:
            facts.append(f"{field.label} {number_words(value)}{' ' + field.unit if field.unit else ''}")
    text = " · ".join(words)
    return " · ".join(facts), text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


def number_words(value: float | str) -> str:
    """A number as people write it, or the words themselves."""
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")


def _day(day: date, actor: Actor) -> str:
    return format_date(day, "EEE d MMM y", locale=actor.language)


async def ask(
    db: AsyncSession,
    actor: Actor,
    form_id: str,
    *,
    checkin_id: str = "",
    given: Mapping[str, str] | None = None,
    day: str = "",
) -> AskedForm:
    """The form to be answered, empty, with an earlier check-in, or with what was just given and refused."""
    today = (await habits.today_of(db, actor)).isoformat()
    if not checkin_id:
        form = await get_form(db, actor, form_id)
        fields = tuple(_asked(field, (given or {}).get(field.key, "")) for field in form.fields)
        return AskedForm(form.id, form.name, day or today, today, fields=_answerable(fields))
    checkin = await get_checkin(db, actor, checkin_id)
    form = await get_form(db, actor, checkin.form_id)
    kept = {key: number_words(value) for key, value in checkin.answers.items()} | dict(given or {})
    fields = tuple(_asked(field, kept.get(field.key, "")) for field in form.fields)
    return AskedForm(
        form.id, form.name, checkin.day.isoformat(), today, checkin.id, checkin.version, _answerable(fields)
    )


def _answerable(fields: tuple[AskedField, ...]) -> tuple[AskedField, ...]:
    return tuple(field for field in fields if field.kind != FieldKind.COMPUTED)


def _asked(field: FieldView, value: str) -> AskedField:
    return AskedField(
        key=field.key,
        kind=field.kind,
        label=field.label,
        hint=field.hint,
        unit=field.unit,
        steps=_steps(field),
        value=value,
        required=field.required,
    )


def _steps(field: FieldView) -> tuple[Step, ...]:
    if field.kind == FieldKind.CHOICE:
        return tuple(Step(choice, choice) for choice in field.choices)
    if field.kind == FieldKind.MOOD:
        names = (_("very hard"), _("hard"), _("so so"), _("good"), _("very good"))
        return tuple(Step(str(value), name) for value, name in enumerate(names, start=1))
    if field.kind == FieldKind.SCALE and field.low is not None and field.high is not None:
        return tuple(Step(str(value)) for value in range(int(field.low), int(field.high) + 1))
    return ()


async def today(db: AsyncSession, actor: Actor) -> date:
    """The day that answers belong to now."""
    return await habits.today_of(db, actor)


async def keep_form(db: AsyncSession, actor: Actor, asked: AskedForm, given: Mapping[str, str]) -> str:
    """Keep what was typed into the open form; the check-in's id."""
    keys = {field.key for field in asked.fields}
    answers: dict[str, object] = {key: value for key, value in given.items() if key in keys}
    if asked.checkin_id:
        # What was emptied or unticked is taken away.
        answers = {key: answers.get(key) for key in keys}
        return (await edit_checkin(db, actor, asked.checkin_id, asked.version, answers)).id
    try:
        day = date.fromisoformat(given.get("day", "") or asked.day)
    except ValueError:
        raise refuse("day", _("Choose a day from 1900 until today.")) from None
    return (await add_checkin(db, actor, CheckinDraft(asked.form_id, answers, day))).id
