"""The planner over REST: the same use cases as the pages."""

from coaching_app.access.rest import ApiRouter
from coaching_app.features.planner.api import goals, progress, rested, tasks, templates

router = ApiRouter(tags=["planner"])
router.take(*(part.router for part in (tasks, goals, progress, rested, templates)))
