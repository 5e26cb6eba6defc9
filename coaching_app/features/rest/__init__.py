"""Rest: a fact of a person that every other feature asks about."""
