"""The page of one template: its weeks, and who has it."""

from typing import Any

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.planner.components.items import item_dialog, week_list
from coaching_app.features.planner.components.templates import give_dialog, given_card, settings_dialog
from coaching_app.features.planner.state.template import TemplateState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t

# A page var is whatever Reflex makes of it.
_page: Any = TemplateState.page


def _plan() -> rx.Component:
    add = ui.button(
        t("Add something"), variant="quiet", size="s", icon="plus", on_click=TemplateState.new_item("")
    )
    empty = ui.empty_state(
        t("Nothing in it yet"),
        t("Add what people do, read and practise, week by week."),
        ui.button(t("Add the first thing"), icon="plus", on_click=TemplateState.new_item("1")),
        icon="calendar",
    )
    return ui.card(
        rx.cond(_page.weeks.length() > 0, week_list(_page.weeks, state=TemplateState), empty),
        title=t("What happens when"),
        aside=rx.cond(_page.weeks.length() > 0, add),
    )


def _about() -> rx.Component:
    return ui.card(
        ui.stack(
            ui.text(_page.facts, tone="quiet", size="s"),
            rx.cond(_page.form.why != "", ui.text(_page.form.why, tone="soft")),
            gap="s",
        ),
        title=t("About it"),
        aside=ui.button(
            t("Edit"), variant="text", size="s", icon="edit", on_click=TemplateState.show_settings(True)
        ),
    )


def template() -> rx.Component:
    """The page."""
    missing = ui.card(
        ui.empty_state(
            t("This template is not here"),
            t("It was deleted, or somebody else wrote it."),
            ui.button(t("To the templates"), href="/templates", variant="quiet"),
            icon="target",
        )
    )
    body = ui.split(_plan(), ui.stack(_about(), given_card()), ratio="main")
    # What was open before is not shown under the address of this one.
    is_known = rx.State.is_hydrated & TemplateState.is_loaded
    is_here = is_known & ~TemplateState.is_missing
    return app_page(
        ui.stack(
            ui.breadcrumbs((t("Templates"), "/templates"), (t("Template"), "")),
            rx.cond(is_known, rx.cond(TemplateState.is_missing, missing, body), ui.skeleton("card")),
        ),
        item_dialog(
            TemplateState, weeks=_page.week_options, repeats=_page.repeat_options, title=t("In the template")
        ),
        settings_dialog(),
        give_dialog(),
        active="templates",
        only=Policy.COACHES,
        title=rx.cond(is_here, _page.form.title, t("Template")),
        subtitle="",
        actions=rx.cond(
            is_here & (_page.weeks.length() > 0),
            ui.button(t("Give it to people"), icon="send", on_click=TemplateState.show_giving(True)),
        ),
    )


PAGE = Page(
    "/templates/[template_id]", template, t("Template"), Policy.COACHES, on_load=(TemplateState.load,)
)
