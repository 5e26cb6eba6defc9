"""The form of a resource: filled from what is saved or from what another app shares, and read back."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.reading_lists import clean_url
from coaching_app.features.resources import queries
from coaching_app.features.resources.schemas import (
    MOST_MINUTES,
    TITLE_LENGTH,
    URL_LENGTH,
    ResourceChanges,
    ResourceDraft,
    ResourceForm,
    ResourceView,
)
from coaching_app.features.resources.service.queue import (
    add_resource,
    edit_resource,
    get_resource,
    refuse,
)

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


async def new_form(db: AsyncSession, actor: Actor) -> ResourceForm:
    """An empty form, with the goals to choose from."""
    return ResourceForm(goals=tuple(await queries.goal_choices(db, actor)))


async def shared_form(db: AsyncSession, actor: Actor, shared: Mapping[str, str]) -> ResourceForm | None:
    """What another app shares, ready to be looked at and saved; None when there is no address in it.

    Many apps put the address into the text, or at the end of the title.
    """
    texts = [shared.get(name, "")[: 2 * URL_LENGTH] for name in ("url", "text", "title")]
    found = next((one.group() for text in texts if (one := _ADDRESS.search(text))), "")
    url = clean_url(found) if found else None
    if not url:
        return None
    title = " ".join(texts[2].replace(found, " ").split())[:TITLE_LENGTH]
    return replace(await new_form(db, actor), url=url, title=title)


async def read_form(db: AsyncSession, actor: Actor, resource_id: str) -> ResourceForm:
    """A resource ready to be edited."""
    one = await get_resource(db, actor, resource_id)
    goals = await queries.goal_choices(db, actor)
    if one.goal_id and one.goal_id not in {key for key, _title in goals}:
        # A goal that was reached is not offered for anything new, but what serves it keeps it.
        goals.append((one.goal_id, one.goal_title))
    return ResourceForm(
        id=one.id,
        version=one.version,
        is_link=one.kind == "link",
        url=one.url,
        title=one.title,
        minutes=str(one.minutes or ""),
        due_on=one.due_on.isoformat() if one.due_on else "",
        goal_id=one.goal_id or "",
        tags=" ".join(one.tags),
        notes=one.notes,
        goals=tuple(goals),
    )


async def save_form(
    db: AsyncSession, actor: Actor, opened: ResourceForm, form: Mapping[str, str]
) -> ResourceView:
    """Add what the form says, or change the resource it was opened with."""
    draft = draft_from_form(form)
    if not opened.id:
        return await add_resource(db, actor, draft)
    changes = ResourceChanges(
        title=draft.title.strip() or draft.url.strip(),
        notes=draft.notes,
        tags=draft.tags,
        minutes=draft.minutes,
        goal_id=draft.goal_id,
        due_on=draft.due_on,
    )
    if opened.is_link:
        changes["url"] = draft.url
    return await edit_resource(db, actor, opened.id, opened.version, changes)


def draft_from_form(form: Mapping[str, str]) -> ResourceDraft:
    """What the form of the page says."""
    minutes, due = form.get("minutes", "").strip(), form.get("due_on", "")
    if minutes and not (minutes.isascii() and minutes.isdecimal() and len(minutes) < 5):
        raise refuse("minutes", _("Minutes are between 1 and {limit}.").format(limit=MOST_MINUTES))
    try:
        day = date.fromisoformat(due) if due else None
    except ValueError:
        raise refuse("due_on", _("Choose a day between 1900 and 2200.")) from None
    return ResourceDraft(
        title=form.get("title", ""),
        kind="link",
        url=form.get("url", ""),
        notes=form.get("notes", ""),
        tags=tuple(form.get("tags", "").replace(",", " ").split()),
        minutes=int(minutes) if minutes else None,
        goal_id=form.get("goal_id") or None,
        due_on=day,
    )
