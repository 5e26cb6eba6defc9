"""Who is asking and what they may: logins, the gate, policies, tokens."""

# Whoever uses the wall writes the audit trail: without it no unit of work commits.
from coaching_app.access import audit as audit
