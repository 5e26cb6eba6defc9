"""What others may see, what they have seen, and how the owner decides about both."""

from coaching_app.features.consent.queries import visible_to
from coaching_app.features.consent.service.people import shared_people, viewers_of
from coaching_app.features.consent.service.receipts import record_reads

__all__ = ["record_reads", "shared_people", "viewers_of", "visible_to"]
