"""The public front of the installation."""
