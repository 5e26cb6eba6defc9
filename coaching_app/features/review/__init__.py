"""The weekly review: facts put together by rules, a person's own sentences, and three things for the next week."""
