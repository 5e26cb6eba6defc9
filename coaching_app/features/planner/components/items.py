"""The items of a plan week by week, and the form of one; the same for who prepares a plan and for who gets it."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.features.planner.components.habit_fields import habit_fields
from coaching_app.features.planner.schemas import TITLE_LENGTH, DraftItemRow, WeekRow
from coaching_app.ui.text import t

ITEM_DIALOG = "plan-item"
_KINDS = [
    ("task", t("Something to do")),
    ("habit", t("A habit")),
    ("resource", t("Something to read or watch")),
    ("milestone", t("A milestone")),
]
_DAYS = [(str(number), t("Day {number}", number=number)) for number in range(1, 8)]


def week_list(weeks: Any, *, state: Any = None, is_open: Any = True) -> rx.Component:
    """The items under their weeks; with a state, and while it is open, each can be edited and each week can get more."""

    def one(item: rx.vars.ObjectVar[DraftItemRow]) -> rx.Component:
        facts = [
            rx.cond(item.facts != "", ui.text(item.facts, inline=True, tone="quiet", size="s")),
            rx.cond(item.notes != "", ui.text(item.notes, inline=True, tone="quiet", size="s", clamp=2)),
        ]
        if state is None:
            return ui.list_row(item.title, *facts)
        edit = ui.icon_button(t("Edit {title}", title=item.title), "edit", on_click=state.open_item(item.id))
        return ui.list_row(item.title, *facts, end=rx.cond(is_open, edit))

    def more(group: rx.vars.ObjectVar[WeekRow]) -> rx.Component:
        if state is None:
            return rx.fragment()
        name = t("Add to {week}", week=group.label)
        add = ui.icon_button(name, "plus", on_click=state.new_item(group.number))
        return rx.cond((group.number != "") & is_open, add)

    def week(group: rx.vars.ObjectVar[WeekRow]) -> rx.Component:
        rows: Any = group.rows
        return ui.stack(
            ui.row(
                ui.title(group.label, level=3, size="minor"),
                more(group),
                justify="between",
                wrap=False,
            ),
            ui.item_list(rx.foreach(rows, lambda item: rx.fragment(one(item), key=item.id))),
            gap="none",
        )

    return ui.stack(rx.foreach(weeks, lambda group: rx.fragment(week(group), key=group.key)), gap="m")


def _when(item: Any, weeks: Any) -> rx.Component:
    return ui.shown_when(
        "kind",
        ("task", "resource", "milestone"),
        ui.row(
            ui.grow(
                ui.select_field(
                    "week",
                    t("Week"),
                    weeks,
                    placeholder=t("Without a day"),
                    id="item-week",
                    default_value=item.week,
                )
            ),
            ui.grow(
                ui.select_field("day", t("Day of that week"), _DAYS, id="item-day", default_value=item.day)
            ),
            align="start",
            gap="s",
        ),
    )


def _link(item: Any) -> rx.Component:
    return ui.input_field(
        "url",
        t("Link"),
        type="url",
        id="item-url",
        default_value=item.url,
        max_length=2_000,
        optional=True,
        placeholder="https://",
    )


def _effort(item: Any, repeats: Any) -> rx.Component:
    """What only some kinds ask for."""
    minutes = ui.input_field(
        "minutes",
        t("Minutes"),
        type="number",
        id="item-minutes",
        default_value=item.minutes,
        min="1",
        step="1",
        input_mode="numeric",
        optional=True,
    )
    comes_back = ui.select_field(
        "repeats",
        t("Comes back"),
        repeats,
        placeholder=t("Once"),
        id="item-repeats",
        default_value=item.repeats,
    )
    return rx.fragment(
        ui.shown_when("kind", ("task", "resource"), minutes),
        ui.shown_when("kind", ("task",), comes_back),
        ui.shown_when("kind", ("resource",), _link(item)),
        ui.shown_when("kind", ("habit",), ui.stack(*habit_fields(item))),
    )


def _fields(item: Any, weeks: Any, repeats: Any) -> list[rx.Component]:
    return [
        ui.select_field("kind", t("What is it?"), _KINDS, id="item-kind", default_value=item.kind),
        ui.input_field(
            "title",
            t("In a few words"),
            id="item-title",
            default_value=item.title,
            required=True,
            max_length=TITLE_LENGTH,
            auto_complete="off",
        ),
        _when(item, weeks),
        _effort(item, repeats),
        ui.textarea_field(
            "notes",
            t("Notes"),
            id="item-notes",
            default_value=item.notes,
            rows=3,
            max_length=4_000,
            optional=True,
        ),
    ]


def item_dialog(state: Any, *, weeks: Any, repeats: Any, title: str) -> rx.Component:
    """Edits the open item of a plan, or makes one."""
    item = state.item
    remove = ui.button(t("Take it out"), variant="text", icon="trash", on_click=state.remove_item(item.id))
    way_out = ui.row(
        ui.button(t("Cancel"), variant="quiet", closes=True), ui.button(t("Save"), type="submit"), gap="s"
    )
    form = rx.el.form(
        ui.stack(
            rx.cond(state.item_problem != "", ui.callout(state.item_problem, tone="rose")),
            *_fields(item, weeks, repeats),
            ui.row(rx.fragment(rx.cond(item.id != "", remove)), way_out, justify="between"),
        ),
        key=state.round,
        on_submit=state.save_item,
    )
    return ui.dialog(
        form, id=ITEM_DIALOG, title=title, open=rx.Var.create(state.is_item_open), on_close=state.close_item
    )
