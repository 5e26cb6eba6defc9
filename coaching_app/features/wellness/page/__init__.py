"""The pages of check-ins."""

from coaching_app.features.wellness.page.checkins import PAGE as CHECKINS
from coaching_app.features.wellness.page.form import PAGE as FORM
from coaching_app.features.wellness.page.trends import PAGE as TRENDS

PAGES = (CHECKINS, FORM, TRENDS)
