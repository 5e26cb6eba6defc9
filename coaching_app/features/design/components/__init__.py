"""The sections of the design page."""
