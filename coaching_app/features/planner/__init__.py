"""Goals and tasks: what a person wants to become true, and what they mean to do about it."""
