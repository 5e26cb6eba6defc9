"""Check-ins, how what they measure moves, and what goes with what."""
