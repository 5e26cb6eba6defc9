"""What the coach page draws: messages with their proposals, the answer in the making, sources, conversations."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.chat.schemas import (
    TITLE_LENGTH,
    WHY_LENGTH,
    ConversationRow,
    MessageRow,
    ProposalRow,
    SourceRow,
)
from coaching_app.features.chat.state import CoachState
from coaching_app.ui.text import t

PROPOSAL_DIALOG = "coach-proposal"
TITLE_DIALOG = "coach-title"
STARTERS = (
    t("What have I been thinking about most lately?"),
    t("What did I promise myself and have not done yet?"),
    t("Where have I grown, in my own words?"),
)


@rx.memo
def coach_proposal(proposal: rx.vars.ObjectVar[ProposalRow]) -> rx.Component:
    """A task the coach proposes; nothing happens unless the person says so."""
    outcome = rx.cond(
        proposal.status == "accepted",
        ui.row(
            ui.pill(t("In your planner"), tone="green", icon="check"),
            ui.link(t("Open the task"), href=proposal.href),
            gap="s",
        ),
        ui.row(
            ui.text(t("Not added."), tone="quiet", size="s", inline=True),
            ui.button(
                t("Add it after all"), variant="text", size="s", on_click=CoachState.accept(proposal.id)
            ),
            gap="s",
        ),
    )
    return ui.proposal(
        proposal.title,
        rx.cond(proposal.due_label, ui.text(proposal.due_label, inline=True, size="s", tone="quiet")),
        rx.cond(proposal.why, ui.text(proposal.why, inline=True, size="s", tone="quiet")),
        kind=t("Proposed task"),
        status=proposal.status,
        on_accept=CoachState.accept(proposal.id),
        on_edit=CoachState.edit(proposal.id),
        on_decline=CoachState.decline(proposal.id),
        outcome=outcome,
    )


def _trouble(message: rx.vars.ObjectVar[MessageRow]) -> rx.Component:
    """Why a question has no answer yet, what was said of it, and the way on."""
    again = rx.cond(
        message.can_retry,
        ui.row(
            ui.button(
                t("Try again"),
                variant="quiet",
                size="s",
                icon="refresh",
                on_click=CoachState.retry(message.run_id),
            )
        ),
    )
    return ui.message(
        rx.cond(message.partial, ui.safe_html(message.partial)),
        ui.callout(message.trouble, again, tone="amber"),
        sender="coach",
    )


def _answer_foot(message: rx.vars.ObjectVar[MessageRow]) -> rx.Component:
    return ui.row(
        rx.cond(message.note, ui.pill(message.note, tone="amber")),
        rx.cond(
            message.can_retry,
            ui.button(t("Try again"), variant="text", size="s", on_click=CoachState.retry(message.run_id)),
        ),
        rx.cond(message.label, ui.text(message.label, inline=True, size="s", tone="quiet")),
        rx.cond(
            message.sources,
            ui.button(
                t("What it saw"),
                variant="text",
                size="s",
                aria_label=t("What it saw for this answer"),
                on_click=CoachState.show_sources(message.id),
            ),
        ),
        gap="s",
    )


@rx.memo
def coach_answer(message: rx.vars.ObjectVar[MessageRow]) -> rx.Component:
    """What the coach said, with its proposals."""
    proposals = rx.foreach(
        message.proposals, lambda proposal: rx.fragment(coach_proposal(proposal=proposal), key=proposal.id)
    )
    return ui.message(
        ui.stack(
            ui.safe_html(message.html), rx.cond(message.proposals, ui.stack(proposals, gap="s")), gap="m"
        ),
        sender="coach",
        foot=_answer_foot(message),
    )


@rx.memo
def coach_question(message: rx.vars.ObjectVar[MessageRow], initials: rx.Var[str]) -> rx.Component:
    """What the person said, and what became of it when that is no answer."""
    return rx.fragment(
        ui.message(message.text, sender="person", initials=initials),
        rx.cond(message.trouble, _trouble(message)),
    )


def _message(message: rx.vars.ObjectVar[MessageRow]) -> rx.Component:
    return rx.fragment(
        rx.cond(
            message.role == "coach",
            coach_answer(message=message),
            coach_question(message=message, initials=CoachState.initials),
        ),
        key=message.id,
    )


def answer_in_the_making() -> rx.Component:
    """The stream, read past State; at its end the stored answer takes its place."""
    stream = ui.stream_text(
        CoachState.stream_url,
        on_done=CoachState.finished,
        on_error=CoachState.broke,
        on_event=lambda kind, data: CoachState.noticed(kind, data["message"].to(str)),
    )
    remark = rx.cond(CoachState.remark, ui.text(CoachState.remark, size="s", tone="quiet"))
    return rx.cond(CoachState.stream_url, ui.message(stream, remark, sender="coach"))


def messages() -> rx.Component:
    """The conversation, oldest first."""
    earlier = rx.cond(
        CoachState.has_earlier,
        ui.row(
            ui.button(
                t("Show earlier messages"), variant="quiet", size="s", on_click=CoachState.show_earlier
            ),
            justify="center",
        ),
    )
    return ui.message_list(earlier, rx.foreach(CoachState.messages, _message), answer_in_the_making())


def writing() -> rx.Component:
    """Where the next question is written."""
    return ui.composer(
        draft_key="coaching.coach-draft." + CoachState.talk_id,
        on_send=CoachState.send,
        on_stop=CoachState.stop,
        suggestion=CoachState.suggestion,
        busy=CoachState.stream_url != "",
        taken=CoachState.taken,
        refused=CoachState.refused,
    )


def beginning() -> rx.Component:
    """What belongs here, and three questions to start with."""
    starters = [
        ui.button(words, variant="quiet", size="s", on_click=CoachState.start_with(words))
        for words in STARTERS
    ]
    return ui.empty_state(
        t("Ask your notes"),
        t(
            "The coach answers from what you wrote and shows the exact lines. It proposes; you decide. "
            "Without notes it asks you questions instead."
        ),
        *starters,
        icon="chat",
    )


def missing() -> rx.Component:
    """An address that leads to no conversation of this person."""
    return ui.empty_state(
        t("There is no such conversation"),
        t("It may have been deleted, or it belongs to somebody else."),
        ui.button(t("New conversation"), href="/coach", icon="plus"),
        icon="chat",
    )


@rx.memo
def coach_source(source: rx.vars.ObjectVar[SourceRow]) -> rx.Component:
    """One passage the coach saw."""
    changed = rx.cond(
        source.state == "changed",
        ui.text(t("You changed this note since."), size="xs", tone="amber", inline=True),
    )
    return rx.cond(
        source.href,
        rx.fragment(
            ui.source_span(
                source.label,
                source.href,
                lines=source.lines,
                excerpt=rx.fragment(source.excerpt, changed),
                number=source.ref,
            )
        ),
        rx.el.li(
            ui.stack(
                ui.row(
                    ui.text(source.label, inline=True, tone="quiet"),
                    ui.pill(source.lines, tone="rose"),
                    gap="s",
                ),
                ui.text(source.excerpt, size="s", tone="quiet"),
                gap="xs",
            )
        ),
    )


def _source_list(rows: rx.Var, label: str) -> rx.Component:
    return ui.item_list(
        rx.foreach(rows, lambda source: rx.fragment(coach_source(source=source), key=source.ref)), label=label
    )


def sources() -> rx.Component:
    """What the coach saw for the answer in question, and why it could."""
    shown = CoachState.sources
    more = ui.disclosure(
        ui.plural("{count} more, not cited", "{count} more, not cited", rx.Var.create(shown.more).length()),
        _source_list(rx.Var.create(shown.more), t("Seen and not cited")),
        look="row",
    )
    why = ui.disclosure(
        t("Why could it see these?"),
        ui.text(
            t(
                "For each question the coach is given the passages of your own notes that fit it best, and "
                "nothing else. What stands here is all it saw, exactly as it saw it."
            ),
            size="s",
            tone="soft",
        ),
    )
    listed = ui.card(
        _source_list(rx.Var.create(shown.rows), t("What the coach saw")),
        rx.cond(shown.more, more),
        why,
        title=t("What the coach saw"),
        aside=rx.fragment(ui.plural("{count} passage", "{count} passages", shown.count)),
    )
    return rx.cond(shown.count, listed)


@rx.memo
def conversation_row(conversation: rx.vars.ObjectVar[ConversationRow], is_open: rx.Var[bool]) -> rx.Component:
    """A conversation in the list; the open one stands out."""
    return ui.list_row(
        rx.cond(is_open, ui.strong(conversation.title), conversation.title),
        href=f"/coach/{conversation.id}",
        icon="chat",
        end=rx.fragment(conversation.when),
    )


def conversations() -> rx.Component:
    """The other conversations."""
    rows = rx.foreach(
        CoachState.conversations,
        lambda conversation: rx.fragment(
            conversation_row(conversation=conversation, is_open=conversation.id == CoachState.talk_id),
            key=conversation.id,
        ),
    )
    return rx.cond(
        CoachState.conversations,
        ui.card(ui.item_list(rows, label=t("Conversations")), title=t("Conversations")),
    )


def proposal_dialog() -> rx.Component:
    """Changes a proposal before it is accepted."""
    proposal = CoachState.proposal
    form = rx.el.form(
        ui.stack(
            ui.input_field(
                "title",
                t("What will you do?"),
                default_value=proposal.title,
                required=True,
                max_length=TITLE_LENGTH,
            ),
            ui.date_field("due", t("When"), default_value=proposal.due, optional=True),
            ui.textarea_field(
                "why", t("Why"), default_value=proposal.why, max_length=WHY_LENGTH, optional=True
            ),
            rx.cond(CoachState.edit_problem, ui.callout(CoachState.edit_problem, tone="rose")),
            ui.row(
                ui.button(t("Add to my planner"), type="submit"),
                ui.button(t("Cancel"), variant="text", closes=True),
                gap="s",
            ),
        ),
        key=proposal.id,
        on_submit=CoachState.accept_edited,
    )
    return ui.dialog(
        form,
        id=PROPOSAL_DIALOG,
        title=t("Change the proposal"),
        open=rx.Var.create(CoachState.is_editing),
        on_close=CoachState.close_edit,
    )


def title_dialog() -> rx.Component:
    """Gives the conversation another title."""
    form = rx.el.form(
        ui.stack(
            ui.input_field(
                "title",
                t("Title"),
                default_value=CoachState.title,
                required=True,
                max_length=120,
                error=CoachState.rename_problem,
            ),
            ui.row(
                ui.button(t("Save"), type="submit"),
                ui.button(t("Cancel"), variant="text", closes=True),
                gap="s",
            ),
        ),
        key=CoachState.title,
        on_submit=CoachState.rename,
    )
    return ui.dialog(
        form,
        id=TITLE_DIALOG,
        title=t("Rename"),
        open=rx.Var.create(CoachState.is_renaming),
        on_close=CoachState.close_title,
    )
