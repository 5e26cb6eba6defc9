"""What rest looks like: how it is now, what is planned, and the forms that plan it."""

import reflex as rx

from coaching_app import ui
from coaching_app.features.rest.schemas import RestRow
from coaching_app.features.rest.state import RestState
from coaching_app.ui.presence import Text
from coaching_app.ui.text import t

AREAS = (
    ("all", t("everything")),
    ("habits", t("habits")),
    ("checkins", t("check-ins")),
    ("planner", t("planner")),
    ("reminders", t("reminders")),
    ("commitments", t("commitments")),
)


def some(rows: object) -> rx.Var[bool]:
    """Whether a list of state holds anything."""
    return rx.Var.create(rows).to(list).length() > 0


def now_card() -> rx.Component:
    """How it is now, and the one tap that changes it."""
    page = RestState.page
    begin = ui.stack(
        ui.row(
            ui.button(t("Rest today"), icon="leaf", on_click=RestState.rest("today")),
            ui.button(t("Until tomorrow evening"), variant="quiet", on_click=RestState.rest("tomorrow")),
            ui.button(t("A week"), variant="quiet", on_click=RestState.rest("week")),
            ui.button(t("Until I am back"), variant="quiet", on_click=RestState.rest("open")),
            gap="s",
        ),
        ui.text(
            t(
                "While you rest nothing reminds you, nothing turns red and no score falls. "
                "Others see that you rest, never why."
            ),
            tone="soft",
        ),
    )
    end = ui.row(ui.button(t("I am back"), icon="check", on_click=RestState.back))
    return ui.card(
        ui.stack(
            ui.text(page.words, size="l"),
            rx.cond(page.is_resting, end, begin),
        ),
        title=t("Now"),
    )


@rx.memo
def rest_row(rest: rx.vars.ObjectVar[RestRow]) -> rx.Component:
    """A rest of the list."""
    stop = rx.cond(
        rest.is_weekly,
        ui.button(t("Stop repeating"), variant="text", size="s", on_click=RestState.stop(rest.id)),
    )
    remove = ui.icon_button(
        t("Delete the rest {when}", when=rest.when), "trash", on_click=RestState.delete(rest.id)
    )
    return ui.list_row(
        rest.when,
        t("from {area}", area=rest.area),
        rx.cond(rest.is_now, ui.pill(t("now"), tone="green")),
        icon="leaf",
        end=ui.row(stop, remove, gap="none"),
    )


def rests() -> rx.Component:
    """What is planned, and what is over."""
    page = RestState.page
    none = ui.text(t("Nothing is planned. A rest that comes every week is easily kept."), tone="soft")
    coming = ui.item_list(
        rx.foreach(page.coming, lambda rest: rx.fragment(rest_row(rest=rest), key=rest.id)),
        label=t("Planned rests"),
    )
    past = ui.disclosure(
        t("Over"),
        ui.item_list(
            rx.foreach(page.past, lambda rest: rx.fragment(rest_row(rest=rest), key=rest.id)),
            label=t("Past rests"),
        ),
        look="row",
    )
    return ui.card(
        ui.stack(
            rx.cond(some(page.coming), coming, none),
            rx.cond(some(page.past), past),
        ),
        title=t("Your rests"),
    )


def _area(element: str) -> rx.Component:
    return ui.select_field("area", t("Rest from"), list(AREAS), id=element, default_value="all")


def _problem(words: Text) -> rx.Component:
    return rx.cond(words != "", ui.callout(words, tone="rose"))


def plan_form() -> rx.Component:
    """A rest with a beginning and an end; the beginning may lie two weeks back."""
    page = RestState.page
    first = ui.date_field(
        "first", t("First day"), id="rest-first", default_value=page.today, min=page.earliest, required=True
    )
    last = ui.date_field("last", t("Last day"), id="rest-last", min=page.earliest, optional=True)
    form = rx.el.form(
        ui.stack(
            _problem(RestState.once_problem),
            ui.row(ui.grow(first), ui.grow(last), align="start"),
            ui.text(
                t("Illness is often noticed late: the first day may lie up to 14 days back."),
                tone="quiet",
                size="s",
            ),
            _area("rest-area"),
            ui.row(ui.button(t("Keep"), type="submit", variant="quiet")),
        ),
        key=RestState.round,
        on_submit=RestState.plan,
    )
    return ui.card(rx.cond(RestState.is_loaded, form, ui.skeleton("rows")), title=t("Plan a rest"))


def weekly_form() -> rx.Component:
    """A rest of every week, offered as Friday to Saturday evening."""
    form = rx.el.form(
        ui.stack(
            _problem(RestState.weekly_problem),
            ui.row(
                ui.grow(
                    ui.select_field(
                        "from_weekday", t("From"), RestState.weekdays, id="rest-from-day", default_value="4"
                    )
                ),
                ui.grow(
                    ui.time_field(
                        "from_time", t("at"), id="rest-from-time", default_value="18:00", required=True
                    )
                ),
                align="start",
            ),
            ui.row(
                ui.grow(
                    ui.select_field(
                        "until_weekday", t("To"), RestState.weekdays, id="rest-until-day", default_value="5"
                    )
                ),
                ui.grow(
                    ui.time_field(
                        "until_time", t("at"), id="rest-until-time", default_value="18:00", required=True
                    )
                ),
                align="start",
            ),
            _area("rest-weekly-area"),
            ui.row(ui.button(t("Keep every week"), type="submit", variant="quiet")),
        ),
        key=RestState.round,
        on_submit=RestState.plan_weekly,
    )
    return ui.card(rx.cond(RestState.is_loaded, form, ui.skeleton("rows")), title=t("Every week"))
