"""What the sample tenant of `coaching-app demo` holds: invented people, their notes, goals and tasks."""
