"""Durable background work: the port features use, and the embedded engine that runs it."""
