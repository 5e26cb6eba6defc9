"""What a person can do about their rest, and what other features ask about it."""

from coaching_app.features.rest.service.asking import rest_days, resting

__all__ = ["rest_days", "resting"]
