"""Knowledge over REST: the same use cases as the pages."""

from coaching_app.access.rest import ApiRouter
from coaching_app.features.knowledge.api import files, notes, vaults

router = ApiRouter(tags=["knowledge"])
router.take(notes.router, vaults.router, files.router)
