"""Mail: an outbox that belongs to the caller's transaction, and the delivery that empties it."""
