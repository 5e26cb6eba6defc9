"""What each of my people sees, by category: the page of sharing, and who sees one single thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.errors import NotFound
from coaching_app.core.i18n import gettext as _
from coaching_app.domain.actor import Actor
from coaching_app.domain.consent import COACHING_KINDS, EVERYONE, Category
from coaching_app.features.consent.queries import is_live
from coaching_app.features.consent.schemas import (
    Cell,
    Choice,
    ItemParty,
    ItemSharing,
    NeverRow,
    Party,
    SharedPerson,
    Sharing,
    ThingRow,
)
from coaching_app.features.consent.service.forcing import forced_rows
from coaching_app.features.consent.service.history import read_words
from coaching_app.features.consent.service.people import viewers_of
from coaching_app.features.consent.service.things import has_things, names_of, things_of
from coaching_app.features.consent.service.wording import (
    audience_label,
    category_label,
    items_words,
    kind_label,
    until_words,
)
from coaching_app.features.shell.service import initials_of
from coaching_app.models import ConsentGrant


@dataclass(frozen=True, slots=True)
class Reach:
    """Which of the live decisions concern one party."""

    viewer_id: str
    kinds: frozenset[str]
    decisions: tuple[ConsentGrant, ...]

    def of(self, category: Category) -> tuple[list[ConsentGrant], list[ConsentGrant]]:
        """The permissions and the refusals of a category."""
        mine = [row for row in self.decisions if row.category == category.value and self._meant(row)]
        return [row for row in mine if not row.is_denial], [row for row in mine if row.is_denial]

    def _meant(self, row: ConsentGrant) -> bool:
        return bool(
            (row.viewer_id and row.viewer_id == self.viewer_id)
            or row.audience in self.kinds
            or (row.audience == EVERYONE and row.is_denial)
        )

    def is_own(self, row: ConsentGrant) -> bool:
        """Whether the decision names exactly this party."""
        if self.viewer_id:
            return row.viewer_id == self.viewer_id
        return row.audience in self.kinds


async def live_decisions(db: AsyncSession, actor: Actor) -> tuple[ConsentGrant, ...]:
    """Everything the owner decided that still counts."""
    rows = await db.scalars(
        select(ConsentGrant)
        .where(col(ConsentGrant.owner_id) == actor.user_id, is_live())
        .order_by(col(ConsentGrant.id))
    )
    return tuple(rows)


async def read_sharing(db: AsyncSession, actor: Actor) -> Sharing:
    """The whole page."""
    decisions = await live_decisions(db, actor)
    people = tuple(
        _party(actor, _person_reach(person, decisions), _person_words(person))
        for person in await viewers_of(db, actor)
    )
    kinds = tuple(
        _party(actor, Reach("", frozenset({kind}), decisions), (f"kind:{kind}", audience_label(kind), ""))
        for kind in COACHING_KINDS
    )
    return Sharing(
        people=people,
        kinds=kinds,
        never=await _never(db, actor, decisions),
        forced=await forced_rows(db, actor),
        read_words=await read_words(db, actor),
    )


def _person_reach(person: SharedPerson, decisions: tuple[ConsentGrant, ...]) -> Reach:
    return Reach(person.person_id, frozenset(person.kinds), decisions)


def _person_words(person: SharedPerson) -> tuple[str, str, str]:
    return f"person:{person.person_id}", person.name, ", ".join(kind_label(kind) for kind in person.kinds)


def _party(actor: Actor, reach: Reach, words: tuple[str, str, str]) -> Party:
    target, name, role = words
    return Party(
        target=target,
        name=name,
        role=role,
        person_id=reach.viewer_id,
        initials=initials_of(name),
        cells=tuple(_cell(actor, reach, category) for category in Category),
    )


def _cell(actor: Actor, reach: Reach, category: Category) -> Cell:
    allowed, refused = reach.of(category)
    whole = [row for row in allowed if not row.item_id]
    hidden = {row.item_id for row in refused}
    single = {row.item_id for row in allowed if row.item_id} - hidden
    level = "refused" if "" in hidden else "all" if whole else "some" if single else "none"
    through = bool(allowed) and not any(reach.is_own(row) for row in allowed)
    return Cell(
        category=category.value,
        label=category_label(category),
        level=level,
        tone={"all": "green", "some": "green", "refused": "rose"}.get(level, ""),
        words=_level_words(level, len(single), len(hidden - {""}))
        + (_(", as for the whole role") if through else ""),
        until=until_words(_last(whole or [row for row in allowed if row.item_id in single]), actor.language),
        is_withdrawable=any(reach.is_own(row) for row in allowed),
    )


def _level_words(level: str, shown: int, hidden: int) -> str:
    if level == "all" and hidden:
        return _("Everything but {items}").format(items=items_words(hidden))
    words = {"all": _("Everything"), "refused": _("Nothing, refused"), "none": _("Nothing")}
    return words.get(level) or items_words(shown)


def _last(rows: Sequence[ConsentGrant]) -> date | None:
    """The day until which any of these lasts; none when one has no end."""
    days = [row.last_day for row in rows if row.last_day]
    return max(days) if days and len(days) == len(rows) else None


async def _never(db: AsyncSession, actor: Actor, decisions: Sequence[ConsentGrant]) -> tuple[NeverRow, ...]:
    rows = [row for row in decisions if row.is_denial and row.audience == EVERYONE]
    names = await names_of(db, actor.user_id, [(row.category, row.item_id) for row in rows])
    return tuple(
        NeverRow(
            row.id,
            names.get(
                (row.category, row.item_id), _("Something deleted") if row.item_id else _("Everything")
            ),
            category_label(row.category),
        )
        for row in rows
    )


def parse_target(target: str) -> tuple[str, str]:
    """The person and the audience of a target; one of them is empty."""
    form, _sep, value = target.partition(":")
    if form == "person" and value:
        return value, ""
    if form == "kind" and value in COACHING_KINDS:
        return "", value
    raise NotFound


async def _reach(db: AsyncSession, actor: Actor, target: str) -> tuple[Reach, str]:
    """What concerns a party, and its name; NotFound when the person does not walk with the actor."""
    viewer_id, audience = parse_target(target)
    decisions = await live_decisions(db, actor)
    if audience:
        return Reach("", frozenset({audience}), decisions), audience_label(audience)
    for person in await viewers_of(db, actor):
        if person.person_id == viewer_id:
            return _person_reach(person, decisions), person.name
    raise NotFound


async def read_choice(
    db: AsyncSession, actor: Actor, target: str, category: Category
) -> tuple[Choice, tuple[ThingRow, ...]]:
    """One cell opened: what is decided there by name, and the things that can be shared one by one."""
    reach, name = await _reach(db, actor, target)
    own = [row for row in reach.of(category)[0] if reach.is_own(row)]
    whole = [row for row in own if not row.item_id]
    last_day = _last(whole or own)
    choice = Choice(
        target=target,
        name=name,
        category=category.value,
        label=category_label(category),
        scope="all" if whole else "some" if own else "none",
        last_day=last_day.isoformat() if last_day else "",
        has_things=has_things(category),
    )
    shared = {row.item_id for row in own}
    never = {row.item_id for row in reach.decisions if row.is_denial and row.audience == EVERYONE}
    things = await things_of(db, actor.user_id, category)
    return choice, tuple(
        ThingRow(thing.id, thing.name, thing.id in shared, thing.id in never) for thing in things
    )


async def read_item_sharing(db: AsyncSession, actor: Actor, category: Category, item_id: str) -> ItemSharing:
    """Who sees one thing of mine."""
    things = await things_of(db, actor.user_id, category, [item_id], 1)
    if not things:
        raise NotFound
    decisions = await live_decisions(db, actor)
    parties = tuple(
        _item_party(_person_reach(person, decisions), person, category, item_id)
        for person in await viewers_of(db, actor)
    )
    is_never = any(
        row.is_denial
        and row.audience == EVERYONE
        and row.category == category.value
        and row.item_id == item_id
        for row in decisions
    )
    count = sum(party.sees for party in parties)
    return ItemSharing(
        category.value, item_id, things[0].name, is_never, parties, _seen_by(count, is_never=is_never)
    )


def _seen_by(count: int, *, is_never: bool) -> str:
    if is_never:
        return _("Never shared")
    return _("Only you see this") if not count else _("Seen by {count}").format(count=count)


def _item_party(reach: Reach, person: SharedPerson, category: Category, item_id: str) -> ItemParty:
    allowed, refused = reach.of(category)
    by_category = any(not row.item_id for row in allowed)
    by_item = any(row.item_id == item_id for row in allowed)
    denied = any(row.item_id in {"", item_id} for row in refused)
    return ItemParty(
        f"person:{person.person_id}", person.name, (by_category or by_item) and not denied, by_category
    )
