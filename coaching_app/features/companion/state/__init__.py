"""State of the page of one person, and of leaving with everything."""
