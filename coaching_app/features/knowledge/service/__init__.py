"""What a person can do with knowledge; every function takes the unit of work and who acts."""
