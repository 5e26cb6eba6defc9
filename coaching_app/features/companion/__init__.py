"""The page of one person: what they share with whoever looks."""
