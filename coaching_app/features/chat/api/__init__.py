"""The chat over REST: the same use cases as the page, answers as server-sent events."""

from coaching_app.access.rest import ApiRouter
from coaching_app.features.chat.api import conversations, runs

router = ApiRouter(tags=["coach"])
router.take(conversations.router, runs.router)

__all__ = ["router"]
