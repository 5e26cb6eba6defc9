"""The page of all components in all states, for development only."""
