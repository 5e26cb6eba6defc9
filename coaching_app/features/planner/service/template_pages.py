"""Reads everything the pages of templates show: what is prepared, who has it, and what waits for a coach."""

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from coaching_app.core.i18n import gettext as _
from coaching_app.core.i18n import ngettext
from coaching_app.domain.actor import Actor
from coaching_app.domain.consent import Category, Viewer
from coaching_app.domain.goal_progress import plain
from coaching_app.features.consent import service as consent
from coaching_app.features.people import service as people
from coaching_app.features.planner.queries import evidence_views
from coaching_app.features.planner.schemas import (
    AskedRow,
    AssignmentView,
    EvidenceView,
    GivenRow,
    ProofRow,
    TemplateDraft,
    TemplateForm,
    TemplatePage,
    TemplateRow,
    TemplatesPage,
    TemplateView,
)
from coaching_app.features.planner.service.assignments import list_assignments
from coaching_app.features.planner.service.item_words import repeat_options, week_options, week_rows
from coaching_app.features.planner.service.task_rows import today_of
from coaching_app.features.planner.service.templates import get_template, list_templates
from coaching_app.features.planner.service.wording import day_label
from coaching_app.models import Evidence, EvidenceReview, Goal, User

MOST_PROOFS = 50
SURFACE = "evidence to review"


async def read_templates(db: AsyncSession, actor: Actor) -> TemplatesPage:
    """The page of all templates; what others' evidence it shows leaves a receipt, so it needs to write."""
    given = await list_assignments(db, actor)
    today = today_of(actor)
    return TemplatesPage(
        tuple(
            _asked(one, today, actor.language)
            for one in given
            if one.status == "review" and one.person_id != actor.user_id
        ),
        await _proofs(db, actor, today),
        tuple(_row(one) for one in await list_templates(db, actor)),
    )


async def read_template(db: AsyncSession, actor: Actor, template_id: str) -> TemplatePage:
    """The page of one template of the coach."""
    view = await get_template(db, actor, template_id)
    given = [one for one in await list_assignments(db, actor) if one.template_id == template_id]
    circles = await people.circles_of(db, actor)
    walks = [
        one.mentee
        for one in await people.relationships_of(db, actor)
        if one.my_side == "coach" and one.status == "active"
    ]
    have = {one.person_id for one in given}
    return TemplatePage(
        id=view.id,
        version=view.version,
        form=_form(view.content),
        facts=_facts(view),
        weeks=week_rows(view.content.items, actor.language),
        given=tuple(_given(one) for one in sorted(given, key=lambda one: one.person_name.casefold())),
        week_options=week_options(view.content.weeks, view.content.items),
        repeat_options=repeat_options(view.content.items, actor.language),
        circle_options=tuple((one.id, one.name) for one in circles if one.is_mine),
        people=tuple({one.id: (one.id, one.name) for one in walks if one.id not in have}.values()),
        first_day=_next_monday(today_of(actor)).isoformat(),
    )


async def _proofs(db: AsyncSession, actor: Actor, today: date) -> tuple[ProofRow, ...]:
    """Evidence without a review, of goals that are shared with the coach."""
    reviewed = select(col(EvidenceReview.evidence_id)).where(
        col(EvidenceReview.evidence_id) == col(Evidence.id)
    )
    query = (
        select(col(Evidence.id), col(Goal.id), col(Goal.title), col(Goal.owner_id), col(User.display_name))
        .join(Goal, col(Goal.id) == col(Evidence.goal_id))
        .join(User, col(User.id) == col(Goal.owner_id))
        .where(
            col(Goal.owner_id) != actor.user_id,
            col(Goal.deleted_at).is_(None),
            col(Evidence.deleted_at).is_(None),
            ~reviewed.exists(),
            consent.visible_to(Viewer.of(actor), Category.GOALS, col(Goal.owner_id), col(Goal.id)),
        )
        .order_by(col(Evidence.id))
        .limit(MOST_PROOFS)
    )
    found = {row[0]: row for row in (await db.execute(query)).all()}
    shown: dict[str, set[str]] = defaultdict(set)
    for _id, goal_id, _title, owner_id, _name in found.values():
        shown[owner_id].add(goal_id)
    for owner_id, goal_ids in shown.items():
        await consent.record_reads(db, actor, owner_id, Category.GOALS, sorted(goal_ids), surface=SURFACE)
    pieces = await evidence_views(db, {row[1] for row in found.values()})
    return tuple(
        _proof(
            one, found[one.id][4], found[one.id][2], day_label(one.created_at.date(), today, actor.language)
        )
        for one in reversed(pieces)
        if one.id in found
    )


def _proof(piece: EvidenceView, person: str, goal: str, day: str) -> ProofRow:
    facts = [day]
    if piece.amount is not None:
        facts.append(f"{piece.amount:+g}")
    kinds = {"note": _("a note"), "link": _("a link"), "file": _("a file")}
    return ProofRow(
        id=piece.id,
        person=person,
        goal=goal,
        title={"link": piece.url, "file": piece.file_name}.get(piece.kind) or kinds["note"],
        facts=" · ".join(facts),
        text=piece.text,
        href=f"/api/v1/evidence/{piece.id}/file" if piece.kind == "file" else piece.url,
        is_file=piece.kind == "file",
    )


def _asked(given: AssignmentView, today: date, language: str) -> AskedRow:
    begins = _("begins {day}").format(day=day_label(given.start_on, today, language))
    return AskedRow(given.id, given.person_name, given.goal_title, begins, week_rows(given.items, language))


def _given(given: AssignmentView) -> GivenRow:
    words = {
        "draft": _("has it as a draft"),
        "review": _("asks for a review"),
        "active": _("on the way"),
        "done": _("done"),
        "dropped": _("did not take it"),
    }
    told = words.get(given.status, given.status)
    if given.status in {"active", "draft", "review"} and given.base_version < given.latest_version:
        told = _("{status}, has not decided about your last change").format(status=told)
    return GivenRow(given.id, given.person_name, given.status, told)


def _row(view: TemplateView) -> TemplateRow:
    return TemplateRow(view.id, view.content.title, _facts(view))


def _facts(view: TemplateView) -> str:
    content = view.content
    facts = [
        ngettext("{count} thing in it", "{count} things in it", len(content.items)).format(
            count=len(content.items)
        ),
        ngettext("{count} person has it", "{count} people have it", view.given_to).format(count=view.given_to)
        if view.given_to
        else _("nobody has it yet"),
    ]
    if content.weeks:
        facts.insert(0, ngettext("{count} week", "{count} weeks", content.weeks).format(count=content.weeks))
    return " · ".join(facts)


def _form(content: TemplateDraft) -> TemplateForm:
    return TemplateForm(
        title=content.title,
        why=content.why,
        weeks=str(content.weeks or ""),
        progress_by=content.progress_by,
        is_reviewed_only=content.is_reviewed_only,
        unit=content.unit,
        target_value="" if content.target_value is None else plain(content.target_value),
    )


def _next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())
