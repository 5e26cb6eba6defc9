"""What the calendar page is drawn of: its bar, its layers, the open task, and the ways in and out."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.features.calendar.state import CalendarState
from coaching_app.ui.text import t
from coaching_app.ui.wrapped.copy_button import copy_button

TASK_DIALOG = "calendar-task"
EXPORT = "/api/v1/calendar/export"
IMPORT = "/api/v1/calendar/import"


def bar() -> rx.Component:
    """Which days, and how they are shown."""
    steps = ui.row(
        ui.icon_button(t("Earlier"), "chevron-left", on_click=CalendarState.go(-1)),
        ui.icon_button(t("Later"), "chevron-right", on_click=CalendarState.go(1)),
        ui.button(t("Today"), variant="quiet", size="s", on_click=CalendarState.go(0)),
        gap="s",
        wrap=False,
    )
    views = ui.segmented(
        "view",
        t("View"),
        [("month", t("Month")), ("week", t("Week")), ("list", t("List"))],
        value=CalendarState.view,
        on_change=CalendarState.choose_view,
    )
    return ui.row(
        ui.row(steps, ui.title(CalendarState.label, level=2, size="section", aria_live="polite"), gap="m"),
        views,
        justify="between",
        gap="m",
    )


def conflicts() -> rx.Component:
    """What overlaps, in words."""
    found: Any = CalendarState.span.conflicts
    lines = rx.foreach(found, lambda words: ui.text(words, size="s"))
    return rx.cond(found.length() > 0, ui.callout(lines, title=t("At the same time"), tone="amber"))


def layers() -> rx.Component:
    """What is shown on the days."""
    chosen: Any = CalendarState.layers
    names = (("task", t("Tasks")), ("habit", t("Habits")), ("checkin", t("Check-ins")))
    return ui.row(
        *(
            ui.checkbox(
                f"layer-{layer}",
                label,
                checked=chosen.contains(layer),
                on_change=lambda shown, layer=layer: CalendarState.set_layer(layer, shown),
            )
            for layer, label in names
        ),
        gap="m",
    )


def _task_fields() -> rx.Component:
    task = CalendarState.task
    return ui.row(
        ui.grow(ui.date_field("due", t("Day"), id="calendar-due", default_value=task.due, required=True)),
        ui.grow(ui.time_field("time", t("Time"), id="calendar-time", default_value=task.time)),
        ui.grow(
            ui.input_field(
                "minutes",
                t("Minutes"),
                type="number",
                id="calendar-minutes",
                default_value=task.minutes,
                min="1",
                step="1",
            )
        ),
        gap="s",
        align="start",
    )


def _task_foot() -> rx.Component:
    task = CalendarState.task
    return ui.row(
        ui.row(
            ui.button(
                t("Done"),
                variant="text",
                icon="check",
                on_click=CalendarState.complete(task.id),
                type="button",
            ),
            ui.button(t("Open in the planner"), variant="text", href=f"/planner?task={task.id}"),
            gap="none",
        ),
        ui.button(t("Save"), type="submit"),
        justify="between",
    )


def task_dialog() -> rx.Component:
    """The open task: another day, another time, another length, without any dragging."""
    task = CalendarState.task
    nearer = ui.row(
        ui.button(t("A day earlier"), variant="quiet", size="s", on_click=CalendarState.move_by(-1)),
        ui.button(t("A day later"), variant="quiet", size="s", on_click=CalendarState.move_by(1)),
        ui.button(t("A week later"), variant="quiet", size="s", on_click=CalendarState.move_by(7)),
        gap="s",
    )
    fields = _task_fields()
    foot = _task_foot()
    form = rx.el.form(
        ui.stack(
            rx.cond(CalendarState.task_problem != "", ui.callout(CalendarState.task_problem, tone="rose")),
            nearer,
            fields,
            rx.cond(task.repeats_label != "", ui.text(task.repeats_label, tone="soft", size="s")),
            foot,
        ),
        key=CalendarState.round,
        on_submit=CalendarState.save_task,
    )
    is_open = rx.Var.create(CalendarState.is_task_open)
    return ui.dialog(form, id=TASK_DIALOG, title=task.title, open=is_open, on_close=CalendarState.close_task)


def _feed(address: Any) -> rx.Component:
    return ui.stack(
        ui.text(
            t(
                "Other calendar programs can follow yours through a secret address. A new one ends the one before."
            ),
            tone="soft",
            size="s",
        ),
        address,
        ui.row(
            ui.button(
                rx.cond(CalendarState.has_feed, t("Replace the address"), t("Make an address")),
                variant="quiet",
                size="s",
                icon="link",
                on_click=CalendarState.new_feed,
            ),
            rx.cond(
                CalendarState.has_feed,
                ui.button(t("End it"), variant="text", size="s", on_click=CalendarState.end_feed),
            ),
            ui.button(
                t("Save as a file"),
                variant="text",
                size="s",
                icon="download",
                href=EXPORT,
                download="calendar.ics",
            ),
            gap="s",
        ),
        gap="s",
    )


def other_calendars() -> rx.Component:
    """Files in and out, and the secret address for other programs."""
    address = rx.cond(
        CalendarState.feed_address != "",
        ui.callout(
            ui.text(CalendarState.feed_address, size="s"),
            copy_button(CalendarState.feed_address, t("Copy the address")),
            title=t("Shown this once. Whoever has it can read your calendar."),
            tone="amber",
        ),
    )
    feed = _feed(address)
    found = ui.stack(
        ui.upload_drop(
            IMPORT,
            title=t("Bring a calendar file"),
            hint=t("An .ics file. Its entries become tasks; the same file again changes nothing."),
            accept=".ics,text/calendar",
            folder=False,
            field="file",
            on_done=CalendarState.show_import,
        ),
        rx.cond(CalendarState.imported != "", ui.text(CalendarState.imported)),
        rx.foreach(CalendarState.problems, lambda words: ui.text(words, tone="soft", size="s")),
        gap="s",
    )
    return ui.disclosure(t("Other calendars"), ui.split(feed, found, ratio="half"), look="row")
