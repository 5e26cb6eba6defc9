"""Bytes that are not rows: private files by content, and uploads that wait to be read."""
