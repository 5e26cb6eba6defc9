"""Pieces of reminders that the rest of the product uses: what an open page does when something arrived."""

from coaching_app.features.reminders.state import RemindersState

show_arrived = RemindersState.arrived
