"""The page of one goal in pieces: how far, the steps, the evidence, the template it came from."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.planner.schemas import ChangeRow, DraftItemRow, EvidenceRow, MilestoneRow
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
        ui.row(
            ui.grow(ui.input_field("title", t("Another milestone"), id="milestone-title", max_length=500)),
            ui.date_field("due", t("By"), id="milestone-due"),
            ui.button(t("Add"), type="submit", variant="quiet"),
            align="end",
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
            ui.row(
                ui.input_field(
                    "amount",
                    t("Adds to the measure"),
                    type="number",
                    id="evidence-amount",
                    step="any",
                    optional=True,
                ),
                ui.button(t("Keep"), type="submit", variant="quiet"),
                align="end",
                gap="s",
            ),
            gap="s",
        ),
        key=GoalState.round,
        on_submit=GoalState.add_evidence,
    )


def evidence() -> rx.Component:
    """What shows that it moves, with what a coach said, and one more."""

    def one(piece: rx.vars.ObjectVar[EvidenceRow]) -> rx.Component:
        return ui.list_row(
            rx.cond(piece.href != "", ui.anchor(piece.title, href=piece.href, native=True), piece.title),
            ui.text(piece.facts, inline=True, tone="quiet", size="s"),
            rx.cond(
                piece.verdict != "",
                ui.pill(piece.said, tone=rx.cond(piece.verdict == "accepted", "green", "amber")),
            ),
            end=ui.icon_button(
                t("Delete {title}", title=piece.title), "trash", on_click=GoalState.delete_evidence(piece.id)
            ),
        )

    add = _adding_evidence()
    drop = ui.upload_drop(
        f"/api/v1/goals/{GoalState.page.goal.id}/evidence/file",
        title=t("Or a file"),
        hint=t("Up to 25 MB. A coach sees it only if you share this goal."),
        folder=False,
        field="file",
        on_done=lambda _answer: GoalState.refresh(),
    )
    rows = ui.item_list(rx.foreach(GoalState.page.evidence, one), label=t("Evidence"))
    return ui.card(ui.stack(rows, add, drop, gap="s"), title=t("Evidence"))


def draft() -> rx.Component:
    """What a coach prepared: made one's own, shown, and then begun."""
    page = GoalState.page

    def one(item: rx.vars.ObjectVar[DraftItemRow]) -> rx.Component:
        return ui.list_row(
            item.title,
            ui.text(item.facts, inline=True, tone="quiet", size="s"),
            end=rx.cond(
                page.goal.status == "draft",
                ui.icon_button(
                    t("Take {title} out", title=item.title), "close", on_click=GoalState.drop_item(item.id)
                ),
            ),
        )

    ask = rx.cond(
        page.goal.status == "draft",
        ui.button(t("Ask for a review"), icon="send", on_click=GoalState.ask_review(True)),
        ui.button(t("Take the request back"), variant="quiet", on_click=GoalState.ask_review(False)),
    )
    body = ui.stack(
        ui.text(
            t(
                "Prepared by {name}. Make it yours; it begins when they have looked at it.",
                name=page.coach_name,
            ),
            tone="soft",
        ),
        rx.cond(page.coach_words != "", ui.quote(page.coach_words, source=page.coach_name)),
        ui.item_list(rx.foreach(page.plan, one), label=t("Your plan")),
        ask,
        gap="s",
    )
    waits = (page.goal.status == "draft") | (page.goal.status == "review")
    return rx.cond((page.assignment_id != "") & waits, ui.card(body, title=t("Your plan")))


def changes() -> rx.Component:
    """What the coach changed since, to take over or to leave."""

    def one(change: rx.vars.ObjectVar[ChangeRow]) -> rx.Component:
        kind = rx.match(
            change.kind,
            ("added", ui.pill(t("new"), tone="green")),
            ("removed", ui.pill(t("taken out"), tone="amber")),
            ui.pill(t("changed"), tone="sky"),
        )
        return ui.list_row(
            rx.cond(change.after != "", change.after, change.before),
            kind,
            rx.cond(
                (change.kind == "changed") & (change.before != ""),
                ui.text(t("was: {before}", before=change.before), inline=True, tone="quiet", size="s"),
            ),
            rx.cond(change.note != "", ui.text(change.note, inline=True, tone="amber", size="s")),
        )

    found = GoalState.page.changes
    return rx.cond(
        GoalState.has_changes,
        ui.card(
            ui.stack(
                ui.item_list(rx.foreach(found, one), label=t("Changes")),
                ui.row(
                    ui.button(t("Take them over"), on_click=GoalState.decide(True)),
                    ui.button(t("Keep mine"), variant="quiet", on_click=GoalState.decide(False)),
                    gap="s",
                ),
                gap="s",
            ),
            title=t("Your coach changed the plan"),
            tone="raised",
        ),
    )
