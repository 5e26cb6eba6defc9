"""Reads what people type into the forms of templates and their items."""

from dataclasses import replace
from typing import Any, cast

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.forms import Form as Sent
from coaching_app.core.forms import texts, ticked
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.habits.plan import WHOLE
from coaching_app.domain.habits.rules import WEEKDAYS, amount_of
from coaching_app.domain.written_text import refuse
from coaching_app.features.planner.schemas import (
    AssignmentView,
    ItemKind,
    ProgressWay,
    TemplateDraft,
    TemplateItem,
    TemplateView,
)
from coaching_app.features.planner.service.assignments import edit_draft, get_assignment
from coaching_app.features.planner.service.forms import Form, read_day, read_number
from coaching_app.features.planner.service.habit_items import WEEK
from coaching_app.features.planner.service.items import LAST_DAY
from coaching_app.features.planner.service.templates import (
    add_template,
    edit_template,
    get_template,
    give_template,
    give_template_to,
)


def template_of(sent: Sent, before: TemplateDraft | None = None) -> TemplateDraft:
    """The template of a form; the items are those that are there."""
    form = texts(sent)
    return TemplateDraft(
        title=form.get("title", ""),
        why=form.get("why", ""),
        weeks=_whole(form.get("weeks", ""), "weeks"),
        progress_by=cast("ProgressWay", form.get("progress_by") or "tasks"),
        is_reviewed_only="reviewed" in ticked(sent),
        unit=form.get("unit", ""),
        target_value=read_number("target_value", form.get("target_value", "")),
        items=before.items if before else (),
    )


def item_of(form: Form, item_id: str = "") -> TemplateItem:
    """The item of a form: only what its kind asks for is read."""
    kind = cast("ItemKind", form.get("kind") or "task")
    dated = kind != "habit" and bool(form.get("week", "").strip())
    return TemplateItem(
        id=item_id,
        kind=kind,
        title=form.get("title", ""),
        notes=form.get("notes", ""),
        day=_day(form) if dated else None,
        minutes=_whole(form.get("minutes", ""), "minutes") if kind in {"task", "resource"} else None,
        repeats=form.get("repeats", "") if kind == "task" else "",
        url=form.get("url", "") if kind == "resource" else "",
        **(_habit_plan(form) if kind == "habit" else {}),
    )


def _habit_plan(form: Form) -> dict[str, Any]:
    rhythm = form.get("rhythm", "daily")
    plan: dict[str, Any] = {}
    if rhythm == "weekdays":
        plan["weekdays"] = tuple(day for day in WEEKDAYS if form.get(f"on_{day}"))
        if not plan["weekdays"]:
            raise refuse("weekdays", _("Choose at least one weekday."))
    elif rhythm == "times":
        plan["times"], plan["days"] = _needed(form, "times"), _needed(form, "days")
    elif rhythm == "every":
        plan["times"], plan["days"] = 1, _needed(form, "every")
    if form.get("answer") == "measured":
        amount = amount_of(form.get("target", ""), "target") / WHOLE
        plan |= {"is_measured": True, "aim": form.get("aim") or "at_least", "target": amount}
        plan["unit"] = form.get("unit", "")
    return plan


def _needed(form: Form, field: str) -> int:
    found = _whole(form.get(field, ""), field)
    if not found:
        raise refuse(field, _("Write a whole number."))
    return found


async def save_template(
    db: AsyncSession, actor: Actor, template_id: str, version: int, form: Sent
) -> TemplateView:
    """Save the template of a form; without an id it is a new one."""
    if not template_id:
        return await add_template(db, actor, template_of(form))
    before = (await get_template(db, actor, template_id)).content
    return await edit_template(db, actor, template_id, version, template_of(form, before))


async def save_template_item(
    db: AsyncSession, actor: Actor, template_id: str, version: int, item: TemplateItem
) -> TemplateView:
    """Put an item into a template, in the place of the one with its id, or at the end."""
    before = (await get_template(db, actor, template_id)).content
    return await edit_template(
        db, actor, template_id, version, replace(before, items=_with(before.items, item))
    )


async def drop_template_item(
    db: AsyncSession, actor: Actor, template_id: str, version: int, item_id: str
) -> tuple[TemplateView, TemplateItem | None]:
    """Take an item out, and say which one it was."""
    before = (await get_template(db, actor, template_id)).content
    kept = tuple(item for item in before.items if item.id != item_id)
    gone = next((item for item in before.items if item.id == item_id), None)
    return await edit_template(db, actor, template_id, version, replace(before, items=kept)), gone


async def save_draft_item(
    db: AsyncSession, actor: Actor, assignment_id: str, item: TemplateItem
) -> AssignmentView:
    """Put an item into one's own draft."""
    mine = await get_assignment(db, actor, assignment_id)
    return await edit_draft(db, actor, assignment_id, _with(mine.items, item))


async def drop_draft_item(
    db: AsyncSession, actor: Actor, assignment_id: str, item_id: str
) -> TemplateItem | None:
    """Take an item out of one's own draft, and say which one it was."""
    mine = await get_assignment(db, actor, assignment_id)
    await edit_draft(db, actor, assignment_id, tuple(item for item in mine.items if item.id != item_id))
    return next((item for item in mine.items if item.id == item_id), None)


async def give_by_form(db: AsyncSession, actor: Actor, template_id: str, sent: Sent) -> int:
    """Give it to the circle and the people of a form; how many got it."""
    form = texts(sent)
    start = read_day(form.get("start_on", ""))
    chosen = sorted(name.removeprefix("to-") for name in ticked(sent) if name.startswith("to-"))
    circle = form.get("circle", "")
    if start is None:
        raise refuse("start_on", _("Choose the day on which week 1 begins."))
    if not chosen and not circle:
        raise refuse("circle", _("Choose a circle, or at least one person."))
    given = 0
    if circle:
        given += len(await give_template(db, actor, template_id, circle, start))
    for person_id in chosen:
        given += len(await give_template_to(db, actor, template_id, person_id, start))
    return given


def _with(items: tuple[TemplateItem, ...], item: TemplateItem) -> tuple[TemplateItem, ...]:
    if item.id and any(one.id == item.id for one in items):
        return tuple(item if one.id == item.id else one for one in items)
    return (*items, item)


def _day(form: Form) -> int:
    week, day = _whole(form.get("week", ""), "week"), _whole(form.get("day", "") or "1", "day")
    found = ((week or 1) - 1) * WEEK + (day or 1) - 1
    if not 0 <= found <= LAST_DAY:
        raise refuse("week", _("Choose one of the weeks."))
    return found


def _whole(text: str, field: str) -> int | None:
    digits = text.strip()
    if not digits:
        return None
    # More digits are no number of weeks, and Python refuses to read thousands of them.
    if not (digits.isascii() and digits.isdigit() and len(digits) < 7):
        raise refuse(field, _("Write a whole number."))
    return int(digits)
