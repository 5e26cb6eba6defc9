"""What waits for a coach: plans that somebody made their own, and evidence; each with its answer."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.features.planner.components.items import week_list
from coaching_app.features.planner.components.proof import proof_link
from coaching_app.features.planner.schemas import AskedRow, ProofRow
from coaching_app.features.planner.state.templates import TemplatesState
from coaching_app.ui.text import t

ASKED_DIALOG, PROOF_DIALOG = "template-asked", "template-proof"


@rx.memo
def asked_row(one: rx.vars.ObjectVar[AskedRow]) -> rx.Component:
    """Somebody's plan."""
    look = ui.button(
        t("Look at it"),
        size="s",
        variant="quiet",
        on_click=TemplatesState.open_asked(one.id),
        aria_label=t("Look at the plan of {name}", name=one.person),
    )
    return ui.list_row(one.person, one.title, one.facts, icon="target", end=look)


@rx.memo
def proof_row(one: rx.vars.ObjectVar[ProofRow]) -> rx.Component:
    """Somebody's evidence."""
    look = ui.button(
        t("Look at it"),
        size="s",
        variant="quiet",
        on_click=TemplatesState.open_proof(one.id),
        aria_label=t("Look at the evidence of {name}: {title}", name=one.person, title=one.title),
    )
    return ui.list_row(one.person, one.goal, one.title, one.facts, icon="inbox", end=look)


def _answer(options: list[tuple[str, str]], hint: str, field: str) -> list[rx.Component]:
    return [
        rx.cond(TemplatesState.answer_problem != "", ui.callout(TemplatesState.answer_problem, tone="rose")),
        ui.radio_group("verdict", t("Your answer"), options, value=options[0][0]),
        ui.textarea_field(
            "words", t("A few words"), id=field, rows=3, max_length=4_000, hint=hint, optional=True
        ),
        ui.row(
            ui.button(t("Cancel"), variant="quiet", closes=True),
            ui.button(t("Send"), type="submit"),
            justify="end",
            gap="s",
        ),
    ]


def asked_dialog() -> rx.Component:
    """The open plan and the answer to it."""
    asked = TemplatesState.asked
    weeks: Any = asked.weeks
    form = rx.el.form(
        ui.stack(
            *_answer(
                [("agree", t("I agree: it begins")), ("wait", t("Please change something first"))],
                t("{name} reads this beside the plan.", name=asked.person),
                "asked-words",
            )
        ),
        key=TemplatesState.round,
        on_submit=TemplatesState.answer,
    )
    return ui.dialog(
        ui.stack(
            ui.text(t("{title}, {facts}", title=asked.title, facts=asked.facts), tone="soft"),
            week_list(weeks),
            ui.divider(),
            form,
        ),
        id=ASKED_DIALOG,
        title=t("The plan of {name}", name=asked.person),
        open=rx.Var.create(asked.id != ""),
        on_close=TemplatesState.close_asked,
        size="l",
    )


def proof_dialog() -> rx.Component:
    """The open evidence and the answer to it."""
    proof = TemplatesState.proof
    form = rx.el.form(
        ui.stack(
            *_answer(
                [("accepted", t("Accepted: it counts")), ("more", t("I would like to see more"))],
                t("{name} reads this beside it.", name=proof.person),
                "proof-words",
            )
        ),
        key=TemplatesState.round,
        on_submit=TemplatesState.review,
    )
    shown = ui.stack(
        ui.text(t("For “{goal}”, {facts}", goal=proof.goal, facts=proof.facts), tone="soft"),
        rx.cond(proof.href != "", proof_link(proof.title, proof.href, is_file=proof.is_file)),
        rx.cond(proof.text != "", ui.quote(proof.text, source=proof.person)),
        gap="s",
    )
    return ui.dialog(
        ui.stack(shown, form),
        id=PROOF_DIALOG,
        title=t("Evidence of {name}", name=proof.person),
        open=rx.Var.create(proof.id != ""),
        on_close=TemplatesState.close_proof,
    )
