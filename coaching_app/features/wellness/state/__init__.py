"""State of the pages of check-ins."""
