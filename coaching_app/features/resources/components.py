"""What resources look like: the queue, what fits into some minutes, what came back, import and export."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.resources.schemas import (
    MOST_MINUTES,
    NOTES_LENGTH,
    TITLE_LENGTH,
    LeftOut,
    PickRow,
    ResourceRow,
)
from coaching_app.features.resources.state import ResourcesState
from coaching_app.ui.text import t

DIALOG = "resource-form"


def some(rows: object) -> rx.Var[bool]:
    """Whether a list of state holds anything."""
    return rx.Var.create(rows).to(list).length() > 0


def _menu(row: rx.vars.ObjectVar[ResourceRow]) -> rx.Component:
    steps = [
        ui.menu_item(
            t("{percent} % read", percent=percent), on_click=ResourcesState.set_progress(row.id, percent)
        )
        for percent in (25, 50, 75)
    ]
    return ui.menu(
        ui.menu_item(t("Edit"), icon="edit", on_click=ResourcesState.edit(row.id)),
        ui.menu_line(),
        *steps,
        ui.menu_item(t("Not begun"), icon="undo", on_click=ResourcesState.set_progress(row.id, 0)),
        ui.menu_line(),
        ui.menu_item(t("Take out"), icon="trash", on_click=ResourcesState.delete(row.id)),
        id=f"resource-{row.id}",
        label=t("More for {title}", title=row.title),
    )


@rx.memo
def resource_row(row: rx.vars.ObjectVar[ResourceRow]) -> rx.Component:
    """Something in the queue."""
    done = rx.cond(
        row.is_finished,
        ui.pill(t("finished"), tone="green"),
        ui.icon_button(
            t("Finish {title}", title=row.title), "check", on_click=ResourcesState.set_progress(row.id, 100)
        ),
    )
    return ui.list_row(
        row.title,
        row.host,
        rx.foreach(row.facts, lambda fact: ui.text(fact, tone="quiet", size="s", inline=True)),
        rx.cond(row.is_begun, ui.progress(row.title, value=row.progress)),
        href=row.href,
        lead=ui.icon(row.icon, choices=("link", "file", "book")),
        end=ui.row(done, _menu(row), gap="xs", wrap=False),
    )


@rx.memo
def back_row(row: rx.vars.ObjectVar[ResourceRow]) -> rx.Component:
    """Something that came back."""
    return ui.list_row(
        row.title,
        rx.foreach(row.facts, lambda fact: ui.text(fact, tone="quiet", size="s", inline=True)),
        href=row.href,
        icon="refresh",
        end=ui.row(
            ui.button(
                t("Useful"), size="s", variant="quiet", on_click=ResourcesState.answer(row.id, "useful"),
                aria_label=t("{title} was useful", title=row.title),
            ),
            ui.button(
                t("Later"), size="s", variant="text", on_click=ResourcesState.answer(row.id, "later"),
                aria_label=t("{title} later", title=row.title),
            ),
            ui.button(
                t("Enough"), size="s", variant="text", on_click=ResourcesState.answer(row.id, "enough"),
                aria_label=t("Enough of {title}", title=row.title),
            ),
            gap="xs",
        ),
    )  # fmt: skip


@rx.memo
def pick_row(row: rx.vars.ObjectVar[PickRow]) -> rx.Component:
    """Something that fits now."""
    return ui.list_row(row.title, row.words, href=row.href, icon="clock")


@rx.memo
def left_out_row(row: rx.vars.ObjectVar[LeftOut]) -> rx.Component:
    """A row of an import that was left out."""
    return ui.table_row(ui.number_cell(row.line), row.reason)


def minutes_card() -> rx.Component:
    """I have some minutes."""
    page = ResourcesState.page
    form = rx.el.form(
        ui.row(
            ui.grow(
                ui.input_field(
                    "minutes", t("Minutes I have"), type="number", id="minutes", default_value="25", min=1,
                    max=1440, required=True,
                )
            ),
            ui.button(t("Pick for me"), type="submit", icon="clock"),
            gap="s",
            align="end",
        ),
        on_submit=ResourcesState.have,
    )  # fmt: skip
    picked = rx.cond(
        page.picked != "",
        ui.stack(
            ui.item_list(
                rx.foreach(page.picks, lambda one: rx.fragment(pick_row(row=one), key=one.id)),
                label=t("What fits now"),
            ),
            rx.cond(
                some(page.picks),
                ui.disclosure(t("Why these"), ui.text(page.picked, tone="soft", size="s")),
                ui.text(page.picked, tone="soft"),
            ),
            gap="s",
        ),
    )
    return ui.card(ui.stack(form, picked, gap="m"), title=t("I have a little time"), aria_live="polite")


def back_card() -> rx.Component:
    """What came back; nothing when there is nothing."""
    return rx.cond(
        some(ResourcesState.page.back),
        ui.card(
            ui.item_list(
                rx.foreach(ResourcesState.page.back, lambda one: rx.fragment(back_row(row=one), key=one.id)),
                label=t("Came back"),
            ),
            title=t("Came back"),
            aside=t("for your goals"),
        ),
    )


def queue_card() -> rx.Component:
    """The queue, or what is finished."""
    page = ResourcesState.page
    tabs = ui.tabs(
        t("Shelves"),
        [("queue", t("Waiting"), "/resources"), ("done", t("Finished"), "/resources?shelf=done")],
        active=ResourcesState.shelf,
    )
    rows = ui.item_list(
        rx.foreach(page.rows, lambda one: rx.fragment(resource_row(row=one), key=one.id)),
        label=t("Resources"),
    )
    none = ui.text(t("Nothing stands here."), tone="soft")
    hidden = rx.cond(
        page.hidden > 0,
        ui.text(t("{count} more; the nearest and oldest stand here.", count=page.hidden), size="s"),
    )
    return ui.card(ui.stack(tabs, rx.cond(some(page.rows), rows, none), hidden, gap="m"))


def _address() -> rx.Component:
    """Where a link leads; a note or a file stays the one it is."""
    return rx.cond(
        ResourcesState.form.is_link,
        ui.input_field(
            "url", t("Address"), id="resource-url", type="url", required=True, auto_complete="off",
            default_value=ResourcesState.form.url,
            hint=t("It is kept as it is and never opened by the server."),
        ),
    )  # fmt: skip


def _times() -> rx.Component:
    form = ResourcesState.form
    minutes = ui.input_field(
        "minutes", t("Minutes"), id="resource-minutes", type="number", min=1, max=MOST_MINUTES,
        optional=True, default_value=form.minutes,
    )  # fmt: skip
    by = ui.date_field("due_on", t("By"), id="resource-due", optional=True, default_value=form.due_on)
    return ui.row(ui.grow(minutes), ui.grow(by), gap="s")


def _belongs() -> rx.Component:
    """What it serves, and why."""
    form = ResourcesState.form
    return ui.stack(
        ui.select_field(
            "goal_id", t("For the goal"), form.goals, placeholder=t("None"), id="resource-goal", optional=True,
            default_value=form.goal_id,
        ),
        ui.input_field(
            "tags", t("Tags"), id="resource-tags", optional=True, default_value=form.tags, auto_complete="off"
        ),
        ui.textarea_field(
            "notes", t("Why it is worth it"), id="resource-notes", rows=2, optional=True,
            max_length=NOTES_LENGTH, default_value=form.notes,
        ),
    )  # fmt: skip


def _resource_form() -> rx.Component:
    title = ui.input_field(
        "title", t("Title"), id="resource-title", optional=True, max_length=TITLE_LENGTH,
        default_value=ResourcesState.form.title, auto_complete="off",
    )  # fmt: skip
    actions = ui.row(
        ui.button(t("Cancel"), variant="quiet", closes=True),
        ui.button(t("Save"), type="submit"),
        gap="s",
        justify="end",
    )
    problem = rx.cond(ResourcesState.problem != "", ui.callout(ResourcesState.problem, tone="rose"))
    return rx.el.form(
        ui.stack(problem, _address(), title, _times(), _belongs(), actions),
        key=ResourcesState.round,
        on_submit=ResourcesState.save,
    )


def resource_dialog() -> rx.Component:
    """Puts something into the queue, or changes what stands there."""
    return ui.dialog(
        _resource_form(),
        id=DIALOG,
        title=rx.cond(ResourcesState.form.id == "", t("New resource"), t("Resource")),
        open=rx.Var.create(ResourcesState.is_open),
        on_close=ResourcesState.close,
    )


def moving_card() -> rx.Component:
    """Import and export."""
    report = ResourcesState.report
    left_out = ui.disclosure(
        t("What was left out"),
        ui.table(
            [ui.Column(t("Line"), align="end"), ui.Column(t("Why"))],
            rx.foreach(report.rows, lambda row: left_out_row(row=row)),
            caption=t("Rows that were left out"),
        ),
    )
    return ui.card(
        ui.stack(
            ui.upload_drop(
                "/api/v1/resources/import",
                title=t("Bring a list along"),
                hint=t("Bookmarks as HTML, or the CSV or JSON of Pocket, Readwise or Karakeep."),
                accept=".html,.htm,.csv,.json",
                folder=False,
                on_done=ResourcesState.taken_in,
                on_error=ResourcesState.import_failed,
            ),
            rx.cond(report.problem != "", ui.callout(report.problem, tone="rose")),
            rx.cond(
                report.words != "", ui.callout(report.words, rx.cond(report.has_rows, left_out), tone="green")
            ),
            ui.row(
                ui.button(
                    t("Export as CSV"), variant="quiet", icon="download", href="/api/v1/resources/export",
                    download="resources.csv",
                )
            ),
        ),
        title=t("Import and export"),
    )  # fmt: skip
