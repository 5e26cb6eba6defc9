"""Reminders: at the right minute, once, and never against somebody's rest."""
