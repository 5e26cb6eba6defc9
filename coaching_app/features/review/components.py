"""What the weekly review looks like: facts, and beside each a place for one's own words."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.features.review.schemas import THING_LENGTH, WORDS_LENGTH, HabitFact, Said, Written
from coaching_app.features.review.state import ReviewState
from coaching_app.ui.text import t


@rx.memo
def habit_fact(fact: rx.vars.ObjectVar[HabitFact]) -> rx.Component:
    """A habit in the week."""
    return ui.list_row(fact.name, fact.words, icon="leaf", brief=True)


@rx.memo
def said_fact(said: rx.vars.ObjectVar[Said]) -> rx.Component:
    """Words of a check-in."""
    return ui.list_row(said.words, said.label, icon="mark")


@rx.memo
def note_fact(note: rx.vars.ObjectVar[Written]) -> rx.Component:
    """A note."""
    return ui.list_row(note.title, href=f"/knowledge/note/{note.id}", icon="book")


def _listed(rows: Any, label: str, draw: Any) -> rx.Component:
    found = rx.Var.create(rows).to(list)
    return rx.cond(found.length() > 0, ui.item_list(rx.foreach(rows, draw), label=label))


def _words(name: str, label: str, value: Any) -> rx.Component:
    return ui.textarea_field(
        name, label, id=f"review-{name}", rows=2, optional=True, max_length=WORDS_LENGTH, default_value=value
    )


def _kept() -> rx.Component:
    page = ReviewState.page
    return ui.card(
        ui.stack(
            ui.text(page.kept_words, tone="soft"),
            _listed(page.facts.habits, t("Habits of the week"), lambda one: habit_fact(fact=one)),
            _words("kept", t("What helped you keep it?"), page.words.kept),
        ),
        title=t("Kept"),
    )


def _moved() -> rx.Component:
    page = ReviewState.page
    return ui.card(
        ui.stack(
            ui.text(page.moved_words, tone="soft"),
            _listed(page.facts.done, t("Completed"), lambda one: ui.list_row(one, icon="check", brief=True)),
            rx.cond(
                rx.Var.create(page.facts.waiting).to(list).length() > 0,
                ui.disclosure(
                    t("Still open"),
                    _listed(page.facts.waiting, t("Still open"), lambda one: ui.list_row(one, brief=True)),
                    look="row",
                ),
            ),
            _words("moved", t("What moved that no list knows of?"), page.words.moved),
        ),
        title=t("Moved"),
    )


def _learned() -> rx.Component:
    page = ReviewState.page
    return ui.card(
        ui.stack(
            ui.text(page.learned_words, tone="soft"),
            _listed(page.facts.said, t("Words of the week"), lambda one: said_fact(said=one)),
            _listed(page.facts.notes, t("Notes of the week"), lambda one: note_fact(note=one)),
            _words("learned", t("What did you learn?"), page.words.learned),
        ),
        title=t("Learned"),
    )


def _next() -> rx.Component:
    page = ReviewState.page
    things = (
        ("first", t("First"), page.first),
        ("second", t("Second"), page.second),
        ("third", t("Third"), page.third),
    )
    fields = [
        ui.input_field(
            name, label, id=f"review-{name}", optional=True, max_length=THING_LENGTH, default_value=value,
            auto_complete="off",
        )
        for name, label, value in things
    ]  # fmt: skip
    return ui.card(
        ui.stack(
            ui.text(t("Three things for the next week, not more. They become tasks."), tone="soft"),
            *fields,
            _words("ahead", t("What will make it easy?"), page.words.ahead),
        ),
        title=t("Next"),
    )


def review_form() -> rx.Component:
    """The four parts, saved together."""
    return rx.el.form(
        ui.stack(
            rx.cond(ReviewState.problem != "", ui.callout(ReviewState.problem, tone="rose")),
            _kept(),
            _moved(),
            _learned(),
            _next(),
            ui.row(
                ui.text(t("Your words are sealed; nobody else can read them."), tone="quiet", size="s"),
                ui.button(t("Save the review"), type="submit", icon="check"),
                justify="between",
            ),
            gap="l",
        ),
        key=ReviewState.round,
        on_submit=ReviewState.save,
    )


def weeks() -> rx.Component:
    """The way to other weeks."""
    page = ReviewState.page
    return ui.row(
        rx.cond(
            page.earlier != "",
            ui.button(t("Week before"), variant="quiet", icon="chevron-left", href=page.earlier),
        ),
        rx.cond(
            page.later != "",
            ui.button(t("Week after"), variant="quiet", icon="chevron-right", href=page.later),
        ),
        gap="s",
    )
