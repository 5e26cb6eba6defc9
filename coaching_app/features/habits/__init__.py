"""Habits: what a person practises, ticked by the day, scored and shown without shame."""
