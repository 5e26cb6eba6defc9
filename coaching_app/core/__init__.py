"""What knows nothing of the product: settings, errors, clock, ids, logging, crypto, language."""
