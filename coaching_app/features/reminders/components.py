"""What reminders look like: what was told, what is planned, and the forms."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.features.reminders.schemas import TITLE_LENGTH, NoticeRow, ReminderRow
from coaching_app.features.reminders.state import RemindersState
from coaching_app.ui.text import t

DIALOG = "reminder-form"
_WEEKDAYS = (
    ("mon", t("Monday")), ("tue", t("Tuesday")), ("wed", t("Wednesday")), ("thu", t("Thursday")),
    ("fri", t("Friday")), ("sat", t("Saturday")), ("sun", t("Sunday")),
)  # fmt: skip


@rx.memo
def notice_row(notice: rx.vars.ObjectVar[NoticeRow]) -> rx.Component:
    """Something the person was told."""
    away = ui.icon_button(
        t("Put away: {title}", title=notice.title), "check", on_click=RemindersState.read(notice.id)
    )
    return ui.list_row(
        notice.title,
        notice.told,
        notice.body,
        href=rx.cond(notice.href != "", notice.href, "/reminders"),
        end=rx.cond(notice.is_read, ui.text(t("seen"), tone="quiet", size="s", inline=True), away),
    )


def inbox_card() -> rx.Component:
    """What the person was told, unread first."""
    shown = RemindersState.shown
    empty = ui.empty_state(
        t("Nothing to tell you"),
        t("When a reminder comes it stands here until you have seen it."),
        icon="inbox",
    )
    rows = ui.item_list(
        rx.foreach(shown.notices, lambda one: rx.fragment(notice_row(notice=one), key=one.id)),
        label=t("What you were told"),
    )
    return ui.card(
        rx.cond(shown.has_notices, rows, empty),
        title=t("Inbox"),
        aside=rx.cond(
            shown.unread > 0,
            ui.button(t("Put all away"), variant="text", size="s", on_click=RemindersState.read_all),
        ),
    )


@rx.memo
def reminder_row(reminder: rx.vars.ObjectVar[ReminderRow]) -> rx.Component:
    """A planned reminder."""
    return ui.list_row(
        reminder.title,
        reminder.when,
        rx.cond(reminder.by_mail, ui.pill(t("also by mail"), tone="outline"), ""),
        end=ui.icon_button(
            t("Delete {title}", title=reminder.title), "trash", on_click=RemindersState.delete(reminder.id)
        ),
        brief=True,
    )


def reminders_card() -> rx.Component:
    """What is planned."""
    shown = RemindersState.shown
    empty = ui.empty_state(
        t("No reminders yet"),
        t("Let one habit call you once a day, at a minute that suits you."),
        ui.button(t("New reminder"), icon="plus", on_click=RemindersState.new),
        icon="clock",
    )
    rows = ui.item_list(
        rx.foreach(shown.reminders, lambda one: rx.fragment(reminder_row(reminder=one), key=one.id)),
        label=t("Reminders"),
    )
    return ui.card(
        rx.cond(shown.has_reminders, rows, empty),
        title=t("Reminders"),
        aside=t("on your clock, {zone}", zone=shown.time_zone),
    )


def _quiet_form(mail: Any) -> rx.Component:
    wanted = RemindersState.shown.preferences
    return rx.el.form(
        ui.stack(
            rx.cond(
                RemindersState.quiet_problem != "", ui.callout(RemindersState.quiet_problem, tone="rose")
            ),
            ui.row(
                ui.grow(
                    ui.time_field(
                        "quiet_from", t("Quiet from"), id="quiet-from", default_value=wanted.quiet_from,
                        required=True,
                    )
                ),
                ui.grow(
                    ui.time_field(
                        "quiet_until", t("until"), id="quiet-until", default_value=wanted.quiet_until,
                        required=True,
                    )
                ),
                gap="s",
            ),
            ui.time_field(
                "digest", t("Digest by mail at"), id="digest", default_value=wanted.digest, optional=True,
                hint=t("Once a day, what you have not seen of the reminders marked for mail. Empty: no letter."),
            ),
            mail,
            ui.row(ui.button(t("Save"), type="submit", variant="quiet"), justify="end"),
        ),
        key=RemindersState.round,
        on_submit=RemindersState.prefer,
    )  # fmt: skip


def quiet_card() -> rx.Component:
    """Quiet hours and the digest."""
    mail = rx.cond(
        RemindersState.shown.sends_mail,
        "",
        ui.text(t("This place has no mail server yet: letters stay with the admin."), tone="quiet", size="s"),
    )
    form = _quiet_form(mail)
    how = ui.disclosure(
        t("When nothing is told"),
        ui.text(
            t("While you rest nothing is told, and it is not made up for. In quiet hours it waits until they end. What fell into an outage is told once, on the same day only. A habit that is done is no reason to remind."),
            tone="soft",
            size="s",
        ),
    )  # fmt: skip
    return ui.card(ui.stack(form, how, gap="s"), title=t("Quiet hours"))


def reminder_dialog() -> rx.Component:
    """Makes a reminder."""
    form = rx.el.form(
        ui.stack(
            rx.cond(RemindersState.problem != "", ui.callout(RemindersState.problem, tone="rose")),
            ui.select_field(
                "thing", t("Remind me of"), RemindersState.shown.things, placeholder="", id="reminder-thing"
            ),
            ui.shown_when(
                "thing",
                ("custom",),
                ui.input_field(
                    "title", t("In your own words"), id="reminder-title", required=True,
                    max_length=TITLE_LENGTH, auto_complete="off",
                ),
            ),
            ui.time_field("time", t("At"), id="reminder-time", required=True, default_value="20:00"),
            ui.disclosure(
                t("Only on some weekdays"),
                ui.row(*[ui.checkbox(f"on_{name}", label, id=f"reminder-on-{name}", value="1") for name, label in _WEEKDAYS]),
                look="row",
            ),
            ui.checkbox("by_mail", t("Put it into my mail digest too"), id="reminder-mail", value="1"),
            ui.row(
                ui.button(t("Cancel"), variant="quiet", closes=True),
                ui.button(t("Save"), type="submit"),
                gap="s",
                justify="end",
            ),
        ),
        key=RemindersState.round,
        on_submit=RemindersState.add,
    )  # fmt: skip
    return ui.dialog(
        form,
        id=DIALOG,
        title=t("New reminder"),
        open=rx.Var.create(RemindersState.is_open),
        on_close=RemindersState.close,
    )
