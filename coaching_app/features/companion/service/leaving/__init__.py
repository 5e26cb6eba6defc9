"""Leaving with everything: what is whose, one archive of it, bringing it in elsewhere, and real deletion."""
