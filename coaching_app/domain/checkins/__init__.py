"""What a check-in asks and what an answer may be."""
