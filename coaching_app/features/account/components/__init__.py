"""The sections of the account page, one module each."""
