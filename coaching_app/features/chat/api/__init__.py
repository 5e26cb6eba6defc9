"""The chat over REST: the same use cases as the page, answers as server-sent events."""

from coaching_app.access.rest import ApiRouter
from coaching_app.features.chat.api import conversations, runs

router = ApiRouter(tags=["coach"])
router.include_router(conversations.router)
router.include_router(runs.router)

__all__ = ["router"]
