"""Who walks with whom: invitations, relationships, circles, pathways, handover; members and tenants."""
