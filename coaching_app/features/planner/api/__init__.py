"""The planner over REST: the same use cases as the pages."""

from coaching_app.access.rest import ApiRouter
from coaching_app.features.planner.api import goals, tasks

router = ApiRouter(tags=["planner"])
router.routes.extend((*tasks.router.routes, *goals.router.routes))
