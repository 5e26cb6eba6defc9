"""Consent over REST: decisions, receipts, forced views."""

from coaching_app.access.rest import ApiRouter
from coaching_app.features.consent.api import decisions, forced_views, receipts

router = ApiRouter()
router.routes.extend((*decisions.router.routes, *receipts.router.routes, *forced_views.router.routes))
