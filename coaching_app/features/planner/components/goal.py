"""The page of one goal in pieces: how far, the steps, the evidence, the template it came from."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.features.consent.widgets import share_control
from coaching_app.features.planner.components.items import week_list
from coaching_app.features.planner.components.proof import proof_link
from coaching_app.features.planner.schemas import ChangeRow, EvidenceRow, MilestoneRow
from coaching_app.features.planner.state.goal import GoalState
from coaching_app.ui.text import t


def progress_card() -> rx.Component:
    """How far it is, and by which formula."""
    goal = GoalState.page.goal
    return ui.card(
        ui.stack(
            ui.progress(goal.formula, value=goal.percent),
            rx.cond(goal.why != "", ui.text(goal.why, tone="soft")),
            ui.row(
                rx.cond(goal.due_label != "", ui.pill(goal.due_label, icon="flag")),
                ui.link(t("Tasks of this goal"), href=f"/planner?goal={goal.id}"),
                gap="s",
            ),
            gap="s",
        )
    )


def goal_problem() -> rx.Component:
    """What was refused, above everything else."""
    return rx.cond(GoalState.problem != "", ui.callout(GoalState.problem, tone="rose"))


def milestones() -> rx.Component:
    """The steps, ticked in place, and one more."""

    def one(step: rx.vars.ObjectVar[MilestoneRow]) -> rx.Component:
        return ui.task_row(
            step.title,
            done=step.is_done,
            on_toggle=GoalState.set_reached(step.id, ~step.is_done),
            due=step.due_label,
            due_tone="",
            actions=ui.icon_button(
                t("Delete {step}", step=step.title), "trash", on_click=GoalState.delete_milestone(step.id)
            ),
        )

    add = rx.el.form(
        ui.stack(
            ui.input_field("title", t("Another milestone"), id="milestone-title", max_length=500),
            ui.row(
                ui.grow(ui.date_field("due", t("By"), id="milestone-due")),
                ui.button(t("Add"), type="submit", variant="quiet"),
                align="end",
                gap="s",
                wrap=False,
            ),
            gap="s",
        ),
        key=GoalState.round,
        on_submit=GoalState.add_milestone,
    )
    rows = ui.item_list(rx.foreach(GoalState.page.milestones, one), label=t("Milestones"))
    return ui.card(ui.stack(rows, add, gap="s"), title=t("Milestones"))


def _adding_evidence() -> rx.Component:
    return rx.el.form(
        ui.stack(
            ui.textarea_field("text", t("A note, or a link"), id="evidence-text", rows=2, max_length=20_000),
            rx.cond(
                GoalState.page.goal.progress_by == "measure",
                ui.input_field(
                    "amount",
                    t("Adds to the measure"),
                    type="number",
                    id="evidence-amount",
                    step="any",
                    optional=True,
                ),
            ),
            ui.row(ui.button(t("Keep"), type="submit", variant="quiet"), justify="end"),
            gap="s",
        ),
        key=GoalState.round,
        on_submit=GoalState.add_evidence,
    )


def evidence() -> rx.Component:
    """What shows that it moves, with what a coach said, and one more."""

    def one(piece: rx.vars.ObjectVar[EvidenceRow]) -> rx.Component:
        return ui.list_row(
            rx.cond(
                piece.href != "",
                proof_link(piece.title, piece.href, is_file=piece.kind == "file"),
                piece.title,
            ),
            ui.text(piece.facts, inline=True, tone="quiet", size="s"),
            rx.cond(
                piece.verdict != "",
                ui.pill(piece.said, tone=rx.cond(piece.verdict == "accepted", "green", "amber")),
                rx.cond(GoalState.page.goal.is_reviewed_only, ui.pill(t("waits for a review"))),
            ),
            end=ui.icon_button(
                t("Delete {title}", title=piece.title), "trash", on_click=GoalState.delete_evidence(piece.id)
            ),
        )

    add = _adding_evidence()
    drop = ui.upload_drop(
        f"/api/v1/goals/{GoalState.page.goal.id}/evidence/file",
        title=t("Or a file"),
        hint=t("Up to 25 MB."),
        folder=False,
        field="file",
        on_done=lambda _answer: GoalState.refresh(),
    )
    rows = ui.item_list(rx.foreach(GoalState.page.evidence, one), label=t("Evidence"))
    seen = ui.text(t("A coach sees it only if you share this goal."), tone="soft", size="s")
    share = share_control("goals", GoalState.page.goal.id)
    return ui.card(
        ui.stack(seen, rows, add, drop, gap="s"),
        title=t("Evidence"),
        aside=share,
    )


def draft() -> rx.Component:
    """What a coach prepared: made one's own, shown, and then begun."""
    page = GoalState.page
    is_draft = page.goal.status == "draft"
    ask = rx.cond(
        is_draft,
        ui.button(t("Ask for a review"), icon="send", on_click=GoalState.ask_review(True)),
        ui.button(t("Take the request back"), variant="quiet", on_click=GoalState.ask_review(False)),
    )
    told = rx.cond(
        is_draft,
        t("Prepared by {name}. Make it yours; it begins when they have looked at it.", name=page.coach_name),
        t("{name} looks at it now. It begins when they agree.", name=page.coach_name),
    )
    plan: Any = page.plan
    body = ui.stack(
        ui.text(told, tone="soft"),
        rx.cond(page.coach_words != "", ui.quote(page.coach_words, source=page.coach_name)),
        rx.cond(
            plan.length() > 0,
            week_list(plan, state=GoalState, is_open=is_draft),
            ui.text(t("There is nothing in it. Add what you mean to do."), tone="soft"),
        ),
        ask,
        gap="m",
    )
    add = ui.button(
        t("Add something"), variant="text", size="s", icon="plus", on_click=GoalState.new_item("")
    )
    waits = is_draft | (page.goal.status == "review")
    return rx.cond(
        (page.assignment_id != "") & waits,
        ui.card(body, title=t("Your plan"), aside=rx.cond(is_draft, add)),
    )


def _change(change: rx.vars.ObjectVar[ChangeRow]) -> rx.Component:
    kind = rx.match(
        change.kind,
        ("added", ui.pill(t("new"), tone="green")),
        ("removed", ui.pill(t("taken out"), tone="amber")),
        ui.pill(t("changed"), tone="sky"),
    )
    words = rx.cond(change.after != "", change.after, change.before)
    take = ui.checkbox(
        f"take-{change.id}",
        ui.hidden_text(t("Take over: {change}", change=words)),
        id=f"take-{change.id}",
        default_checked=True,
    )
    return ui.list_row(
        words,
        kind,
        rx.cond(
            (change.kind == "changed") & (change.before != ""),
            ui.text(t("was: {before}", before=change.before), inline=True, tone="quiet", size="s"),
        ),
        rx.cond(change.note != "", ui.text(change.note, inline=True, tone="amber", size="s")),
        lead=rx.cond(change.is_kept, ui.icon("check"), take),
    )


def changes() -> rx.Component:
    """What the coach changed since, to take over, each or all, or to leave."""
    found: Any = GoalState.page.changes
    form = rx.el.form(
        ui.stack(
            ui.text(t("Take over what fits. What you have done stays as it is."), tone="soft", size="s"),
            ui.item_list(
                rx.foreach(found, lambda one: rx.fragment(_change(one), key=one.id)), label=t("Changes")
            ),
            ui.row(
                ui.button(t("Take over"), type="submit"),
                ui.button(t("Keep mine"), variant="quiet", on_click=GoalState.keep_mine),
                gap="s",
            ),
            gap="s",
        ),
        key=GoalState.round,
        on_submit=GoalState.take_over,
    )
    return rx.cond(
        GoalState.has_changes, ui.card(form, title=t("Your coach changed the plan"), tone="raised")
    )
