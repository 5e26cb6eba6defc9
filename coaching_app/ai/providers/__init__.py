"""One folder for each source of answers; none knows another."""
