"""The queue of what a person means to read, hear or watch; private, and never fetched by the server."""
