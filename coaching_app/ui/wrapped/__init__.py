"""React parts of our own, for what the platform cannot do alone."""
