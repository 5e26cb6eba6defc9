"""The form in which a mentee chooses what passes on at a handover: kinds, and single things of each."""

from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.actor import Actor
from coaching_app.domain.consent import EVERYONE, Category
from coaching_app.features.consent.service import list_decisions
from coaching_app.features.consent.service.things import has_things, things_of
from coaching_app.features.people.schemas import Picked
from coaching_app.features.people.schemas.rows import PackageForm, PackageKind, PackageThing
from coaching_app.features.people.service.handovers import get_handover
from coaching_app.features.people.service.wording import category_name

# As many of a kind are listed; what was chosen before is listed besides.
_LISTED = 200


def _key(category: str, item_id: str = "") -> str:
    return f"{category}/{item_id}" if item_id else category


def picked_of(keys: Iterable[str]) -> list[Picked]:
    """What these keys stand for; a kind that is chosen whole needs none of its things."""
    found = [key.partition("/") for key in keys]
    whole = {kind for kind, _slash, item_id in found if not item_id}
    return [
        Picked(Category(kind), item_id) for kind, _slash, item_id in found if not item_id or kind not in whole
    ]


async def read_package(db: AsyncSession, actor: Actor, handover_id: str) -> PackageForm:
    """Everything of one's own that may pass on, for the mentee of this handover."""
    found = await get_handover(db, actor, handover_id)
    denied = {
        (one.category, one.item_id)
        for one in await list_decisions(db, actor)
        if one.is_denial and one.audience == EVERYONE
    }
    kinds = [await _kind(db, actor, category, found.picked, denied) for category in Category]
    listed = {thing.key for kind in kinds for thing in kind.things} | {kind.key for kind in kinds}
    chosen = tuple(key for one in found.picked if (key := _key(one.category, one.item_id)) in listed)
    return PackageForm(found.id, found.new_mentor.name, tuple(kinds), chosen)


async def _kind(
    db: AsyncSession, actor: Actor, category: Category, picked: Sequence[Picked], denied: set[tuple[str, str]]
) -> PackageKind:
    things = list(await things_of(db, actor.user_id, category, limit=_LISTED))
    earlier = {one.item_id for one in picked if one.category == category} - {one.id for one in things} - {""}
    is_cut = len(things) == _LISTED
    things += await things_of(db, actor.user_id, category, sorted(earlier), len(earlier))
    rows = (
        PackageThing(_key(category, one.id), one.name, (category.value, one.id) in denied) for one in things
    )
    hint = _("The newest {count} are listed. Older ones can be shared where they are.").format(count=_LISTED)
    return PackageKind(
        category.value, category_name(category), has_things(category), tuple(rows), hint if is_cut else ""
    )


def kind_words(form: PackageForm, chosen: Iterable[str]) -> dict[str, str]:
    """How much of each kind passes on, by its key."""
    keys = set(chosen)
    return {kind.key: _words(kind, keys) for kind in form.kinds}


def _words(kind: PackageKind, chosen: set[str]) -> str:
    if kind.key in chosen:
        return _("all")
    if not kind.has_things:
        return _("none")
    if not kind.things:
        return _("nothing there yet")
    count = sum(thing.key in chosen for thing in kind.things)
    return _("{count} of {all}").format(count=count, all=len(kind.things))


def sum_words(form: PackageForm, chosen: Sequence[str]) -> str:
    """What passes on, in one sentence."""
    picked = picked_of(chosen)
    whole = [category_name(one.category) for one in picked if not one.item_id]
    single = sum(bool(one.item_id) for one in picked)
    if single:
        whole.append(ngettext("{count} single thing", "{count} single things", single).format(count=single))
    return _("{name} will see: {what}.").format(name=form.mentor, what=", ".join(whole) or _("nothing"))
