"""The page a person opens every day, composed from the widgets of other features."""
