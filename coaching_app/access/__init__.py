"""Who is asking and what they may: logins, the gate, policies, tokens."""
