"""The rules of reminders: at which moment a minute of somebody's clock comes, and when it is quiet."""
