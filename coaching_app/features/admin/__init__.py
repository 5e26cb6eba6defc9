"""Administration: members, tenants, mail, the audit trail, keys; how much there is, never what it says."""
