"""State of the pages of knowledge: one module per page."""
