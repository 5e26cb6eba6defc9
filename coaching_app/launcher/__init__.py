"""Gets the product running from a bare checkout: environment, frontend build, one server."""
