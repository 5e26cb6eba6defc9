"""First-run wizard, sign-in and sign-out, and what a person may change about their own account."""
