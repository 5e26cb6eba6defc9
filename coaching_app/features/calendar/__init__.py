"""A month, a week or a list of days: what is planned and what was done, from here and from other calendars."""
