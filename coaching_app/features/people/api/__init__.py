"""REST of people: the same use cases as the pages."""

from coaching_app.access.rest import ApiRouter
from coaching_app.features.people.api import circles, handovers, invitations, pathways, relationships, tenants

router = ApiRouter()
router.take(*(part.router for part in (relationships, circles, pathways, handovers, invitations, tenants)))
