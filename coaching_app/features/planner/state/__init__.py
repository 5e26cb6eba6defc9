"""State of the planner's pages and widgets."""

from coaching_app.features.planner.state.board import PlannerState
from coaching_app.features.planner.state.rested import RestedState
from coaching_app.features.planner.state.today import TodayState

__all__ = ["PlannerState", "RestedState", "TodayState"]
