"""What habits look like: rows of days, forms, and the pieces of the details page."""
