"""The chat over REST: the same use cases as the page, answers as server-sent events."""

from coaching_app.access.rest import ApiRouter
from coaching_app.features.chat.api import conversations, runs

router = ApiRouter(tags=["coach"])
# Not include_router: that would hide the routes from whoever checks that each has a policy.
router.routes.extend((*conversations.router.routes, *runs.router.routes))

__all__ = ["router"]
