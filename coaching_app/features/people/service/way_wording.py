"""Puts pathways, walks and the mentoring tree into the words of their pages."""

from sqlalchemy.ext.asyncio import AsyncSession

from coaching_app.core.errors import NotFound
from coaching_app.core.forms import Form, texts, ticked
from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.core.ids import new_id
from coaching_app.domain.actor import Actor, Role
from coaching_app.features.people.schemas import (
    PathwayDraft,
    PathwayView,
    StepDraft,
    TreeNode,
    WalkStepView,
    WalkView,
)
from coaching_app.features.people.schemas.rows import (
    PathwayRow,
    PathwaysPage,
    StepFields,
    StepRow,
    TreePage,
    TreeRow,
    WalkRow,
)
from coaching_app.features.people.service.pathways import get_pathway, list_pathways
from coaching_app.features.people.service.relationships import relationships_of
from coaching_app.features.people.service.rules import COACHING
from coaching_app.features.people.service.tree import mentoring_tree
from coaching_app.features.people.service.walks import list_walks
from coaching_app.features.people.service.wording import day_of, initials, role_name


async def read_pathways(db: AsyncSession, actor: Actor) -> PathwaysPage:
    """Everything the page of pathways shows."""
    walks = await list_walks(db, actor)
    pathways = await list_pathways(db, actor) if actor.role is not Role.MENTEE else ()
    people = {
        one.mentee.id: one.mentee.name
        for one in await relationships_of(db, actor)
        if one.status == "active" and one.my_side == "coach"
    }
    return PathwaysPage(
        mine=tuple(_walk(one, actor) for one in walks if one.is_mine),
        others=tuple(_walk(one, actor) for one in walks if not one.is_mine),
        pathways=tuple(_pathway(one) for one in pathways),
        people_options=tuple(people.items()),
        pathway_options=tuple((one.id, one.title) for one in pathways),
        has_mine=any(one.is_mine for one in walks),
        has_others=any(not one.is_mine for one in walks),
        has_pathways=bool(pathways),
        has_people=bool(people),
        is_coach=actor.role in COACHING,
        is_leader=actor.role in {Role.PASTOR, Role.ADMIN},
    )


def _pathway(one: PathwayView) -> PathwayRow:
    count, closed = len(one.steps), sum(step.sensitive for step in one.steps)
    words = ngettext("{count} step", "{count} steps", count).format(count=count)
    if closed:
        words += ", " + ngettext("{count} of them sensitive", "{count} of them sensitive", closed).format(
            count=closed
        )
    return PathwayRow(one.id, one.title, one.description, words)


def _walk(one: WalkView, actor: Actor) -> WalkRow:
    count = len(one.steps)
    return WalkRow(
        id=one.id,
        title=one.title,
        description=one.description,
        name=one.person.name,
        is_mine=one.is_mine,
        percent=100 * one.done_count // count if count else 0,
        progress=_("{done} of {count} steps").format(done=one.done_count, count=count),
        steps=tuple(_step(step, actor) for step in one.steps),
    )


def _step(one: WalkStepView, actor: Actor) -> StepRow:
    reached = ""
    if one.state == "done":
        day = day_of(one.done_at, actor)
        by = one.done_by.name if one.done_by else ""
        reached = _("{day}, with {name}").format(day=day, name=by) if by else day
    return StepRow(
        id=one.id,
        number=str(one.position),
        title=one.title,
        description=one.description,
        asked=one.evidence_asked,
        evidence=one.evidence,
        reached=reached,
        is_done=one.state == "done",
        is_next=one.state == "next",
        sensitive=one.sensitive,
        is_hidden=one.is_hidden,
        can_advance=one.can_advance,
        can_reopen=one.can_reopen,
    )


async def read_pathway_form(
    db: AsyncSession, actor: Actor, pathway_id: str
) -> tuple[PathwayView, tuple[StepFields, ...]]:
    """A pathway with its steps as the fields of a form, for those who write pathways."""
    if actor.role not in {Role.PASTOR, Role.ADMIN}:
        raise NotFound
    found = await get_pathway(db, actor, pathway_id)
    steps = tuple(
        StepFields(new_id(), step.id, step.title, step.description, step.evidence, step.sensitive)
        for step in found.steps
    )
    return found, steps


def pathway_draft(form: Form, steps: tuple[StepFields, ...]) -> PathwayDraft:
    """What was typed into the form, its steps in the order in which they stand."""
    typed, chosen = texts(form), ticked(form)
    return PathwayDraft(
        title=typed.get("title", ""),
        description=typed.get("description", ""),
        steps=tuple(
            StepDraft(
                title=typed.get(f"title-{step.key}", ""),
                description=typed.get(f"description-{step.key}", ""),
                evidence=typed.get(f"evidence-{step.key}", ""),
                sensitive=f"sensitive-{step.key}" in chosen,
                id=step.id or None,
            )
            for step in steps
        ),
    )


async def read_tree(db: AsyncSession, actor: Actor) -> TreePage:
    """The mentoring tree in words."""
    tree = await mentoring_tree(db, actor)
    summary = _("Fewer than {floor} people walk with somebody, or saying how many would say too much of few.")
    if tree.total is not None:
        summary = ngettext(
            "{count} person walks with a mentor or pastor.",
            "{count} people walk with a mentor or pastor.",
            tree.total,
        )
    return TreePage(
        rows=tuple(_node(node) for node in tree.nodes),
        has_rows=bool(tree.nodes),
        summary=summary.format(count=tree.total, floor=tree.floor),
    )


def _node(node: TreeNode) -> TreeRow:
    withheld = _("not shown")
    own = _("see your people") if node.is_me else withheld
    return TreeRow(
        id=node.person.id,
        name=node.person.name,
        initials=initials(node.person.name),
        role=role_name(node.role),
        above=node.above.name if node.above else "",
        own=str(node.walks_with) if node.walks_with is not None else own,
        branch=str(node.branch) if node.branch is not None else "",
    )
