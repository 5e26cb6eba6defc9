"""What the page of one person looks like; the same for whoever may see it and for the owner's preview."""

from typing import Any, cast

import reflex as rx

from coaching_app import ui
from coaching_app.features.companion.schemas import Line, Row, Said, Section
from coaching_app.features.companion.state.person import CompanionState
from coaching_app.ui.text import t

DIALOG = "companion-item"


def some(rows: object) -> rx.Var[bool]:
    """Whether a list of state holds anything."""
    return rx.Var.create(rows).to(list).length() > 0


@rx.memo
def line_row(line: rx.vars.ObjectVar[Line]) -> rx.Component:
    """One day of an answer."""
    return ui.table_row(line.label, line.value)


@rx.memo
def shared_row(row: rx.vars.ObjectVar[Row]) -> rx.Component:
    """One thing, read-only."""
    facts = ui.row(
        rx.cond(row.is_done, ui.pill(t("done"), tone="green")),
        rx.foreach(row.facts, lambda fact: ui.text(fact, tone="quiet", size="s", inline=True)),
        gap="m",
    )
    lines = ui.disclosure(
        t("Answers"),
        ui.table(
            [ui.Column(t("Day")), ui.Column(t("Answer"))],
            rx.foreach(row.lines, lambda line: rx.fragment(line_row(line=line), key=line.label)),
            caption=cast("Any", t("Answers to {question}", question=row.title)),
        ),
    )
    title = rx.cond(
        row.opens != "",
        ui.row(ui.link(row.title, on_click=CompanionState.open(row.opens, row.id))),
        ui.text(row.title, weight="medium"),
    )
    return ui.stack(
        title,
        facts,
        rx.cond(row.has_percent, ui.progress(row.title, value=row.percent)),
        rx.cond(row.body != "", ui.text(row.body, tone="soft", clamp=3)),
        rx.cond(some(row.lines), lines),
        gap="xs",
    )


@rx.memo
def section_card(section: rx.vars.ObjectVar[Section]) -> rx.Component:
    """One category."""
    return ui.card(
        rx.cond(
            some(section.rows),
            ui.stack(
                rx.foreach(section.rows, lambda row: rx.fragment(shared_row(row=row), key=row.id)), gap="m"
            ),
            ui.text(t("Shared with you, and empty at the moment."), tone="soft"),
        ),
        title=rx.fragment(section.label),
        aside=rx.fragment(rx.cond(section.is_resting, ui.pill(t("resting"), tone="green", icon="leaf"))),
    )


@rx.memo
def said_row(said: rx.vars.ObjectVar[Said]) -> rx.Component:
    """One thing said."""
    return rx.cond(
        said.role == "coach",
        ui.message(ui.safe_html(said.html), sender="coach"),
        ui.message(ui.safe_html(said.html), sender="person", initials=CompanionState.person.initials),
    )


def _opened() -> rx.Component:
    opened = CompanionState.opened
    talk = ui.message_list(
        rx.foreach(opened.messages, lambda said: rx.fragment(said_row(said=said), key=said.id))
    )
    return ui.dialog(
        rx.cond(opened.category == "notes", ui.safe_html(opened.html), talk),
        id=DIALOG,
        title=rx.fragment(opened.title),
        open=rx.Var.create(CompanionState.is_open),
        on_close=CompanionState.close,
        size="l",
    )


def person_view() -> rx.Component:
    """Everything one person shares with the viewer."""
    person = CompanionState.person
    words = rx.cond(
        person.is_forced, ui.callout(person.words, tone="amber"), ui.text(person.words, tone="soft")
    )
    head = ui.row(
        ui.avatar(person.initials, size="l"),
        ui.grow(words),
        rx.cond(person.is_resting, ui.pill(t("resting"), tone="green", icon="leaf")),
        gap="m",
        wrap=False,
    )
    shared = ui.stack(
        head,
        rx.foreach(
            person.sections, lambda section: rx.fragment(section_card(section=section), key=section.category)
        ),
        gap="l",
    )
    return rx.el.section(rx.fragment(shared, _opened()), aria_label=t("What is shared"), data_person="")


def missing() -> rx.Component:
    """Nobody to see here."""
    return ui.card(
        ui.empty_state(
            t("There is nothing for you here"),
            t("This person does not walk with you, or the relationship has ended."),
            ui.button(t("Today"), href="/today", variant="quiet"),
            icon="people",
        )
    )
