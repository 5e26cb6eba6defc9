"""Other places where people may sign in: which there are, and how to ask each who somebody is."""
