"""Assembles the background work of all features."""
