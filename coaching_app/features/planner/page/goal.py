"""The page of one goal: how far, what shows it, and the plan a coach prepared."""

import reflex as rx

from coaching_app import ui
from coaching_app.access.pages import Page
from coaching_app.access.policy import Policy
from coaching_app.features.consent.widgets import close_share, share_dialog
from coaching_app.features.planner.components.goal import (
    changes,
    draft,
    evidence,
    goal_problem,
    milestones,
    progress_card,
)
from coaching_app.features.planner.components.items import item_dialog
from coaching_app.features.planner.state.goal import GoalState
from coaching_app.features.shell.widgets import app_page
from coaching_app.ui.text import t


def goal_page() -> rx.Component:
    """The page of one goal."""
    missing = ui.card(
        ui.empty_state(
            t("This goal is not here"),
            t("It was deleted, or it is not yours to see."),
            ui.button(t("To the planner"), href="/planner", variant="quiet"),
            icon="target",
        )
    )
    body = ui.split(
        ui.stack(goal_problem(), changes(), draft(), progress_card(), milestones()), evidence(), ratio="half"
    )
    return app_page(
        ui.stack(
            ui.breadcrumbs((t("Planner"), "/planner?show=goals"), (t("Goal"), "")),
            rx.cond(GoalState.is_loaded, rx.cond(GoalState.is_missing, missing, body), ui.skeleton("card")),
        ),
        item_dialog(
            GoalState,
            weeks=GoalState.page.week_options,
            repeats=GoalState.page.repeat_options,
            title=t("Your plan"),
        ),
        share_dialog(),
        active="planner",
        title=rx.cond(GoalState.is_loaded & ~GoalState.is_missing, GoalState.page.goal.title, t("Goal")),
        subtitle="",
    )


PAGE = Page(
    "/planner/goal/[goal_id]", goal_page, t("Goal"), Policy.SIGNED_IN, on_load=(GoalState.load, close_share)
)
