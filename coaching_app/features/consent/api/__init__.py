"""Consent over REST: decisions, receipts, forced views."""

from coaching_app.access.rest import ApiRouter
from coaching_app.features.consent.api import decisions, forced_views, receipts

router = ApiRouter()
router.take(decisions.router, receipts.router, forced_views.router)
