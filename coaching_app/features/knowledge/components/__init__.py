"""What the pages of knowledge draw: one module per page."""
