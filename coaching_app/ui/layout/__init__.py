"""The frames pages are laid into."""
