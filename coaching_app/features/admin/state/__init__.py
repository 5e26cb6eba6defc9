"""What the pages of administration show, a state for each."""
