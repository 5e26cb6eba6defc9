"""Draws circles: the list, and the dialog of the one who leads."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.people.components.relationships import foot, problem
from coaching_app.features.people.schemas.rows import CirclePersonRow, CircleRow
from coaching_app.features.people.state.circles import CirclesState
from coaching_app.ui.text import t

CIRCLE_DIALOG = "people-circle"


def _answers(one: rx.vars.ObjectVar[CircleRow]) -> rx.Component:
    return ui.row(
        ui.button(
            t("Join"),
            size="s",
            icon="check",
            on_click=CirclesState.join(one.id),
            aria_label=t("Join {name}", name=one.name),
        ),
        ui.button(
            t("Decline"),
            size="s",
            variant="quiet",
            on_click=CirclesState.leave(one.id),
            aria_label=t("Decline {name}", name=one.name),
        ),
        gap="s",
        wrap=False,
    )


@rx.memo
def circle_row(one: rx.vars.ObjectVar[CircleRow]) -> rx.Component:
    """A circle, and what one can do about it."""
    answers = _answers(one)
    leave = ui.button(
        t("Leave"),
        size="s",
        variant="text",
        on_click=CirclesState.leave(one.id),
        aria_label=t("Leave {name}", name=one.name),
    )
    edit = ui.button(
        t("Open"),
        size="s",
        variant="quiet",
        on_click=CirclesState.open_circle(one.id),
        aria_label=t("Open {name}", name=one.name),
    )
    return ui.list_row(
        one.name,
        one.leader,
        one.count_label,
        rx.cond(one.purpose != "", ui.text(one.purpose, inline=True, tone="quiet", size="s")),
        icon="people",
        end=rx.cond(one.is_mine, edit, rx.cond(one.is_invited, answers, leave)),
    )


@rx.memo
def circle_person(one: rx.vars.ObjectVar[CirclePersonRow]) -> rx.Component:
    """Somebody in the open circle."""
    out = ui.button(
        t("Take out"),
        size="s",
        variant="text",
        on_click=CirclesState.take_out(CirclesState.open_id, one.id),
        aria_label=t("Take {name} out", name=one.name),
    )
    return ui.list_row(
        one.name,
        rx.cond(one.is_waiting, ui.pill(t("asked"), tone="amber")),
        lead=ui.avatar(one.initials),
        end=out,
    )


def _people() -> rx.Component:
    ask = rx.el.form(
        ui.row(
            ui.grow(
                ui.select_field(
                    "person",
                    t("Ask somebody you walk with"),
                    CirclesState.others,
                    placeholder=t("Choose somebody"),
                    required=True,
                    id="circle-person",
                )
            ),
            ui.button(t("Ask"), type="submit", variant="quiet"),
            align="end",
            gap="s",
            wrap=False,
        ),
        key=f"ask-{CirclesState.round}",
        on_submit=CirclesState.ask_in,
    )
    rows = ui.item_list(
        rx.foreach(CirclesState.people, lambda one: rx.fragment(circle_person(one=one), key=one.id)),
        label=t("In this circle"),
    )
    return ui.stack(
        ui.title(t("In this circle"), level=3, size="minor"),
        rx.cond(
            CirclesState.has_people,
            rows,
            ui.text(t("Nobody yet. Ask those you walk with; they decide."), tone="soft"),
        ),
        rx.cond(CirclesState.has_others, ask),
        gap="s",
    )


def _circle_form(close: rx.Component) -> rx.Component:
    return rx.el.form(
        ui.stack(
            problem(CirclesState.problem),
            ui.input_field(
                "name",
                t("Name"),
                id="circle-name",
                default_value=CirclesState.name,
                required=True,
                max_length=120,
                auto_complete="off",
            ),
            ui.textarea_field(
                "purpose",
                t("What it is for"),
                id="circle-purpose",
                default_value=CirclesState.purpose,
                rows=2,
                max_length=2000,
                optional=True,
            ),
            foot(rx.cond(CirclesState.open_id != "", close), save=t("Save")),
        ),
        key=CirclesState.round,
        on_submit=CirclesState.save,
    )


def circle_dialog() -> rx.Component:
    """A circle one leads, or a new one."""
    close = ui.button(
        t("Close the circle"),
        variant="text",
        icon="trash",
        on_click=CirclesState.close_circle(CirclesState.open_id),
    )
    form = _circle_form(close)
    return ui.dialog(
        ui.stack(rx.cond(CirclesState.open_id != "", ui.stack(_people(), ui.divider())), form, gap="l"),
        id=CIRCLE_DIALOG,
        title=rx.cond(CirclesState.open_id != "", t("Circle"), t("New circle")),
        open=rx.Var.create(CirclesState.is_open),
        on_close=CirclesState.close_dialog,
    )
