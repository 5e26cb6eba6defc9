"""How check-ins look."""
