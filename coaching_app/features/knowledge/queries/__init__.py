"""Reads of knowledge: every one of them of one owner."""
