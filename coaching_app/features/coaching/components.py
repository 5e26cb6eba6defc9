"""What the coach's page looks like: people with reasons, circles in counts, and the form of a nudge."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.features.coaching.schemas import WORDS_LENGTH, CircleRow, NeedView, NudgeRow, ReasonView
from coaching_app.features.coaching.state import CoachingState, NudgesState
from coaching_app.ui.text import t

DIALOG = "nudge-form"


@rx.memo
def reason_pill(reason: rx.vars.ObjectVar[ReasonView]) -> rx.Component:
    """A reason."""
    tone: Any = rx.match(
        reason.kind,
        ("quiet", "amber"),
        ("drop", "amber"),
        ("overdue", "amber"),
        ("resting", "green"),
        ("fine", "outline"),
        "outline",
    )
    return ui.pill(reason.words, tone=tone)


@rx.memo
def need_row(need: rx.vars.ObjectVar[NeedView]) -> rx.Component:
    """Somebody, why they stand here, and the one click to what they share."""
    nudge = rx.cond(
        need.can_nudge,
        ui.button(
            t("Nudge"),
            variant="quiet",
            size="s",
            aria_label=t("Nudge {name}", name=need.name),
            on_click=CoachingState.write(need.person_id),
        ),
        ui.text(need.nudge_words, tone="quiet", size="xs"),
    )
    return ui.list_row(
        need.name,
        rx.foreach(need.reasons, lambda one: rx.fragment(reason_pill(reason=one), key=one.words)),
        rx.cond(need.shares != "", ui.text(need.shares, tone="quiet", size="s", inline=True)),
        lead=ui.avatar(need.initials),
        href=f"/people/{need.person_id}",
        end=nudge,
    )


@rx.memo
def circle_row(circle: rx.vars.ObjectVar[CircleRow]) -> rx.Component:
    """A circle in counts."""
    return ui.list_row(
        circle.name,
        circle.members,
        rx.foreach(circle.facts, lambda fact: ui.text(fact, tone="quiet", size="s", inline=True)),
        icon="people",
        href="/people",
    )


def _people(rows: rx.Var, title: str | rx.Var[str]) -> rx.Component:
    drawn = rx.foreach(rows, lambda one: rx.fragment(need_row(need=one), key=one.person_id))
    return rx.cond(
        rows.to(list).length() > 0,
        ui.card(ui.item_list(drawn, aria_label=title), title=rx.fragment(title)),
    )


def coach_view() -> rx.Component:
    """Everybody, the circles, and how it is computed."""
    page = CoachingState.page
    empty = ui.card(
        ui.empty_state(
            t("Nobody walks with you yet"),
            t("Invite somebody, or propose to walk with them. They decide what you may see."),
            ui.button(t("People"), href="/people", icon="people"),
            icon="people",
        )
    )
    circles = rx.cond(
        rx.Var.create(page.circles).to(list).length() > 0,
        ui.card(
            ui.item_list(
                rx.foreach(page.circles, lambda one: rx.fragment(circle_row(circle=one), key=one.id)),
                label=t("Circles"),
            ),
            title=t("Circles"),
        ),
    )
    how = ui.card(
        ui.stat(
            t("People who walk with you"),
            rx.fragment(page.people),
            how=ui.text(page.how, tone="soft", size="s"),
        ),
        tone="sunken",
    )
    need = rx.Var.create(page.need)
    lists = ui.stack(
        _people(need, t("May need you")),
        _people(
            rx.Var.create(page.others),
            rx.cond(need.to(list).length() > 0, t("The others"), t("Everybody")),
        ),
        gap="l",
    )
    return rx.cond(page.people > 0, ui.split(lists, ui.stack(circles, how, gap="l"), ratio="main"), empty)


def nudge_dialog() -> rx.Component:
    """Writes a nudge."""
    form = rx.el.form(
        ui.stack(
            rx.cond(CoachingState.problem != "", ui.callout(CoachingState.problem, tone="rose")),
            ui.textarea_field(
                "words",
                t("In your own words"),
                id="nudge-words",
                rows=3,
                required=True,
                max_length=WORDS_LENGTH,
                hint=t("They see your name and when you wrote. One nudge a week, none while somebody rests."),
            ),
            ui.row(
                ui.button(t("Cancel"), variant="quiet", closes=True),
                ui.button(t("Send"), type="submit", icon="send"),
                gap="s",
                justify="end",
            ),
        ),
        key=CoachingState.round,
        on_submit=CoachingState.send,
    )
    return ui.dialog(
        form,
        id=DIALOG,
        title=rx.fragment(t("A nudge for {name}", name=CoachingState.to.name)),
        open=rx.Var.create(CoachingState.is_open),
        on_close=CoachingState.close,
    )


@rx.memo
def nudge_row(nudge: rx.vars.ObjectVar[NudgeRow]) -> rx.Component:
    """What a coach wrote to me."""
    return ui.list_row(
        nudge.words,
        nudge.coach,
        nudge.when,
        icon="chat",
        end=ui.icon_button(
            t("Put away what {name} wrote", name=nudge.coach),
            "check",
            on_click=NudgesState.put_away(nudge.id),
        ),
    )


def nudges_card() -> rx.Component:
    """What my coaches wrote to me; nothing when there is nothing."""
    rows = NudgesState.rows
    return rx.cond(
        rx.Var.create(rows).to(list).length() > 0,
        ui.card(
            ui.item_list(
                rx.foreach(rows, lambda one: rx.fragment(nudge_row(nudge=one), key=one.id)),
                label=t("From those who walk with you"),
            ),
            title=t("From those who walk with you"),
        ),
    )
