"""The queue itself: add, change, finish, take away, bring back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.clock import now
from coaching_app.core.errors import Conflict, Invalid, NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.core.ids import is_id
from coaching_app.core.paging import Slice, decode_cursor, encode_cursor
from coaching_app.domain.actor import Actor
from coaching_app.domain.local_day import local_day
from coaching_app.domain.reading_lists import clean_url, same_key
from coaching_app.domain.resurfacing import Answer, next_day
from coaching_app.domain.written_text import refuse
from coaching_app.features.resources import queries
from coaching_app.features.resources.schemas import (
    MOST_MINUTES,
    MOST_TAGS,
    NOTES_LENGTH,
    TAG_LENGTH,
    TITLE_LENGTH,
    ResourceChanges,
    ResourceDraft,
    ResourceView,
)
from coaching_app.models import Resource

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
_KINDS = ("link", "file", "note")


def key_of(url: str) -> str:
    """What tells an address from every other."""
    return sha256(same_key(url).encode()).hexdigest() if url else ""


def view(resource: Resource, goal_title: str) -> ResourceView:
    """As it crosses boundaries; the goal only while it lives."""
    hrefs = {"note": f"/knowledge/note/{resource.target_id}", "file": f"/api/v1/files/{resource.target_id}"}
    return ResourceView(
        id=resource.id,
        kind=resource.kind,
        title=resource.title,
        url=resource.url,
        href=resource.url if resource.kind == "link" else hrefs.get(resource.kind, ""),
        notes=resource.notes,
        tags=tuple(str(tag) for tag in resource.tags),
        minutes=resource.minutes,
        progress=resource.progress,
        goal_id=resource.goal_id if goal_title else None,
        goal_title=goal_title,
        due_on=resource.due_on,
        finished_at=resource.finished_at,
        resurface_on=resource.resurface_on,
        times_seen=resource.times_seen,
        created_at=resource.created_at,
        updated_at=resource.updated_at,
        version=resource.version,
    )


async def list_resources(
    db: AsyncSession, actor: Actor, *, shelf: str = "queue", limit: int = 50, cursor: str | None = None
) -> Slice[ResourceView]:
    """A part of the queue, what is due first."""
    offset = _offset(cursor)
    condition = queries.on_shelf(shelf, local_day(now(), actor.time_zone))
    rows = await queries.resources(db, actor, condition, limit=limit + 1, offset=offset)
    more = encode_cursor(str(offset + limit)) if len(rows) > limit else None
    return Slice(tuple(view(row[0], row[1]) for row in rows[:limit]), more)


def _offset(cursor: str | None) -> int:
    text = decode_cursor(cursor, 1)[0] if cursor else "0"
    if not (text.isascii() and text.isdecimal() and len(text) < 8):
        raise Invalid(_("This list position is not valid any more. Start from the beginning."))
    return int(text)


async def get_resource(db: AsyncSession, actor: Actor, resource_id: str) -> ResourceView:
    """One resource."""
    rows = (
        await queries.resources(db, actor, col(Resource.id) == resource_id, limit=1)
        if is_id(resource_id)
        else ()
    )
    if not rows:
        raise NotFound
    return view(rows[0][0], rows[0][1])


async def add_resource(db: AsyncSession, actor: Actor, draft: ResourceDraft) -> ResourceView:
    """Put something into the queue; an address that is there already is a conflict."""
    if draft.kind not in _KINDS:
        raise refuse("kind", _("It is a link, a file or a note."))
    given = asdict(draft)
    target = given.pop("target_id")
    kind = given.pop("kind")
    if kind == "link":
        given["title"] = draft.title.strip() or draft.url.strip()
        values = await _cleaned(db, actor, given)
        if not values["url"]:
            raise refuse("url", _("Enter an address that begins with http:// or https://."))
        target = ""
    else:
        title = await queries.target_title(db, actor, kind, target)
        if title is None:
            raise NotFound
        values = await _cleaned(
            db, actor, given | {"url": "", "title": draft.title.strip() or title or _("A sealed note")}
        )
    made = Resource(owner_id=actor.user_id, kind=kind, target_id=target, **values)
    await _keep(db, made)
    return await get_resource(db, actor, made.id)


async def _keep(db: AsyncSession, resource: Resource) -> None:
    try:
        async with db.begin_nested():
            db.add(resource)
            await db.flush()
    except IntegrityError:
        raise Conflict(_("This address is in your queue already."), code="exists") from None


async def edit_resource(
    db: AsyncSession, actor: Actor, resource_id: str, version: int, changes: ResourceChanges
) -> ResourceView:
    """Change some fields; `version` is the one the person was looking at."""
    resource = await own(db, actor, resource_id)
    if resource.version != version:
        current = await get_resource(db, actor, resource_id)
        raise Conflict(_("This was changed meanwhile."), detail={"current": current.version})
    rest = dict(changes)
    progress = rest.pop("progress", None)
    if "url" in rest and (resource.kind != "link" or not str(rest["url"]).strip()):
        raise refuse("url", _("Enter an address that begins with http:// or https://."))
    values = await _cleaned(db, actor, rest)
    for name, value in values.items():
        setattr(resource, name, value)
    if isinstance(progress, int):
        _progressed(resource, actor, progress, is_active=await _is_active(db, actor, resource))
    await _touch(db, resource)
    return await get_resource(db, actor, resource_id)


async def set_progress(db: AsyncSession, actor: Actor, resource_id: str, percent: int) -> ResourceView:
    """How far one is, in percent; at 100 it is finished, below it is not any more."""
    resource = await own(db, actor, resource_id)
    _progressed(resource, actor, percent, is_active=await _is_active(db, actor, resource))
    await _touch(db, resource)
    return await get_resource(db, actor, resource_id)


def _progressed(resource: Resource, actor: Actor, percent: int, *, is_active: bool) -> None:
    if not 0 <= percent <= 100:
        raise refuse("progress", _("Progress is between 0 and 100."))
    resource.progress = percent
    if percent < 100:
        resource.finished_at = resource.resurface_on = None
        resource.times_seen = 0
    elif resource.finished_at is None:
        today = local_day(now(), actor.time_zone)
        resource.finished_at, resource.seen_on = now(), today
        resource.resurface_on = next_day(today, 0, Answer.USEFUL, goal_is_active=is_active)


async def _is_active(db: AsyncSession, actor: Actor, resource: Resource) -> bool:
    return bool(resource.goal_id) and await queries.owns_goal(db, actor, resource.goal_id or "") == "active"


async def answer_back(db: AsyncSession, actor: Actor, resource_id: str, answer: Answer) -> ResourceView:
    """What the person says of something that came back: useful, later, or enough."""
    resource = await own(db, actor, resource_id)
    if resource.finished_at is None:
        raise Conflict(_("This is not finished yet."), code="not_finished")
    today = local_day(now(), actor.time_zone)
    if answer is Answer.USEFUL:
        resource.times_seen += 1
        resource.seen_on = today
    resource.resurface_on = next_day(
        today, resource.times_seen, answer, goal_is_active=await _is_active(db, actor, resource)
    )
    await _touch(db, resource)
    return await get_resource(db, actor, resource_id)


async def delete_resource(db: AsyncSession, actor: Actor, resource_id: str) -> None:
    """Take it out of the queue; `restore_resource` brings it back."""
    resource = await own(db, actor, resource_id)
    resource.deleted_at = now()
    await _touch(db, resource)


async def restore_resource(db: AsyncSession, actor: Actor, resource_id: str) -> ResourceView:
    """Bring it back."""
    resource = await queries.find(db, actor, resource_id)
    if resource is None:
        raise NotFound
    try:
        async with db.begin_nested():
            resource.deleted_at = None
            await db.flush()
    except IntegrityError:
        raise Conflict(_("This address is in your queue already."), code="exists") from None
    return await get_resource(db, actor, resource_id)


async def own(db: AsyncSession, actor: Actor, resource_id: str) -> Resource:
    """One of the person's living resources, locked; raises NotFound."""
    resource = await queries.find(db, actor, resource_id)
    if resource is None or resource.deleted_at is not None:
        raise NotFound
    return resource


async def _touch(db: AsyncSession, resource: Resource) -> None:
    resource.version += 1
    resource.updated_at = now()
    try:
        async with db.begin_nested():
            await db.flush()
    except IntegrityError:
        raise Conflict(_("This address is in your queue already."), code="exists") from None


async def _cleaned(db: AsyncSession, actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they are stored."""
    values = dict(given)
    if "title" in values:
        values["title"] = " ".join(_shown(values["title"]).split())
        if not 0 < len(values["title"]) <= TITLE_LENGTH:
            raise refuse("title", _("A title has 1 to {limit} characters.").format(limit=TITLE_LENGTH))
    if "url" in values:
        values["url"] = _clean_address(values["url"])
        values["url_key"] = key_of(values["url"])
    if "notes" in values:
        values["notes"] = _clean_notes(values["notes"])
    if "tags" in values:
        values["tags"] = clean_tags(values["tags"])
    _check_numbers(values)
    if "goal_id" in values:
        values["goal_id"] = await _own_goal(db, actor, values["goal_id"])
    return values


def _clean_address(text: str) -> str:
    url = clean_url(text) if text else ""
    if url is None:
        raise refuse("url", _("Enter an address that begins with http:// or https://."))
    return url


def _clean_notes(text: str) -> str:
    notes = _shown(text).strip()
    if len(notes) > NOTES_LENGTH:
        raise refuse("notes", _("This holds at most {limit} characters.").format(limit=NOTES_LENGTH))
    return notes


async def _own_goal(db: AsyncSession, actor: Actor, goal_id: str | None) -> str | None:
    if not goal_id:
        return None
    if not is_id(goal_id) or await queries.owns_goal(db, actor, goal_id) is None:
        raise NotFound
    return goal_id


def _check_numbers(values: Mapping[str, Any]) -> None:
    minutes, day = values.get("minutes"), values.get("due_on")
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise refuse("minutes", _("Minutes are between 1 and {limit}.").format(limit=MOST_MINUTES))
    if day is not None and not EARLIEST <= day <= LATEST:
        raise refuse("due_on", _("Choose a day between 1900 and 2200."))


def _shown(text: str) -> str:
    return "".join(char for char in text if char.isprintable() or char in "\n\t")


def clean_tags(tags: tuple[str, ...]) -> list[str]:
    """Tags in lower case, once each."""
    found = dict.fromkeys(tag for raw in tags if (tag := "-".join(_shown(raw).strip(" #").lower().split())))
    if len(found) > MOST_TAGS or any(len(tag) > TAG_LENGTH for tag in found):
        raise refuse(
            "tags",
            _("At most {most} tags of {longest} characters.").format(most=MOST_TAGS, longest=TAG_LENGTH),
        )
    return list(found)
