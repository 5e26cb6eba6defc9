"""Who may need their coach, from what they share, and the few words a coach may send."""
