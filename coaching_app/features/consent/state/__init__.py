"""State of the pages of sharing."""
