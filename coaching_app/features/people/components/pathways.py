"""Draws pathways: somebody's steps, the dialogs that advance and start them, and the form that writes them."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.people.components.relationships import foot, problem
from coaching_app.features.people.schemas.rows import PathwayRow, StepFields, StepRow, WalkRow
from coaching_app.features.people.state.pathways import PathwaysState
from coaching_app.ui.text import t

STEP_DIALOG, START_DIALOG, WRITE_DIALOG = "pathway-step", "pathway-start", "pathway-write"


def _step_details(step: rx.vars.ObjectVar[StepRow]) -> rx.Component:
    return ui.disclosure(
        t("Read more"),
        ui.stack(
            rx.cond(step.description != "", ui.text(step.description)),
            rx.cond(step.asked != "", ui.text(t("It shows in this: {words}", words=step.asked), tone="soft")),
            rx.cond(step.evidence != "", ui.quote(step.evidence, source=rx.fragment(step.reached))),
            gap="s",
        ),
    )


@rx.memo
def walk_step(step: rx.vars.ObjectVar[StepRow], walk_id: rx.Var[str]) -> rx.Component:
    """A step: its state for everybody, what it says for whom it is meant."""
    reach = ui.button(
        t("Mark as reached"),
        size="s",
        icon="check",
        on_click=PathwaysState.open_step(walk_id, step.id),
        aria_label=t("Mark as reached: {title}", title=step.title),
    )
    again = ui.button(
        t("Take back"),
        size="s",
        variant="text",
        on_click=PathwaysState.reopen_step(walk_id, step.id),
        aria_label=t("Take back: {title}", title=step.title),
    )
    door = ui.pill(t("sensitive"), tone="sky", icon="lock")
    state = rx.cond(
        step.is_done,
        ui.pill(t("reached"), tone="green", icon="check"),
        rx.cond(step.is_next, ui.pill(t("next"), tone="amber"), ui.pill(t("later"))),
    )
    details = _step_details(step)
    has_more = (step.description != "") | (step.asked != "") | (step.evidence != "")
    return ui.list_row(
        step.title,
        state,
        rx.cond(step.sensitive, door),
        rx.cond(
            step.is_hidden & ~step.is_done,
            ui.text(t("A pastor marks this one."), inline=True, size="s", tone="quiet"),
        ),
        rx.cond(step.reached != "", ui.text(step.reached, inline=True, size="s", tone="quiet")),
        rx.cond(has_more, details),
        lead=ui.text(step.number, numeric=True, tone="quiet", inline=True),
        end=rx.cond(step.can_advance, reach, rx.cond(step.can_reopen, again)),
    )


@rx.memo
def walk_card(walk: rx.vars.ObjectVar[WalkRow]) -> rx.Component:
    """Somebody on a pathway."""
    off = ui.button(
        rx.cond(walk.is_mine, t("Leave"), t("Take off")),
        size="s",
        variant="text",
        on_click=PathwaysState.leave(walk.id),
        aria_label=rx.cond(
            walk.is_mine, t("Leave: {title}", title=walk.title), t("Take off: {name}", name=walk.name)
        ),
    )
    return ui.card(
        ui.stack(
            rx.cond(walk.description != "", ui.text(walk.description, tone="soft")),
            ui.progress(walk.progress, value=walk.percent),
            ui.item_list(
                rx.foreach(
                    walk.steps,
                    lambda step: rx.fragment(walk_step(step=step, walk_id=walk.id), key=step.id),
                ),
                label=t("Steps"),
            ),
            gap="m",
        ),
        title=rx.fragment(rx.cond(walk.is_mine, walk.title, f"{walk.name} · {walk.title}")),
        level=3,
        aside=off,
    )


@rx.memo
def pathway_row(pathway: rx.vars.ObjectVar[PathwayRow], may_edit: rx.Var[bool]) -> rx.Component:
    """A pathway of the tenant."""
    edit = ui.button(
        t("Edit"),
        size="s",
        variant="quiet",
        on_click=PathwaysState.open_pathway(pathway.id),
        aria_label=t("Edit {title}", title=pathway.title),
    )
    return ui.list_row(pathway.title, pathway.words, icon="flag", end=rx.cond(may_edit, edit))


def step_dialog() -> rx.Component:
    """Marks the next step as reached."""
    step = PathwaysState.step
    form = rx.el.form(
        ui.stack(
            problem(PathwaysState.step_problem),
            ui.text(step.title, weight="medium", size="l"),
            rx.cond(step.asked != "", ui.text(t("It shows in this: {words}", words=step.asked), tone="soft")),
            ui.textarea_field(
                "evidence",
                t("What shows that it is reached?"),
                id="step-evidence",
                rows=4,
                required=True,
                max_length=4000,
                hint=rx.fragment(
                    rx.cond(
                        step.sensitive,
                        t("You, other pastors who walk along, and the person read this. A mentor does not."),
                        t("The person and those who walk along read this."),
                    )
                ),
            ),
            foot(save=t("Reached")),
        ),
        key=PathwaysState.round,
        on_submit=PathwaysState.advance,
    )
    return ui.dialog(
        form,
        id=STEP_DIALOG,
        title=t("Step reached"),
        open=rx.Var.create(PathwaysState.step_walk_id != ""),
        on_close=PathwaysState.close_step,
    )


def start_dialog() -> rx.Component:
    """Sets somebody on a pathway."""
    page = PathwaysState.page
    form = rx.el.form(
        ui.stack(
            problem(PathwaysState.start_problem),
            ui.select_field(
                "person",
                t("Who?"),
                page.people_options,
                placeholder=t("Choose somebody"),
                required=True,
                id="start-person",
            ),
            ui.select_field(
                "pathway",
                t("Which pathway?"),
                page.pathway_options,
                placeholder=t("Choose a pathway"),
                required=True,
                id="start-pathway",
            ),
            ui.text(t("They see it at once, and may leave it at any time."), tone="soft", size="s"),
            foot(save=t("Start")),
        ),
        key=PathwaysState.round,
        on_submit=PathwaysState.start,
    )
    return ui.dialog(
        form,
        id=START_DIALOG,
        title=t("Start somebody on a pathway"),
        open=rx.Var.create(PathwaysState.is_starting),
        on_close=PathwaysState.close_starting,
    )


def _step_tools(step: rx.vars.ObjectVar[StepFields]) -> rx.Component:
    return ui.row(
        ui.icon_button(t("Move up"), "chevron-up", on_click=PathwaysState.move_step(step.key, True)),
        ui.icon_button(t("Move down"), "chevron-down", on_click=PathwaysState.move_step(step.key, False)),
        ui.icon_button(t("Remove"), "trash", on_click=PathwaysState.remove_step(step.key)),
        gap="none",
        wrap=False,
    )


def _step_evidence(step: rx.vars.ObjectVar[StepFields]) -> rx.Component:
    return ui.textarea_field(
        f"evidence-{step.key}",
        t("What shows that it is reached"),
        id=f"evidence-{step.key}",
        default_value=step.evidence,
        rows=2,
        max_length=2000,
        optional=True,
    )


def _step_sensitive(step: rx.vars.ObjectVar[StepFields]) -> rx.Component:
    return ui.checkbox(
        f"sensitive-{step.key}",
        t("Sensitive: only pastors and the person see what it is"),
        id=f"sensitive-{step.key}",
        default_checked=step.sensitive,
    )


@rx.memo
def step_fields(step: rx.vars.ObjectVar[StepFields], number: rx.Var[int]) -> rx.Component:
    """The fields of one step."""
    tools = _step_tools(step)
    return ui.card(
        ui.stack(
            ui.input_field(
                f"title-{step.key}",
                t("Title"),
                id=f"title-{step.key}",
                default_value=step.title,
                required=True,
                max_length=200,
                auto_complete="off",
            ),
            ui.textarea_field(
                f"description-{step.key}",
                t("What it means"),
                id=f"description-{step.key}",
                default_value=step.description,
                rows=2,
                max_length=4000,
                optional=True,
            ),
            _step_evidence(step),
            _step_sensitive(step),
            gap="s",
        ),
        title=rx.fragment(t("Step {number}", number=number)),
        level=3,
        tone="sunken",
        aside=tools,
    )


def _pathway_form(archive: rx.Component) -> rx.Component:
    return rx.el.form(
        ui.stack(
            ui.input_field(
                "title",
                t("Title"),
                id="pathway-title",
                default_value=PathwaysState.title,
                required=True,
                max_length=200,
                auto_complete="off",
            ),
            ui.textarea_field(
                "description",
                t("Where it leads"),
                id="pathway-description",
                default_value=PathwaysState.description,
                rows=2,
                max_length=4000,
                optional=True,
            ),
            rx.foreach(
                PathwaysState.fields,
                lambda step, index: rx.fragment(step_fields(step=step, number=index + 1), key=step.key),
            ),
            ui.row(ui.button(t("Add a step"), variant="quiet", icon="plus", on_click=PathwaysState.add_step)),
            problem(PathwaysState.write_problem),
            foot(rx.cond(PathwaysState.open_id != "", archive), save=t("Save")),
        ),
        key=PathwaysState.round,
        on_submit=PathwaysState.save_pathway,
    )


def write_dialog() -> rx.Component:
    """Writes a pathway."""
    archive = ui.button(
        t("Archive"), variant="text", icon="trash", on_click=PathwaysState.archive(PathwaysState.open_id)
    )
    form = _pathway_form(archive)
    return ui.dialog(
        form,
        id=WRITE_DIALOG,
        title=rx.cond(PathwaysState.open_id != "", t("Pathway"), t("New pathway")),
        open=rx.Var.create(PathwaysState.is_writing),
        on_close=PathwaysState.close_pathway,
        size="l",
    )
