"""The pages of habits."""

from coaching_app.features.habits.page.details import PAGE as DETAILS
from coaching_app.features.habits.page.habits import PAGE as HABITS

PAGES = (HABITS, DETAILS)
